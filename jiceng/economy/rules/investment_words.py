"""How companies, investment leads and the county's promises are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "credit_code_length": N_("统一社会信用代码应为 18 位，现在是 %(found)s 位，请核对营业执照。"),
    "credit_code_characters": N_(
        "统一社会信用代码里不会有“%(wrong)s”（不使用 I、O、S、V、Z），请核对营业执照。"
    ),
    "credit_code_check": N_("统一社会信用代码“%(value)s”校验不符，有一位写错了，请核对营业执照。"),
    "company_twice": N_("信用代码“%(value)s”的企业已经登记，请在企业名录中查找。"),
    "company_unknown": N_("没有登记信用代码为“%(value)s”的企业，请先登记企业。"),
    "company_closed": N_("这家企业已经注销，不能再提交申请或者诉求。"),
    "set_up_before_asked": N_("设立日期早于申请日期，请核对。"),
    "not_company_keeper": N_("企业由招商部门或所在区域的窗口登记，您的岗位不包括这里。"),
    "not_for_companies": N_("“%(value)s”不是企业诉求的类型，请从列出的类型中选择。"),
    "not_investment_office": N_("招商线索由跟进单位的招商岗位办理。"),
    "lead_twice": N_("这家企业的同名项目已由线索 %(number)s 跟进，首报有效，不重复登记。"),
    "lead_rests": N_("当前状态为“%(state)s”，不再安排下一步。"),
    "next_step_missing": N_("请写明下一步做什么。"),
    "next_day_missing": N_("请写明下一步在哪一天。"),
    "next_step_in_the_past": N_("下一步的日期 %(day)s 已经过去，请写今天或以后的日期。"),
    "day_missing": N_("请写明日期。"),
    "signed_before_talks": N_("签订日期早于首次洽谈（%(day)s），请核对。"),
    "contract_before_framework": N_("合同日期早于框架协议（%(day)s），请核对。"),
    "amount_above_zero": N_("请填写大于零的金额。"),
    "funds_before_contract": N_("还没有签订合同，不能登记协议投资额和到位资金；框架协议不算合同。"),
    "funds_taken_back": N_("这笔金额已经冲销，不能再冲销一次。"),
    "paused_elsewhere": N_("暂停之前不在这个阶段。"),
    "promise_not_yours": N_("承诺由承办单位或者招商部门登记兑现。"),
    "promise_fulfilled": N_("这项承诺已经登记兑现。"),
}
PAPERS: Mapping[str, str] = {
    "screening": N_("研判意见"),
    "talk_record": N_("洽谈记录"),
    "framework": N_("框架协议"),
    "contract": N_("合同"),
    "approval": N_("协议审批文件"),
    "registration": N_("项目代码"),
    "permit": N_("施工许可"),
    "output": N_("产出和纳税情况"),
}
ROLES: Mapping[str, str] = {
    "investment_officer": N_("招商专员"),
    "investment_head": N_("招商负责人"),
}
ACTS: Mapping[str, str] = {
    "lead_filed": N_("登记线索"),
    "next_step_planned": N_("安排下一步"),
    "lead_entry_noted": N_("登记活动或资料"),
    "lead_funds_noted": N_("登记资金"),
    "lead_funds_taken_back": N_("冲销资金"),
    "lead_contact_shown": N_("查看联系方式"),
    "lead_contact_erased": N_("删除联系方式"),
    "county_promise_made": N_("作出承诺"),
    "county_promise_fulfilled": N_("兑现承诺"),
    "economy.register_company": N_("登记企业"),
    "economy.change_company": N_("修改企业"),
    "economy.new_access_code": N_("发放企业查询码"),
}
SUBJECTS: Mapping[str, str] = {
    "investment_lead": N_("招商线索"),
    "company": N_("企业"),
}

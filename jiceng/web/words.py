"""Reasons in the reader's language. Codes come from pure code; sentences live here.

A sentence says what is wrong and what to do. A test checks that every code used anywhere in the
house has its sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Term
from jiceng.web.clock import county_zone

SENTENCES: dict[str, str] = {
    "stale": N_("这条记录刚刚被别人修改过，请刷新页面后再办理。"),
    "not_found": N_("没有找到，或者不在您的管辖范围内。"),
    "wrong_number_or_code": N_("编号或查询码不对，请核对回执后再试。"),
    "unknown_move": N_("没有“%(move)s”这个步骤。"),
    "wrong_state": N_("当前状态为“%(state)s”，不能%(move)s。"),
    "wrong_role": N_("您的岗位不能%(move)s这件事。"),
    "paper_missing": N_("缺少：%(paper)s。"),
    "too_early": N_("%(at)s之前不能%(move)s。"),
    "due_date_missing": N_("请填写晚于现在的完成时限。"),
    "no_post": N_("您目前没有任职岗位，请联系管理员。"),
    "not_your_page": N_("这个页面不属于您的岗位。"),
    "located_by_code": N_("填报时选定了%(area)s。"),
    "located_by_point": N_("地图上的位置在%(area)s范围内。"),
    "located_by_place": N_("“%(place)s”在%(area)s。"),
    "point_outside": N_("地图上的位置不在本县已划定的范围内，请核对。"),
    "not_located": N_("还不能确定具体位置，由值守人员核实。"),
    "type_given": N_("事项类型为“%(type)s”。"),
    "type_unknown": N_("事项类型待确认。"),
    "law_department": N_("这类事项依法由%(unit)s办理，不下派基层。"),
    "law_department_only": N_("这类事项依法由%(unit)s办理，不能派给其他层级。"),
    "rule_matched": N_("按规则：%(label)s。"),
    "no_rule_matched": N_("没有匹配的派遣规则。"),
    "desk_decides": N_("由%(unit)s受理并确定承办单位。"),
    "text_length": N_("内容需在%(low)s到%(high)s个字之间。"),
    "unknown_value": N_("不认识“%(value)s”，请从列出的选项中选择。"),
    "unknown_type": N_("没有“%(value)s”这个具体事项类型，请重新选择。"),
    "unknown_area": N_("没有代码为“%(value)s”的区域，请核对。"),
    "unknown_unit": N_("没有代码为“%(value)s”的单位，请重新选择。"),
    "unknown_case": N_("没有编号为“%(value)s”的案件，或者不在您的范围内。"),
    "unknown_upload": N_("有附件没有上传成功，请重新上传。"),
    "bad_point": N_("位置坐标不对，请在地图上重新选择或改用文字描述。"),
    "in_the_future": N_("发生时间不能晚于现在。"),
    "bad_phone": N_("电话号码的位数不对，请核对或留空。"),
    "bad_rating": N_("请在 1 到 5 中选择一个评价。"),
    "bad_term": N_("“%(value)s”不是有效的时限，请写成如“3 个工作日”。"),
    "not_closed_yet": N_("结案之后才能评价。"),
    "already_rated": N_("您已经评价过了，谢谢。"),
    "rating_period_over": N_("评价期已过。"),
    "contact_not_yours": N_("只有经办人员可以查看联系方式。"),
    "no_contact": N_("没有留联系方式，或者已按规定删除。"),
    "send_back_cap": N_("退单次数已达上限（%(cap)s 次），应由上级裁定。"),
    "unit_is_final": N_("承办单位已经裁定，不能再退单。"),
    "top_tier": N_("已经在县级，不能再上报。"),
    "not_small": N_("这类事项不属于可以当场办结的小事，请按流程办理。"),
    "extension_pending": N_("已有一个延期申请等待答复。"),
    "already_expired": N_("时限已过，不能再申请延期。"),
    "extension_cap": N_("延期次数已达上限（%(cap)s 次）。"),
    "no_extension_asked": N_("没有待答复的延期申请。"),
    "verify_first": N_("需由其他单位核查后才能结案。"),
    "verifier_is_handler": N_("经办人不能核查自己办理的案件。"),
    "verifier_in_handling_unit": N_("承办单位不能核查自己办理的案件。"),
    "reopen_window_shut": N_("已过重新办理的期限，请重新上报。"),
    "already_started": N_("已经登记过到场。"),
    "merge_into_ended": N_("案件%(number)s已经结束或已被合并，不能并入。"),
    "metres_apart": N_("相距约 %(metres)s 米。"),
    "same_place": N_("地点相同：%(place)s。"),
    "same_grid": N_("同在%(area)s。"),
    "minutes_apart": N_("上报时间相差 %(minutes)s 分钟。"),
    "hours_apart": N_("上报时间相差 %(hours)s 小时。"),
    "days_apart": N_("上报时间相差 %(days)s 天。"),
    "same_type": N_("同一类事项：%(type)s。"),
    "text_overlap": N_("描述有 %(percent)s%% 相同。"),
    "too_far": N_("相距约 %(metres)s 米，超出比对范围。"),
    "too_long_apart": N_("上报时间相差超过 %(minutes)s 分钟。"),
    "too_many": N_("操作过于频繁，请过 %(seconds)s 秒再试。"),
    "key_too_long": N_("请求编号（Idempotency-Key）最长 %(most)s 个字符。"),
    "key_reused": N_("这个请求编号（Idempotency-Key）已经用于另一份内容，请换一个。"),
    "may_not_whistle": N_("吹哨由镇或县的值守人员发起，您的岗位不能办理。"),
    "units_to_call": N_("请选择 1 到 %(most)s 个单位，不要重复。"),
    "lead_not_called": N_("牵头单位须是被吹哨的单位之一。"),
    "unit_not_called": N_("没有需要您的单位报到的事项，或者已经报到。"),
    "rate_when_settled": N_("吹哨事项办结之后才能评价。"),
    "own_unit": N_("不能评价本单位。"),
    "bad_cursor": N_("翻页的位置不对，请回到列表开头。"),
    "nothing_picked": N_("请先勾选要办理的案件。"),
    "units_absent": N_("还有单位没有报到：%(units)s。"),
}

PAPERS: dict[str, str] = {
    "reason": N_("原因说明"),
    "result": N_("处理结果"),
    "evidence": N_("依据材料"),
    "unit": N_("承办单位"),
    "proposed_unit": N_("建议承办单位"),
    "term": N_("延期时长"),
    "case_type": N_("事项类型"),
    "into": N_("并入的案件编号"),
    "photo_after": N_("处理后的照片"),
    "note": N_("备注"),
    "outcome": N_("处理结果"),
    "excuse": N_("不能报到的原因"),
    "report": N_("反馈报告"),
    "measures": N_("整改措施"),
}

TERMS: dict[Counting, str] = {
    Counting.MINUTES: N_("%(n)s 分钟"),
    Counting.ROUND_CLOCK: N_("%(n)s 小时（昼夜连续计算）"),
    Counting.WORKING_HOURS: N_("%(n)s 个工作小时"),
    Counting.WORKING_DAYS: N_("%(n)s 个工作日"),
    Counting.CALENDAR_DAYS: N_("%(n)s 天"),
}


def word(reason: Reason) -> str:
    """One reason as a sentence in the active language."""
    pattern = SENTENCES.get(reason.code)
    if pattern is None:
        return reason.code
    return _(pattern) % {name: _shown(name, value) for name, value in reason.params.items()}


def sentences(reasons: Iterable[Reason]) -> list[str]:
    return [word(r) for r in reasons]


def stored_sentences(stored: Iterable[Mapping[str, Any]]) -> list[str]:
    """The `because` of a case, kept as codes, as sentences."""
    return [word(Reason.from_json(r)) for r in stored]


def paper(name: str) -> str:
    """The name of a paper or form field."""
    return _(PAPERS[name]) if name in PAPERS else name


def term_words(text: str) -> str:
    """A term as officials write it: 3 个工作日."""
    if not text:
        return ""
    term = Term.parse(text)
    return _(TERMS[term.counting]) % {"n": term.amount}


def _shown(name: str, value: Any) -> str:
    if name == "paper":
        return paper(str(value))
    if isinstance(value, datetime):
        return f"{value.astimezone(county_zone()):%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return "、".join(str(v) for v in value)
    return _(value) if isinstance(value, str) and name in ("move", "state") else str(value)

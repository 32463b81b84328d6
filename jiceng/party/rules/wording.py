"""How Party work is worded: sentences of refusals and findings, papers and roles.

Larger parts word themselves in a file of their own and are joined here.
"""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_
from jiceng.party.rules import audit_words, life_words, weak_branches_words
from jiceng.party.rules.checker_words import CHECKER, CHECKER_PAPERS
from jiceng.party.rules.co_building_words import (
    CO_BUILDING,
    CO_BUILDING_ACTS,
    CO_BUILDING_PAPERS,
    CO_BUILDING_SUBJECTS,
)
from jiceng.party.rules.development_words import DEVELOPMENT, STEP_NAMES
from jiceng.party.rules.dues_words import DUES

SENTENCES: Mapping[str, str] = {
    **DEVELOPMENT,
    **life_words.SENTENCES,
    "branch_too_small": N_("正式党员 %(count)s 人，不足 %(least)s 人，不能单独成立党支部。"),
    "branch_too_large": N_("党员 %(count)s 人，党支部一般不超过 %(most)s 人，应考虑分设。"),
    "joint_of_too_many": N_("联合党支部涉及 %(count)s 个单位，一般不超过 %(most)s 个。"),
    "no_branch_secretary": N_("党支部没有书记。"),
    "committee_owed": N_("正式党员 %(count)s 人，达到 %(from)s 人应设支部委员会。"),
    "committee_too_large": N_("支部委员会 %(count)s 人，一般不超过 %(most)s 人。"),
    "party_not_yours": N_("这不是您所在党组织的事项。"),
    "purpose_needed": N_("查阅其他党组织党员的档案，请先选择查阅事由，系统会记录。"),
    "unknown_organisation": N_("没有代码为“%(value)s”的党组织，请从列出的选项中选择。"),
    "approves_above_branches": N_("只有党委和经授权的党总支可以有批准接收党员的权限。"),
    "bad_organisation_code": N_("党组织代码用英文字母和数字，最多 %(most)s 位。"),
    "not_below_kind": N_("%(above)s之下不能设%(kind)s。"),
    "organisation_has_members": N_("该党组织还有 %(count)s 名党员，请先转接组织关系。"),
    "organisation_has_parts": N_("该党组织下面还有 %(count)s 个党组织，请先调整。"),
    "unknown_member": N_("没有编号为“%(value)s”的党员，或者不在您的范围内。"),
    "own_correction": N_("不能答复本人提出的更正，请由本支部其他人员或者上级党委办理。"),
    "transfer_open": N_("这名党员已有一项组织关系转接正在办理（%(number)s）。"),
    "transfer_to_same": N_("转入的党支部就是现在所在的党支部。"),
    "transfer_needs_branch": N_("组织关系只能转到党支部。"),
    "member_has_left": N_("这名党员已经不在册，不能办理。"),
    "term_reversed": N_("任期结束日期应晚于开始日期。"),
    "too_young": N_("年满十八岁才能申请入党。"),
    "full_before_accepted": N_("转正日期不能早于支部大会接收日期。"),
    "not_your_record": N_("只能对本人的记录提出更正。"),
    "full_by_meeting": N_(
        "还没有转正的党员，转正日期由支部大会讨论、上级党委批准后登记，不能更正。"
    ),
    "day_too_early": N_("日期不能早于 %(day)s，请核对。"),
    "correction_open": N_("您已有一项更正申请等待答复。"),
    "in_the_future_day": N_("日期不能晚于今天。"),
    "mobile_open": N_("这名党员已登记为流动党员。"),
    "contact_of_same_branch": N_("联系人应是同一党支部的其他党员。"),
    "one_secretary": N_("一届班子只能有一名书记。"),
    "seat_twice": N_("同一名党员在一届班子里只能担任一个职务。"),
    "seat_needs_full_member": N_("班子成员应是本组织的正式党员。"),
    "seat_day": N_("免职日期应在任职日期（%(since)s）之后，不晚于今天。"),
    "no_such_voter": N_("本组织没有编号或者姓名为“%(value)s”的正式党员。"),
    "several_voters": N_("有几名正式党员叫“%(value)s”，请填党员编号。"),
    "seat_empty": N_("这个职务已经空缺。"),
    "no_rule_on_file": N_("%(day)s 没有可用的“%(key)s”规则，请先在系统配置中录入。"),
    "term_over": N_("本届任期已于 %(day)s 届满，应组织换届。"),
    "term_ends": N_("本届任期将于 %(day)s 届满，应提前准备换届。"),
    "work_waits": N_("%(title)s：%(state)s"),
    "dues_open": N_("%(count)s 名党员的党费没有交清，最早从 %(since)s 起。"),
    "life_missing": N_("%(since)s 至 %(until)s 的%(other_kind)s还差 %(missing)s 次。"),
    "life_lacks": N_("%(other_kind)s（%(until)s 前）"),
    "document_there": N_("文号“%(value)s”已经登记。"),
    "conversion_waits": N_("转正正在报批（%(number)s），请在上级党委审批后再办理组织关系转接。"),
    "not_mobile": N_("这名党员没有登记为流动党员。"),
    **CHECKER,
    **CO_BUILDING,
    **DUES,
    **weak_branches_words.SENTENCES,
}

PAPERS: Mapping[str, str] = {
    **STEP_NAMES,
    **life_words.PAPERS,
    "letter": N_("组织关系介绍信编号"),
    **CHECKER_PAPERS,
    **CO_BUILDING_PAPERS,
    **weak_branches_words.PAPERS,
}

ROLES: Mapping[str, str] = {
    "branch_secretary": N_("党支部"),
    "party_committee": N_("党委"),
    "organisation_department": N_("组织部门"),
    "party_member": N_("党员本人"),
    "co_builder": N_("共建单位"),
    "host": N_("社区（村）"),
}

ACTS: Mapping[str, str] = {
    **audit_words.ACTS,
    **life_words.ACTS,
    "party.found": N_("设立党组织"),
    "party.elect": N_("登记换届结果"),
    "party.vacate": N_("免去职务"),
    "party.amend": N_("更改党组织信息"),
    "party.dissolve": N_("撤销党组织"),
    "party.enrol": N_("登记党员"),
    "party.leave": N_("办理离开"),
    "party.go_mobile": N_("登记为流动党员"),
    "party.come_back": N_("流动党员返回"),
    "party.register_document": N_("登记文件"),
    "read_member": N_("查阅党员信息"),
    "read_register": N_("查阅党员名册"),
    **CO_BUILDING_ACTS,
    **weak_branches_words.ACTS,
}

SUBJECTS: Mapping[str, str] = {
    **audit_words.SUBJECTS,
    **life_words.SUBJECTS,
    "organisation": N_("党组织"),
    "member": N_("党员"),
    "document": N_("文件依据"),
    **CO_BUILDING_SUBJECTS,
    **weak_branches_words.SUBJECTS,
}

NOTICES: Mapping[str, str] = {**life_words.NOTICES}
"""What a notice of a kind says."""
PAGES: Mapping[str, str] = {**life_words.PAGES}
"""Where a notice leads that is about no record of its own."""

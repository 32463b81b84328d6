"""How organisational life is worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "kind_not_held_here": N_("这一级党组织不召开%(kind)s，请核对会议类型。"),
    "kind_twice": N_("同一种会议类型只能选一次。"),
    "counts_for_one": N_(
        "按现行规则，一次会议不能同时计为%(kind)s和%(other_kind)s，请分别召开、分别登记。"
    ),
    "more_should_than_register": N_("应到 %(said)s 人，超过当天在册应到的 %(known)s 人，请核对。"),
    "more_voters_than_register": N_(
        "有表决权的 %(said)s 人，超过当天在册的 %(known)s 人，请核对。"
    ),
    "more_than_should": N_("实到和请假共 %(attended)s 人，超过应到的 %(should)s 人，请核对。"),
    "voters_do_not_fit": N_("有表决权的党员人数与应到、实到人数对不上，请核对。"),
    "nobody_to_attend": N_("这次会议没有应到人员，请核对会议日期和党小组。"),
    "quorum_of_members": N_(
        "实到有表决权的党员 %(present)s 人，没有超过应到 %(should)s 人的半数，党员大会不能举行。"
    ),
    "quorum_of_committee": N_(
        "实到委员 %(present)s 人，不足应到 %(should)s 人的半数，支委会不能举行。"
    ),
    "grades_do_not_add_up": N_("各等次合计 %(total)s 人，与参加评定等次的 %(graded)s 人不一致。"),
    "more_ballots_than_people": N_("收回测评票 %(ballots)s 张，多于到会的 %(attended)s 人。"),
    "meeting_in_the_future": N_("会议日期 %(day)s 还没有到，不能登记为已经召开。"),
    "bad_clock": N_("“%(value)s”不是时间，请写成 15:00。"),
    "before_founding": N_("会议日期早于党组织成立日期（%(day)s），请核对。"),
    "after_dissolving": N_("党组织已于 %(day)s 撤销，不能登记之后的会议。"),
    "attendance_not_member": N_("有 %(count)s 人不是这次会议的应到人员，不能登记请假或者缺席。"),
    "leave_and_absent": N_("“%(name)s”不能既是请假又是缺席。"),
    "group_needed": N_("党小组会请写明是哪个党小组。"),
    "unknown_group": N_("本支部没有名为“%(value)s”的党小组。"),
    "lecturer_needed": N_("党课请写明讲课人：选一名党员，或者填写外请的讲课人。"),
    "lecturer_of_reach": N_("讲课人应是本支部党员，或者上级党组织班子成员。"),
    "chair_of_another": N_("主持人应是本党组织班子成员。"),
    "own_meetings_only": N_("组织生活由召开会议的党组织自己登记，您的岗位不能代办。"),
    "no_review_here": N_("这次会议没有民主评议党员，不能登记评议结果。"),
    "meeting_not_held": N_("会议还没有登记召开，请先登记到会情况。"),
    "talk_sort": N_("本支部没有支部委员会，谈心谈话不分委员之间。"),
    "too_many_points": N_("议题最多 %(most)s 条，请合并后再填。"),
    "too_many_decisions": N_("决议最多 %(most)s 条，请合并后再填。"),
    "resolutions_followed_up": N_(
        "决议 %(numbers)s 已经落实或者转办，这次会议不能撤回登记；确有错误的，请先处理这些决议。"
    ),
    "life_year_closed": N_("%(year)s 年的组织生活到次年 1 月底结账，之后不能撤回登记。"),
    "day_has_passed": N_("完成时限应晚于今天。"),
}
PAPERS: Mapping[str, str] = {
    "attendance": N_("到会情况"),
    "minutes": N_("会议记录"),
}
NOTICES: Mapping[str, str] = {
    "life.due": N_("本期组织生活还没有开展，请在期限前安排。"),
}
"""What a notice of a kind says."""
PAGES: Mapping[str, str] = {"organisational_life": "/desk/party/life/{number}/"}
"""Where a notice about something that is no record of its own leads."""
ACTS: Mapping[str, str] = {
    "plan": N_("安排会议"),
    "amend": N_("修改会议安排"),
    "decide": N_("形成决议"),
    "party.talk": N_("登记谈心谈话"),
    "party.review": N_("登记民主评议结果"),
}
"""Journal lines that are no moves."""
SUBJECTS: Mapping[str, str] = {"talk": N_("谈心谈话")}

"""Sentences and papers of double registration and co-building."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

CO_BUILDING: Mapping[str, str] = {
    "other_side_answers": N_("这是本方提出的，应由对方回应。"),
    "nothing_promised": N_("还没有承诺的项目，不亮灯。"),
    "promise_overdue": N_("“%(title)s”承诺 %(on)s 完成，已超 %(days)s 天。"),
    "promise_near": N_("“%(title)s”承诺 %(on)s 完成，还有 %(days)s 天。"),
    "promises_kept": N_("承诺 %(promised)s 个项目，社区已确认完成 %(done)s 个，没有超期。"),
    "hours_negative": N_("时长不能是负数。"),
    "hours_beyond_days": N_(
        "%(people)s 人 %(days)s 天最多 %(most)s 小时（每人每天 24 小时），填写的是 %(hours)s 小时。"
    ),
    "hours_needed": N_("时长应大于零。"),
    "day_full": N_("这一天已经登记 %(before)s 小时，加上这次超过 24 小时。"),
    "same_kind": N_("都是“%(kind)s”。"),
    "offered_here": N_("资源写明面向这个社区。"),
    "registered_here": N_("单位已在这个社区报到。"),
    "covers_all": N_("需要 %(amount)s 次（份），可以全部满足。"),
    "covers_part": N_("需要 %(amount)s 次（份），可以满足 %(covers)s 次（份）。"),
    "time_in_common": N_("%(first)s 至 %(last)s 双方都有时间，共 %(days)s 天。"),
    "sector_wanted": N_("社区希望由“%(sector)s”单位承办，正好符合。"),
    "sector_not_wanted": N_("社区希望由其他类别的单位承办，这家单位不在其中。"),
    "community_only": N_("这件事由社区（村）办理。"),
    "unit_contact_only": N_("这件事由该单位的共建联络员办理。"),
    "community_itself": N_("社区（村）自己不作为单位报到，请填写驻区或结对单位。"),
    "unit_registered": N_("%(unit)s已在%(community)s报到（%(number)s），不用重复报到。"),
    "member_registered": N_("您已在%(community)s报到，请先结束原来的报到，再到别的社区报到。"),
    "no_member_record": N_("没有找到您的党员记录，请联系所在党支部。"),
    "not_registered_here": N_("请先在%(community)s报到，确认后再办理。"),
    "not_your_registration": N_("只能办理本人的报到。"),
    "own_registration": N_("不能确认本人的报到和服务时长，请由社区其他工作人员办理。"),
    "own_delivery": N_("完成情况由社区确认，承办单位不能确认自己的项目。"),
    "own_wish": N_("微心愿由社区确认，认领方不能确认自己办的事。"),
    "commitment_past": N_("承诺的完成日期 %(on)s 已经过去，请改定日期后重新提出。"),
    "window_reversed": N_("结束日期不能早于开始日期。"),
    "outside_window": N_("日期应在 %(first)s 至 %(last)s 之间。"),
    "nothing_left": N_("“%(title)s”还剩 %(left)s 次（份），不够 %(amount)s 次（份）。"),
    "need_closed": N_("这项需求已经关闭。"),
    "resource_closed": N_("这项资源已经收回。"),
    "kinds_differ": N_("需求和资源不是同一类，不能对接。"),
    "before_start": N_("完成日期不能早于开始日期 %(on)s。"),
    "evaluate_after_delivery": N_("社区确认完成之后才能评价。"),
    "evaluated_already": N_("%(year)s 年已经评价过这个单位，每年评价一次。"),
    "evaluate_confirmed_unit": N_("单位报到经社区确认之后才能评价。"),
    "evaluation_year": N_("只能评价今年或去年的工作。"),
    "hours_answered": N_("这条服务时长已经处理过了。"),
    "alliance_there": N_("%(community)s已经有共建联盟。"),
    "alliance_unit_there": N_("%(unit)s已经是联盟成员。"),
    "not_in_alliance": N_("%(unit)s不是联盟成员，请先加入。"),
    "plan_done": N_("这一项已经登记完成。"),
    "bad_quarter": N_("“%(value)s”不是季度，请写成如 2026Q4。"),
}

CO_BUILDING_PAPERS: Mapping[str, str] = {
    "hours": N_("服务时长"),
    "grade": N_("评价等次"),
}

CO_BUILDING_ACTS: Mapping[str, str] = {
    "register": N_("报到"),
    "propose": N_("提出项目"),
    "post": N_("发布微心愿"),
    "party.claim_posts": N_("认领岗位"),
    "party.evaluate_unit": N_("评价单位工作"),
    "party.confirm_hours": N_("确认服务时长"),
    "party.refuse_hours": N_("退回服务时长"),
    "party.post_need": N_("提出需求"),
    "party.offer_resource": N_("登记资源"),
    "party.close_need": N_("结束需求"),
    "party.close_resource": N_("收回资源"),
    "party.found_alliance": N_("成立共建联盟"),
    "party.join_alliance": N_("单位加入"),
    "party.leave_alliance": N_("退出"),
    "party.hold_council": N_("登记会议"),
    "party.plan_item": N_("增加计划事项"),
    "party.finish_item": N_("登记完成"),
}
"""Journal lines of co-building that are no moves."""

CO_BUILDING_SUBJECTS: Mapping[str, str] = {
    "need": N_("需求清单"),
    "resource": N_("资源清单"),
    "alliance": N_("共建联盟"),
}

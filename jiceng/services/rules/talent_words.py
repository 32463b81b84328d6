"""How needs for skills and offers of them are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "fits_skill": N_("专长相符：%(skill)s。"),
    "fits_remote": N_("可以远程，不受地点限制。"),
    "fits_anywhere": N_("对方在全县都可以，包括%(area)s。"),
    "fits_area": N_("地点相符：%(area)s。"),
    "fits_time": N_("时间相符：对方 %(start)s 到 %(end)s 可以。"),
    "unknown_skill": N_("没有“%(value)s”这项专长，请从列出的专长中选择。"),
    "within_a_year": N_("日期应从今天起一年以内，%(day)s 不在其中。"),
    "free_reversed": N_("可以开始的日期晚于结束的日期，请核对。"),
    "offer_needs_phone": N_("请留下联系电话；双方都同意以后才会告诉对方。"),
    "offer_needs_word": N_("请确认同意按下面的说明使用和删除您填写的内容。"),
    "offer_ended": N_("这份意愿已经结束，不能再办理。"),
    "does_not_fit": N_("这份意愿与需求的专长、地点或者时间不相符，不能推荐。"),
    "pair_known": N_("已经推荐过这份意愿，不用再推荐。"),
    "pair_answered": N_("已经答复过，不能再改。"),
    "not_both_yes": N_("双方都同意以后才能交换联系方式。"),
    "no_pair_agreed": N_("还没有双方都同意的对接，请先推荐并等待双方同意。"),
    "not_need_keeper": N_("人才需求由所在单位的经办岗位发布和办理。"),
    "need_not_open": N_("当前状态为“%(state)s”，不再推荐。"),
    "people_range": N_("人数应为 1 到 99。"),
}
ACTS: Mapping[str, str] = {
    "need_posted": N_("发布需求"),
    "pair_proposed": N_("推荐对接"),
    "pair_yes_need": N_("需求方同意"),
    "pair_yes_offer": N_("意愿方同意"),
    "pair_no": N_("谢绝对接"),
    "offer_shown": N_("查看联系方式"),
    "visit_noted": N_("登记走访洽谈"),
    "offer_made": N_("提交意愿"),
    "offer_withdrawn": N_("撤回意愿"),
    "offer_erased": N_("删除意愿内容和联系方式"),
}
SUBJECTS: Mapping[str, str] = {"skill_need": N_("用才需求"), "talent_offer": N_("人才意愿")}

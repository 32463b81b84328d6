"""How lectures are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "campaign_days_reversed": N_("宣讲活动的结束日期早于开始日期，请核对。"),
    "campaign_without_targets": N_("宣讲活动须写明各单位的目标。"),
    "unknown_lecture_campaign": N_("没有“%(value)s”这项宣讲活动，请从列出的选项中选择。"),
    "unknown_topic": N_("题库里没有这个主题，请从列出的主题中选择。"),
    "unknown_speaker": N_("没有这位讲师，或已不再宣讲，请重新选择。"),
    "speakers_missing": N_("请至少选择一位讲师。"),
    "speaker_other_topic": N_("%(name)s不讲这个主题，请换一位讲师或换主题。"),
    "speaker_other_language": N_("%(name)s不用这种语言宣讲，请换一位讲师或换语言。"),
    "speaker_languages_missing": N_("请至少选择一种宣讲语言。"),
    "lecture_confirmed": N_("讲师已经确认。"),
    "lecture_unconfirmed": N_("讲师还没有确认，请等讲师确认后再发布。"),
    "lecture_published": N_("宣讲已经发布或结束，讲师有变动时请取消后重新安排。"),
    "speaker_account_unknown": N_("没有“%(value)s”这个账号，请核对；没有账号的不填。"),
    "request_days_reversed": N_("最晚日期早于最早日期，请核对。"),
    "request_days_past": N_("希望的日期已经过去，请重新选择。"),
    "request_elsewhere": N_("只能替自己管辖的社区（村）提出宣讲需求。"),
    "lecture_not_rated_now": N_("宣讲举办后才能评价。"),
}
ACTS: Mapping[str, str] = {
    "lecture_confirmed": N_("讲师确认"),
    "lecture_declined": N_("讲师不能前来"),
    "lecture_asked": N_("提出宣讲需求"),
    "speaker_registered": N_("登记讲师"),
    "topic_added": N_("登记宣讲主题"),
}
PAPERS: Mapping[str, str] = {"lecture": N_("宣讲")}
SUBJECTS: Mapping[str, str] = {
    "speaker": N_("讲师"), "lecture_topic": N_("宣讲主题"), "lecture_request": N_("宣讲需求"),
}  # fmt: skip

"""The terms of supervision, ledgers and likeness in words: labels, and groups told as one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.rules.scoring import NAMES
from jiceng.casework.rules.supervision import SOURCES
from jiceng.kernel.records.names import listed, name_in
from jiceng.kernel.records.territory import territory
from jiceng.web.undertaking_words import COLOURS
from jiceng.web.words import term_words

SET_LABELS: dict[str, str] = {
    "near_days": N_("到期前几个工作日亮黄灯"),
    "near_percent": N_("剩余时间不足总时长的百分之几亮黄灯"),
    "behind_yellow": N_("落后计划几个百分点亮黄灯"),
    "behind_red": N_("落后计划超过几个百分点亮红灯"),
    "report_late_red": N_("反馈迟于几个工作日亮红灯"),
    "after_deadline": N_("过期后恢复办理的期限"),
    "archive_after": N_("办结后多久归档"),
    "urging.remind_before": N_("到期前几个工作日自动提醒"),
    "urging.remind_unsigned": N_("交办后几个工作日未签收即提醒"),
    "urging.slip_after": N_("到期后几个工作日自动发督办单"),
    "urging.answer": N_("催办的答复期限"),
    "urging.answer_slip": N_("督办单的答复期限"),
    "urging.direct_orange": N_("首张督办单为橙色的重要程度"),
    "urging.direct_sources": N_("首张督办单为橙色的事项来源"),
    "urging.choose_orange": N_("可以直接发橙色的重要程度（紧急）"),
    "urging.choose_red": N_("可以直接发红色的重要程度（特事特办）"),
    "urging.choose_red_sources": N_("可以直接发红色的事项来源（特事特办）"),
    "scoring.deductions": N_("每次扣分"),
    "scoring.done_early": N_("提前办结加分"),
    "scoring.bonus_cap": N_("每项任务最多加分"),
    "scoring.weights": N_("任务权重"),
    "scoring.shrinkage": N_("向全县平均靠拢的权重"),
    "scoring.least_tasks": N_("至少几项任务才出分"),
    "scoring.objection_days": N_("几个工作日内可以提出异议"),
    "rework": N_("过期后重新整改的期限"),
    "aliases": N_("单位的别称"),
    "kinds": N_("台账种类"),
    "threshold": N_("相似度达到百分之几算作相近"),
    "radius_m": N_("相距不超过多少米"),
    "window_minutes": N_("相隔不超过多少分钟"),
    "place_weight": N_("地点的权重"),
    "text_weight": N_("文字的权重"),
    "type_weight": N_("类型的权重"),
    "time_weight": N_("时间的权重"),
}
KIND_LABELS: Mapping[str, str] = {
    "code": N_("代号"),
    "name": N_("名称"),
    "name_en": N_("英文名称"),
    "categories": N_("问题类别"),
    "needs_notice": N_("销号前公示"),
    "look_back_days": N_("几天后回头看"),
}
GROUPED = ("urging", "scoring")
"""Parts of the terms of supervision; their names are written `urging.answer`."""


def flat(content: Mapping[str, Any]) -> dict[str, Any]:
    """A content with the terms of its parts beside those at the top."""
    found = dict(content)
    for part in GROUPED:
        for name, value in (found.pop(part, None) or {}).items():
            found[f"{part}.{name}"] = value
    return found


def _terms(group: Mapping[str, str]) -> str:
    return _("；").join(f"{_(COLOURS.get(c, c))} {_term(t)}" for c, t in group.items())


def _term(text: str) -> str:
    try:
        return term_words(str(text))
    except ValueError:
        return str(text)


def _deductions(group: Mapping[str, int]) -> str:
    return _("；").join(f"{_(NAMES.get(kind, kind))} {points}" for kind, points in group.items())


def _weights(group: Any) -> str:
    return _("；").join(f"{name} {weight}" for name, weight in dict(group).items())


def _plain(values: Any) -> str:
    return listed(str(v) for v in values) or _("无")


def _sources(values: Any) -> str:
    return listed(_(SOURCES.get(v, v)) for v in values) or _("无")


def _aliases(aliases: Mapping[str, str]) -> str:
    units = territory().units
    return _("；").join(f"{a}＝{units[c].name if c in units else c}" for a, c in aliases.items())


def _kinds(kinds: Mapping[str, Mapping[str, Any]]) -> str:
    return _("；").join(_kind(kind) for kind in kinds.values())


def _kind(kind: Mapping[str, Any]) -> str:
    told = [listed(kind.get("categories", ())), *([_("公示")] if kind.get("needs_notice") else [])]
    told.append(_("%(n)s 天后回头看") % {"n": kind.get("look_back_days", 90)})
    return f"{name_in(kind)}（{_('，').join(t for t in told if t)}）"


SET_SPEAKERS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("after_deadline", "archive_after", "urging.answer", "rework"), _term),
    **{f"urging.{name}": _plain for name in ("remind_before", "direct_orange", "choose_orange",
                                             "choose_red")},
    **{f"urging.{name}": _sources for name in ("direct_sources", "choose_red_sources")},
    "urging.answer_slip": _terms,
    "scoring.deductions": _deductions,
    "scoring.weights": _weights,
    "aliases": _aliases,
    "kinds": _kinds,
}  # fmt: skip

"""Needs, offers and pairings in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.records.territory import territory
from jiceng.services.models import Pairing, SkillNeed, TalentOffer
from jiceng.services.process import SKILL_NEED
from jiceng.services.rules.talent import OUTCOMES, POSTERS, WAYS
from jiceng.web.words import stored_sentences

LIGHTS: Mapping[str, str] = {
    "posted": "new", "talking": "doing", "following": "yellow", "ended": "done",
}  # fmt: skip
NEXT: Mapping[str, str] = {
    "posted": N_("下一步：推荐合适的意愿，等双方同意后安排洽谈。"),
    "talking": N_("下一步：登记洽谈情况，写明结果。"),
    "following": N_("下一步：到期回访，看人是不是还在、企业是不是还在经营。"),
    "ended": N_("已经结束。"),
}


def status_told(row: SkillNeed) -> dict[str, str]:
    """State as a light and a word; what ended says how."""
    if row.ended_at:
        light = "rest" if row.outcome == "none" else "done"
        return {"light": light, "text": _(OUTCOMES.get(row.outcome, SKILL_NEED.label))}
    return {"light": LIGHTS[row.state], "text": _(SKILL_NEED.state(row.state).label)}


def area_name(code: str) -> str:
    area = territory().area(code)
    return area.name if area else ""


def need_told(row: SkillNeed, skills: Mapping[str, str]) -> dict[str, Any]:
    """What everybody may read of a need."""
    return {
        "number": row.number,
        "title": row.title,
        "poster": row.poster,
        "poster_kind": _(POSTERS[row.poster_kind]),
        "skill": skills.get(row.skill, row.skill),
        "detail": row.detail,
        "count": row.count,
        "way": _(WAYS[row.way]),
        "area": area_name(row.area_code),
        "until": row.until,
        "is_sample": row.is_sample,
    }


def offer_told(offer: TalentOffer) -> dict[str, Any]:
    """What a clerk reads of an offer: no name, no number to call."""
    return {
        "number": offer.number,
        "statement": offer.statement or _("内容已按规定删除"),
        "who": _("团队") if offer.is_team else _("个人"),
        "way": _(WAYS[offer.way]),
        "free_from": offer.free_from,
        "free_until": offer.free_until,
        "is_sample": offer.is_sample,
    }


def pair_told(pair: Pairing) -> dict[str, Any]:
    """How a pairing stands, and why it was proposed."""
    return {
        "key": pair.pk,
        "status": _pair_status(pair),
        "because": stored_sentences(pair.because),
        "is_agreed": pair.is_agreed,
        "is_open": pair.declined_at is None,
        "need_yes": pair.need_yes_at is not None,
        "offer_yes": pair.offer_yes_at is not None,
    }


def _pair_status(pair: Pairing) -> dict[str, str]:
    if pair.declined_at:
        by = _("需求方谢绝") if pair.declined_by == "need" else _("意愿方谢绝")
        return {"light": "rest", "text": by}
    if pair.is_agreed:
        return {"light": "done", "text": _("双方同意")}
    if pair.need_yes_at:
        return {"light": "doing", "text": _("需求方同意，等意愿方")}
    if pair.offer_yes_at:
        return {"light": "doing", "text": _("意愿方同意，等需求方")}
    return {"light": "new", "text": _("等双方答复")}


def details_told(row: SkillNeed, skills: Mapping[str, str]) -> list[dict[str, Any]]:
    """A need at the desk, label and text."""
    told = need_told(row, skills)
    rows = [
        (_("需求方"), f"{told['poster']}（{told['poster_kind']}）"),
        (_("需求方办公联系方式"), row.reached_at),
        (_("专长"), told["skill"]),
        (_("人数"), str(row.count)),
        (_("方式"), told["way"]),
        (_("地点"), told["area"]),
        (_("需要到"), f"{row.until:%Y-%m-%d}"),
        (_("做什么"), row.detail),
    ]
    return [{"label": label, "text": text} for label, text in rows if text]


def is_over(row: SkillNeed, today: date) -> bool:
    """Past its last day and still looked for."""
    return row.ended_at is None and row.until < today

"""How organisational life is shown: the year as a grid, what is missing and by when, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.records.names import listed
from jiceng.party.models import Meeting
from jiceng.party.process import MEETING
from jiceng.party.queries.life import Standing
from jiceng.party.queries.life_ledgers import Suggestion
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.life import COUNTED, KINDS, TALKS

QUARTERS = (N_("一季度"), N_("二季度"), N_("三季度"), N_("四季度"))
LIGHTS: Mapping[str, str] = {
    "done": N_("已开展"),
    "red": N_("缺"),
    "yellow": N_("临近"),
    "green": N_("待开展"),
    "ahead": N_("未到期"),
}
SUGGESTED: Mapping[str, str] = {
    "owed": N_("安排%(text)s"),
    "dues_fixing": N_("核定党员本年度党费标准"),
    "conversions": N_("讨论预备党员转正（%(count)s 人）"),
    "election": N_("换届选举准备（任期 %(text)s 届满）"),
    "resolutions": N_("通报上次决议落实情况（%(count)s 项）"),
}
STATE_LIGHTS: Mapping[str, str] = {
    "planned": "new", "held": "yellow", "recorded": "done", "cancelled": "rest",
    "taken_back": "rest",
}  # fmt: skip


def period_name(standing: Standing) -> str:
    """3月, 二季度, 全年."""
    owing = standing.owed
    if owing.unit == "year":
        return _("全年")
    if owing.unit == "quarter":
        return _(QUARTERS[(owing.period.starts_on.month - 1) // 3])
    return _("%(n)s月") % {"n": owing.period.starts_on.month}


def grid(standing: Sequence[Standing]) -> list[dict[str, Any]]:
    """One row per kind with twelve months of cells; what is not owed stays empty."""
    by_kind: dict[str, list[Standing]] = {}
    for one in standing:
        by_kind.setdefault(one.owed.kind, []).append(one)
    return [
        {
            "label": _(COUNTED[kind]),
            "unverified": _is_unverified(kind, found[0]),
            "cells": _cells(found),
        }
        for kind, found in by_kind.items()
    ]


def _is_unverified(kind: str, standing: Standing) -> bool:
    rule = history("life").on(standing.owed.period.starts_on)
    return rule is not None and kind in rule.unverified


CELL = (
    '<td colspan="{}"><span class="jc-year-cell jc-year-{}" title="{}">'
    '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span></td>'
)
GAP = '<td colspan="{}"></td>'


def _cells(found: Sequence[Standing]) -> SafeString:
    """The cells of twelve months, drawn here: there are fifty of them on a page."""
    parts, month = [], 1
    for one in found:
        first, last = one.owed.period.starts_on.month, one.owed.period.ends_on.month
        if first > month:
            parts.append(format_html(GAP, first - month))
        told = said(one)
        parts.append(format_html(CELL, last - first + 1, one.light, told, _mark(one), told))
        month = last + 1
    if month <= 12:
        parts.append(format_html(GAP, 13 - month))
    return mark_safe("".join(parts))  # noqa: S308  every part is escaped


def _mark(one: Standing) -> str:
    if one.owed.required > 1:
        return f"{min(one.held, one.owed.required)}/{one.owed.required}"
    return {"done": "✓", "red": _("缺"), "yellow": _("待"), "green": _("待")}.get(one.light, "")


def said(one: Standing) -> str:
    """A cell in words, for whoever cannot see the colour."""
    return _("%(period)s应 %(required)s 次，已 %(held)s 次，%(light)s") % {
        "period": period_name(one),
        "required": one.owed.required,
        "held": one.held,
        "light": _(LIGHTS[one.light]),
    }


def missing(standing: Iterable[Standing], plan_url: str) -> list[dict[str, Any]]:
    """What is missing and by when, the soonest of what can still be held first, then the past."""
    lacking = [s for s in standing if s.light in ("red", "yellow", "green")]
    order = {"yellow": 0, "green": 1, "red": 2}
    lacking.sort(key=lambda s: (order[s.light], s.owed.period.ends_on, s.owed.kind))
    return [_missing(s, plan_url) for s in lacking]


def _missing(one: Standing, plan_url: str) -> dict[str, Any]:
    kind = one.owed.kind
    parts = [_(TALKS[p]) if kind == "talk" else p for p in one.absent]
    url = f"{plan_url}?{urlencode({'kind': kind})}" if kind in KINDS else ""
    return {
        "light": one.light if one.light != "green" else "doing",
        "text": _(LIGHTS[one.light]),
        "label": _(COUNTED[kind]),
        "period": period_name(one),
        "count": one.missing,
        "parts": listed(parts),
        "until": one.owed.period.ends_on.isoformat(),
        "is_past": one.light == "red",
        "url": url,
    }


def summary(standing: Sequence[Standing], today: date) -> list[dict[str, Any]]:
    """The strip above the year: what is over and met, what is missing, what is near."""
    over = [s for s in standing if s.owed.period.ends_on < today]
    met = sum(s.missing == 0 for s in over)
    red, near = (sum(s.light == colour for s in standing) for colour in ("red", "yellow"))
    return [
        {
            "label": _("到期项目落实"),
            "value": f"{met}/{len(over)}",
            "note": _("一类一期计一项，届满后统计"),
        },
        {"label": _("已缺"), "value": str(red), "unit": _("项"), "alert": red > 0},
        {"label": _("临近期限"), "value": str(near), "unit": _("项")},
    ]


def suggested(found: Iterable[Suggestion]) -> list[str]:
    """Lines for an agenda."""
    return [
        _(SUGGESTED[s.code]) % {"count": s.count, "text": _(s.text) if s.code == "owed" else s.text}
        for s in found
    ]


def titled(kinds: Iterable[str]) -> str:
    """A meeting by what it is held as, in the reader's language."""
    return _("暨").join(_(KINDS[k]) for k in kinds)


def meeting_row(row: Meeting) -> dict[str, Any]:
    """A meeting as lists show it: counts, no names."""
    return {
        "url": f"/desk/party/meetings/{row.number}/",
        "title": titled(row.kinds),
        "group": row.group,
        "on": row.on,
        "day": row.on.isoformat(),
        "number": row.number,
        "status": {"light": STATE_LIGHTS[row.state], "text": _(MEETING.state(row.state).label)},
        "turnout": _("应到 %(should)s，实到 %(attended)s")
        % {"should": row.should_attend, "attended": row.attended}
        if row.attended is not None
        else "",
    }

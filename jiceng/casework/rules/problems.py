"""What is decided about a problem of a ledger without looking anything up (facts.md §3.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from jiceng.casework.rules.cases import why_not_verify
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.places import normalise_place
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Term
from jiceng.kernel.words import N_

SOURCES: Mapping[str, str] = {
    "supervision": N_("督查"),
    "discipline": N_("巡察"),
    "inspection": N_("巡查"),
    "audit": N_("审计"),
    "appraisal": N_("述职评议"),
    "assessment": N_("考核反馈"),
    "research": N_("调研"),
    "public": N_("群众反映"),
    "self_check": N_("自查"),
    "case": N_("案件转入"),
    "other": N_("其他"),
}
"""Where a problem was found (facts.md §3.4), and where the sheet of a clerk leaves it open."""

PROGRESS: Mapping[str, tuple[str, frozenset[str]]] = {
    "open": (N_("未启动"), frozenset({"found", "confirmed"})),
    "rectifying": (N_("进行中"), frozenset({"rectifying"})),
    "submitted": (N_("已完成待验收"), frozenset({"submitted", "on_notice"})),
    "struck_off": (N_("已销号"), frozenset({"struck_off", "looking_back", "archived"})),
    "long_term": (N_("长期坚持"), frozenset({"long_term"})),
    "dismissed": (N_("不成立"), frozenset({"dismissed"})),
}
"""The progress a ledger speaks of, and the states each word stands for (facts.md §3.4)."""
OPEN = ("found", "confirmed", "rectifying", "submitted", "on_notice", "looking_back")
"""States in which somebody owes something."""
RECTIFIED = ("struck_off", "looking_back", "long_term", "archived")

REVIEWS = frozenset({"publish", "strike_off", "turn_long_term", "hold", "keep_up", "refuse"})
"""Moves that judge what somebody else did."""
YEAR_OF_DAYS = 365
LONGEST_DESCRIPTION = 2000
LONGEST_MEASURE = 300


@dataclass(frozen=True, slots=True)
class CampaignKind:
    """A kind of ledger: its name, what it usually keeps, and whether the public is told."""

    code: str
    name: str
    name_en: str = ""
    categories: tuple[str, ...] = ()
    needs_notice: bool = False
    look_back_days: int = 90


@dataclass(frozen=True, slots=True)
class ProblemTerms:
    """What the county has set for its ledgers; the defaults are where a county starts."""

    rework: Term = field(default_factory=lambda: Term.parse("5 working_days"))
    """Time to rectify again once the deadline has passed."""
    extension_cap: int = 1
    aliases: Mapping[str, str] = field(default_factory=dict)
    """What clerks call a unit -> its code."""
    kinds: Mapping[str, CampaignKind] = field(default_factory=dict)


def read_terms(content: Mapping[str, Any], shipped: Mapping[str, Any]) -> ProblemTerms:
    """Terms from configuration; `shipped` are the kinds that come along, `content` may change them.

    ValueError for a term that is none.
    """
    kinds = {**shipped, **content.get("kinds", {})}
    return ProblemTerms(
        rework=Term.parse(str(content.get("rework", "5 working_days"))),
        extension_cap=int(content.get("extension_cap", 1)),
        aliases={str(k): str(v) for k, v in content.get("aliases", {}).items()},
        kinds={
            code: CampaignKind(
                code,
                str(kind["name"]),
                str(kind.get("name_en", "")),
                tuple(str(c) for c in kind.get("categories", ())),
                bool(kind.get("needs_notice", False)),
                int(kind.get("look_back_days", 90)),
            )
            for code, kind in kinds.items()
        },
    )


def place_key(text: str, lon: float | None = None, lat: float | None = None) -> str:
    """How a place is compared: its name, without width, case and spaces; else its point to 11 m.

    Empty when nobody said where: then nothing recurs.
    """
    if name := normalise_place(text).replace(" ", "")[:120]:
        return name
    if lon is None or lat is None:
        return ""
    return f"@{lon:.4f},{lat:.4f}"


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last second of a day: what is due on a day may be done on it."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone)


def rectify_until(
    deadline: datetime | None, now: datetime, calendar: WorkingCalendar, rework: Term
) -> datetime:
    """By when a unit rectifies: the deadline, or a short term once that has passed."""
    if deadline is not None and deadline > now:
        return deadline
    return calendar.due(now, rework).at


def why_not_review(
    doer: int | None, doer_unit: str, reviewer: int, reviewer_unit: str
) -> Reason | None:
    """Who rectified does not review, in person and in unit (facts.md §3.4)."""
    code = why_not_verify(doer, doer_unit or None, reviewer, reviewer_unit)
    return Reason(REVIEWER[code]) if code else None


REVIEWER = {
    "verifier_is_handler": "reviewer_is_doer",
    "verifier_in_handling_unit": "reviewer_in_lead_unit",
}


def progress_of(state: str) -> str:
    """The progress a state stands for."""
    return next(name for name, (_label, states) in PROGRESS.items() if state in states)


def faults_of_measures(
    texts: Sequence[str], days: Sequence[date | None], last: date | None
) -> list[Reason]:
    """What is wrong with some measures: too short, too long, due after the deadline."""
    told = {"low": 2, "high": LONGEST_MEASURE}
    faults = [
        Reason("text_length", told, field="measures")
        for text in texts
        if not 2 <= len(text.strip()) <= LONGEST_MEASURE
    ]
    if last and any(day and day > last for day in days):
        faults.append(Reason("measure_after_deadline", {"day": last.isoformat()}, field="measures"))
    return faults


NEAR = timedelta(days=3)
"""A deadline so close is yellow."""


def light_of(state: str, due_at: datetime | None, now: datetime) -> str:
    """The colour beside a problem: red from its deadline on, yellow three days before, blue while
    it is under way, done once it was rectified, grey where nothing was to be done."""
    if state not in OPEN:
        return "rest" if state == "dismissed" else "done"
    if state == "looking_back" or due_at is None:
        return "doing"
    if due_at <= now:
        return "red"
    return "yellow" if due_at <= now + NEAR else "doing"

"""Kinds of office and skill, quarters of a secondment, and why somebody fits a need (S9).

Matching gives reasons and nothing else: no number stands beside a name, and nobody is ranked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.party.rules.months import add_months

OFFICES: Mapping[str, str] = {
    "community_secretary": N_("社区党支部书记"),
    "village_secretary": N_("村党支部书记"),
    "committee_member": N_("村（社区）“两委”成员"),
    "town_deputy": N_("镇级领导班子副职"),
    "division_head": N_("县直单位中层正职"),
}
SKILLS: Mapping[str, str] = {
    "party_work": N_("党务工作"),
    "law": N_("法律与调解"),
    "social_work": N_("社会工作"),
    "farming": N_("农业技术"),
    "projects": N_("项目与财务"),
    "computing": N_("信息技术"),
    "emergency": N_("应急管理"),
}
PURPOSES: Mapping[str, str] = {
    "selection": N_("人选推荐研究"),
    "training": N_("教育培训安排"),
    "review": N_("名册年度调整"),
    "inspection": N_("选人用人检查"),
}
"""Why the register of reserve cadres is opened; written into the journal."""
ENDED_BECAUSE: Mapping[str, str] = {
    "appointed": N_("已经任用"),
    "adjusted": N_("年度调整退出"),
    "moved": N_("调离本县"),
    "own_wish": N_("本人申请退出"),
}
SERVED: Mapping[str, str] = {
    "yes": N_("达到下派目的"),
    "partly": N_("部分达到"),
    "no": N_("没有达到"),
}


def quarter_of(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_name(first: date) -> str:
    """2026Q3: in both languages."""
    return f"{first.year}Q{(first.month + 2) // 3}"


def quarters_served(starts_on: date, ends_on: date | None, today: date) -> Iterator[date]:
    """Quarters in which somebody was there and which have begun, the oldest first.

    The running one counts from its last month on, so that it can be judged before it is over.
    """
    last = min(ends_on or today, today)
    first = quarter_of(starts_on)
    while first <= last:
        if today >= add_months(first, 2) or (ends_on is not None and ends_on < today):
            yield first
        first = add_months(first, 3)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a need asks for."""

    skill: str
    office: str
    path: str
    """Of the organisation that posted it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What is on file of somebody of the reserve: the office they are kept for, courses taken."""

    office: str
    line: str
    """Path of the committee that recommended."""
    courses: Sequence[tuple[str, str, int]] = ()
    """skill, course, days"""


def reasons_to_ask(need: Wanted, offered: Offered) -> list[Reason]:
    """Why somebody might be asked; empty when nothing on file speaks for it."""
    found = [
        Reason("trained_in_skill", {"course": course, "days": days})
        for skill, course, days in offered.courses
        if skill == need.skill
    ]
    if need.office and need.office == offered.office:
        found.append(Reason("same_office", {"office": OFFICES[need.office]}))
    if found and need.path.startswith(offered.line):
        found.append(Reason("same_line_as_need"))
    return found

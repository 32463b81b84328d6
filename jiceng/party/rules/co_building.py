"""Co-building and double registration: kinds, hours, quarters, and a unit's light (facts.md §5.5).

Grades and lights speak of a *unit's* promises; no individual is graded, ranked or compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from jiceng.casework.rules.supervision import Lit
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

KINDS: Mapping[str, str] = {
    "talks": N_("政策宣讲"),
    "training": N_("技能培训"),
    "legal": N_("法律服务"),
    "health": N_("健康义诊"),
    "care": N_("关爱帮扶"),
    "environment": N_("环境整治"),
    "safety": N_("安全排查"),
    "repair": N_("设施维修"),
    "culture": N_("文体活动"),
    "space": N_("场地物资"),
}
"""What communities ask for and units offer; a need and a resource meet only within one kind."""
POSTS: Mapping[str, str] = {
    "policy": N_("政策宣传岗"),
    "mediation": N_("矛盾调解岗"),
    "environment": N_("环境卫生岗"),
    "safety": N_("安全巡查岗"),
    "care": N_("关爱帮扶岗"),
    "culture": N_("文体活动岗"),
    "skills": N_("技术服务岗"),
    "counsel": N_("建言献策岗"),
}
"""Eight kinds of posts a member may claim (§5.5 names the number, not the names)."""
GRADES: Mapping[str, str] = {
    "good": N_("好"),
    "fair": N_("较好"),
    "middling": N_("一般"),
    "poor": N_("差"),
}
"""How a community finds the work of a unit."""
WELL = ("good", "fair")
SIDES: Mapping[str, str] = {"unit": N_("单位认领"), "community": N_("社区邀请")}
"""Who proposed a project; the other side answers."""
PROMISED = ("committed", "under_way", "delivered", "confirmed", "evaluated")
"""States of a project that a unit has promised and not taken back."""
PENDING = ("committed", "under_way")
DONE = ("confirmed", "evaluated")
"""States the community has confirmed the delivery of."""
NEAR = timedelta(days=7)
HOURS_A_DAY = 24
MOST_PEOPLE = 999
QUARTER = re.compile(r"(20[0-9]{2})Q([1-4])")


@dataclass(frozen=True, slots=True)
class Promise:
    """A project as a unit's light sees it."""

    title: str
    state: str
    due_on: date
    delivered_on: date | None = None


def unit_light(promises: Iterable[Promise], today: date) -> Lit:
    """What a unit promised beside what it delivered: red past a day, yellow within `NEAR` of it,
    green in time, done when all is confirmed, unlit when nothing was promised."""
    listed = sorted(promises, key=lambda p: (p.due_on, p.title))
    promised = [p for p in listed if p.state in PROMISED]
    if not promised:
        return Lit("unlit", (Reason("nothing_promised"),))
    pending = [p for p in promised if p.state in PENDING]
    late = [p for p in pending if p.due_on < today]
    if late:
        return Lit("red", tuple(_told("promise_overdue", p, today - p.due_on) for p in late))
    near = [p for p in pending if p.due_on - today <= NEAR]
    if near:
        return Lit("yellow", tuple(_told("promise_near", p, p.due_on - today) for p in near))
    done = sum(1 for p in promised if p.state in DONE)
    told = Reason("promises_kept", {"promised": len(promised), "done": done})
    return Lit("done" if done == len(promised) else "green", (told,))


def _told(code: str, promise: Promise, span: timedelta) -> Reason:
    on = promise.due_on.isoformat()
    return Reason(code, {"title": promise.title, "on": on, "days": span.days})


def hours_of(text: str) -> Decimal:
    """Hours as typed, one decimal at most. Raises ValueError for anything else; -1 is a number."""
    try:
        hours = Decimal(text.strip())
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not hours.is_finite() or hours != hours.quantize(Decimal("0.1")) or abs(hours) > 999_999:
        raise ValueError(text)
    return hours


def hours_fault(hours: Decimal, *, people: int = 1, days: int = 1) -> Reason | None:
    """What is wrong with hours of some people over some days: below zero, or above 24 a day."""
    if hours < 0:
        return Reason("hours_negative", field="hours")
    most = HOURS_A_DAY * people * days
    if hours > most:
        told = {"hours": f"{hours:f}", "most": most, "people": people, "days": days}
        return Reason("hours_beyond_days", told, "hours")
    return None


def people_fault(people: int) -> Reason | None:
    """Somebody took part, and not more than a county has cadres."""
    if 1 <= people <= MOST_PEOPLE:
        return None
    return Reason("count_range", {"low": 1, "high": MOST_PEOPLE}, "people")


def quarter_of(day: date) -> str:
    """The quarter of a day, as 2026Q4."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def bounds(quarter: str) -> tuple[date, date]:
    """First and last day of a quarter. Raises ValueError for what is none."""
    found = QUARTER.fullmatch(quarter)
    if found is None:
        raise ValueError(quarter)
    year, number = int(found[1]), int(found[2])
    first = date(year, 3 * number - 2, 1)
    after = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)
    return first, after - timedelta(days=1)


def before(quarter: str) -> str:
    """The quarter before one."""
    return quarter_of(bounds(quarter)[0] - timedelta(days=1))


def item_state(due_on: date, done_on: date | None, today: date) -> str:
    """How an item of a yearly plan stands: done, late or open."""
    if done_on is not None:
        return "done"
    return "late" if due_on < today else "open"

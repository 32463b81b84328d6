"""When somebody is reminded and when a slip falls due (催办, facts.md §2.3). Pure.

Numbers are a county's own: `UrgingTerms` is read from the dated configuration ("terms",
"supervision", part "urging"); what stands here is the proposal a county starts from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Term

KINDS = ("urge", "slip", "talk", "circular")
"""What somebody sends; reminders are the clock's and expect no answer."""
COLOURS = ("blue", "orange", "red")
LIVE = "sent"
LAPSED = "lapsed"
WITHDRAWN = "withdrawn"
NAMED = ("direct_orange", "direct_sources", "choose_orange", "choose_red", "choose_red_sources")
"""Terms that list importances or sources."""
THREE_DAYS = Term(3, Counting.WORKING_DAYS)


@dataclass(frozen=True, slots=True)
class UrgingTerms:
    """The county's numbers for reminders and slips."""

    remind_before: tuple[int, ...] = (3, 1, 0)
    """Working days before the deadline on which a reminder falls due."""
    remind_unsigned: int = 1
    """Working days after being assigned; a task nobody signed for by then is reminded of."""
    slip_after: int = 1
    """Working days after the deadline on which the first slip falls due; 0 sends none by itself."""
    answer: Term = THREE_DAYS
    answer_slip: Mapping[str, Term] | None = None
    direct_orange: frozenset[str] = frozenset({"A"})
    """Importances whose first slip is orange."""
    direct_sources: frozenset[str] = frozenset({"instruction"})
    """Sources whose first slip is orange."""
    choose_orange: frozenset[str] = frozenset({"B"})
    """Importances for which the office may choose orange at once, saying what is urgent."""
    choose_red: frozenset[str] = frozenset({"A"})
    """Importances for which the office may choose red at once, saying why (特事特办)."""
    choose_red_sources: frozenset[str] = frozenset({"instruction"})
    """Sources for which the office may choose red at once, saying why."""

    def term_for(self, colour: str) -> Term:
        """How long an answer may take; a slip of a colour may have its own."""
        return (self.answer_slip or {}).get(colour, self.answer)


def urging_terms(content: Mapping[str, Any]) -> UrgingTerms:
    """Read the part "urging" of the terms; what is left out keeps its default."""
    given, plain = dict(content.get("urging") or {}), UrgingTerms()
    slips = {c: Term.parse(t) for c, t in dict(given.get("answer_slip") or {}).items()}
    return UrgingTerms(
        remind_before=tuple(sorted(given.get("remind_before", plain.remind_before), reverse=True)),
        remind_unsigned=int(given.get("remind_unsigned", plain.remind_unsigned)),
        slip_after=int(given.get("slip_after", plain.slip_after)),
        answer=Term.parse(given["answer"]) if "answer" in given else plain.answer,
        answer_slip=slips or None,
        **{name: frozenset(given.get(name, getattr(plain, name))) for name in NAMED},
    )


@dataclass(frozen=True, slots=True)
class Watched:
    """What the reminders of one task look at; `told` are the reminders it has had."""

    due_on: date | None
    assigned_on: date
    is_signed: bool
    told: frozenset[str] = frozenset()


def reminder_due(
    task: Watched, today: date, calendar: WorkingCalendar, terms: UrgingTerms
) -> str | None:
    """The reminder owed today: "t3", "t1", "t0", "unsigned", or None.

    Of several that a pause of the clock has let pile up only the last is owed. After the deadline
    nothing is reminded of: then a slip is due.
    """
    if task.due_on is not None and today <= task.due_on:
        left = calendar.working_days_between(today, task.due_on)
        owed = [n for n in terms.remind_before if left <= n]
        name = f"t{min(owed)}" if owed else ""
        if name and name not in task.told:
            return name
    if task.is_signed or "unsigned" in task.told or not terms.remind_unsigned:
        return None
    waited = calendar.working_days_between(task.assigned_on, today)
    return "unsigned" if waited >= terms.remind_unsigned else None


def slip_due(
    due_on: date | None, today: date, calendar: WorkingCalendar, terms: UrgingTerms
) -> bool:
    """Whether the first slip falls due by itself: the deadline is so many working days gone."""
    if due_on is None or not terms.slip_after or today <= due_on:
        return False
    return calendar.working_days_between(due_on, today) >= terms.slip_after


@dataclass(frozen=True, slots=True)
class Sent:
    """One slip already sent to a unit about one matter."""

    colour: str
    state: str


def first_colour(importance: str, source: str, terms: UrgingTerms) -> str:
    """Blue; orange for what weighs most or comes from a leader (facts.md §2.3)."""
    is_grave = importance in terms.direct_orange or source in terms.direct_sources
    return "orange" if is_grave else "blue"


def choices(importance: str, source: str, terms: UrgingTerms) -> tuple[str, ...]:
    """The colours the office may choose before they are due, each with a reason (facts.md §2.3).

    Orange for what is major, urgent or a leader's; red for what calls for special handling.
    """
    may_red = importance in terms.choose_red or source in terms.choose_red_sources
    may_orange = may_red or importance in terms.choose_orange
    first = first_colour(importance, source, terms)
    return tuple(
        colour
        for colour, may in (("orange", may_orange or first == "orange"), ("red", may_red))
        if may
    )


def next_colour(colour: str) -> str | None:
    """What follows a slip that lapsed; None after red, when a talk is due."""
    place = COLOURS.index(colour)
    return COLOURS[place + 1] if place + 1 < len(COLOURS) else None


def why_not_slip(
    colour: str, before: Iterable[Sent], first: str, chosen: Sequence[str] = ()
) -> Reason | None:
    """What stands against sending a slip of this colour to one unit about one matter.

    One slip lives at a time. Colours only rise: to the next once one has lapsed, otherwise the
    same again; `chosen` are those that may come before they are due. Slips that were withdrawn
    count for nothing.
    """
    counted = [s for s in before if s.state != WITHDRAWN]
    if any(s.state == LIVE for s in counted):
        return Reason("slip_live", field="colour")
    if colour not in COLOURS:
        return Reason("unknown_value", {"value": colour}, field="colour")
    allowed = colour_due(counted, first)
    if colour == allowed:
        return None
    if COLOURS.index(colour) < COLOURS.index(allowed):
        return Reason("slip_colour", {"colour": allowed}, field="colour")
    return None if colour in chosen else Reason("slip_not_direct", {"colour": colour}, "colour")


def colour_due(before: Sequence[Sent], first: str) -> str:
    """The colour the next slip has, after the slips sent before (none of them live)."""
    counted = [s for s in before if s.state != WITHDRAWN]
    if not counted:
        return first
    highest = max(counted, key=lambda s: COLOURS.index(s.colour)).colour
    has_lapsed = any(s.state == LAPSED and s.colour == highest for s in counted)
    return (next_colour(highest) or highest) if has_lapsed else highest


def after_lapse(kind: str, colour: str, first: str) -> str | None:
    """The colour of the slip that follows an urging nobody answered; None when none does.

    A plain urge calls for the first slip. After a red slip, and after a talk or a circular, it is
    for a person to say what comes next.
    """
    if kind == "urge":
        return first
    return next_colour(colour) if kind == "slip" else None


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder owed to one unit."""

    unit: str
    task: int
    stage: str


def digests(owed: Iterable[Reminder]) -> dict[str, tuple[Reminder, ...]]:
    """The reminders of one day by unit: each unit is told once, however many there are."""
    found: dict[str, tuple[Reminder, ...]] = {}
    for one in owed:
        found[one.unit] = (*found.get(one.unit, ()), one)
    return found

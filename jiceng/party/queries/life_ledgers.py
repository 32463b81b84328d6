"""Ledgers and lists of organisational life, read from what was recorded once (facts.md §5.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from jiceng.kernel.words import N_
from jiceng.party.models import (
    AgendaPoint,
    Attendance,
    CommitteeTerm,
    LifeEntry,
    Meeting,
    Member,
    Organisation,
    Resolution,
)
from jiceng.party.queries.life import Standing, seats_on
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.life import COUNTED, THREE_AND_ONE
from jiceng.party.rules.organisations import BRANCHES, term_light

OPEN = ("planned", "held")
HELD = ("held", "recorded")
NEVER = ("cancelled", "taken_back")
MOST = 40
"""Meetings a page looks at: more than a year has, fewer than would make it slow."""
PROBATION_AHEAD = 62
"""Days before a year of probation is over at which the branch is reminded to discuss it."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger: which entries it asks for."""

    label: str
    kinds: tuple[str, ...]


LEDGERS: Mapping[str, Ledger] = {
    "three": Ledger(N_("三会一课"), THREE_AND_ONE),
    "theme": Ledger(N_("主题党日"), ("theme_day",)),
    "lectures": Ledger(N_("党课"), ("lecture", "leader_lecture")),
    "yearly": Ledger(
        N_("组织生活会和民主评议"), ("life_meeting", "leading_meeting", "democratic_review")
    ),
    "talks": Ledger(N_("谈心谈话"), ("talk",)),
}


def days_of(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def ledger_rows(organisation: Organisation, which: str, year: int) -> QuerySet[LifeEntry]:
    """The lines of one ledger in the order of days."""
    rows = LifeEntry.objects.filter(
        organisation=organisation, kind__in=LEDGERS[which].kinds, on__range=days_of(year)
    )
    return (
        rows.select_related("meeting__chair__member", "meeting__lecturer", "meeting__review",
                            "talk")
        .prefetch_related(
            Prefetch("meeting__agenda", AgendaPoint.objects.order_by("order")),
            Prefetch("meeting__resolutions", Resolution.objects.order_by("pk")),
        )
        .order_by("on", "pk")
    )  # fmt: skip


SHOWN = ("number", "kinds", "group", "on", "state", "should_attend", "attended")


def meetings_of_year(organisation: Organisation, year: int) -> tuple[list[Meeting], list[Meeting]]:
    """What is called and not yet on file, the earliest first; what was held, the latest first."""
    mine = Meeting.objects.filter(organisation=organisation).exclude(state__in=NEVER)
    rows = mine.filter(Q(state__in=OPEN) | Q(on__range=days_of(year)))
    found = list(rows.only(*SHOWN).order_by("-on", "-pk")[:MOST])
    return [m for m in found[::-1] if m.state in OPEN], [m for m in found if m.state in HELD]


def last_meetings(organisation: Organisation, year: int) -> QuerySet[Meeting]:
    """What was held in a year, the latest first."""
    rows = Meeting.objects.filter(
        organisation=organisation, state__in=HELD, on__range=days_of(year)
    )
    return rows.order_by("-on", "-pk")


@dataclass(frozen=True, slots=True)
class Double:
    """A leading cadre's year in both bodies: present, of those called to (双重组织生活)."""

    member: Member
    in_branch: tuple[int, int]
    in_leading_body: tuple[int, int]


def double_life(organisation: Organisation, year: int, today: date) -> list[Double]:
    """Leading cadres of one organisation: a branch's own, or those who sit in the committee."""
    if organisation.kind in BRANCHES:
        own = Member.objects.filter(organisation=organisation, is_leader=True, left_on=None)
        leaders = list(own.order_by("pk"))
    else:
        leaders = [seat.member for seat in seats_on(organisation, today)]
    present: dict[tuple[int, str], int] = {}
    called: dict[tuple[int, str], int] = {}
    rows = Attendance.objects.filter(member__in=leaders, meeting__on__range=days_of(year))
    told = rows.values_list("member", "meeting__organisation__kind", "presence")
    for key, kind, presence, n in told.annotate(n=Count("pk")).order_by():
        where = (key, "branch" if kind in BRANCHES else "leading")
        called[where] = called.get(where, 0) + n
        present[where] = present.get(where, 0) + (n if presence == "present" else 0)
    return [
        Double(
            m,
            (present.get((m.pk, "branch"), 0), called.get((m.pk, "branch"), 0)),
            (present.get((m.pk, "leading"), 0), called.get((m.pk, "leading"), 0)),
        )
        for m in leaders
    ]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be put on the agenda: a code and its numbers; faces word it."""

    code: str
    count: int = 0
    text: str = ""


def suggestions(
    organisation: Organisation, standing: Sequence[Standing], today: date
) -> list[Suggestion]:
    """What is due and would be dealt with by a meeting; never a name."""
    found = [
        Suggestion("owed", text=COUNTED[s.owed.kind])
        for s in standing
        if s.light == "yellow" and s.owed.kind in ("life_meeting", "democratic_review", "lecture")
    ]
    if today.month == 1:
        found.append(Suggestion("dues_fixing"))
    if waiting := _probation_over(organisation, today):
        found.append(Suggestion("conversions", waiting))
    term = CommitteeTerm.objects.filter(organisation=organisation, ended_on=None).first()
    rule = history("organisation").on(today)
    if term and rule and term_light(term.ends_on, today, rule.values["warn_days"]) != "green":
        found.append(Suggestion("election", text=term.ends_on.isoformat()))
    assigned = Resolution.objects.filter(meeting__organisation=organisation, state="assigned")
    if running := assigned.count():
        found.append(Suggestion("resolutions", running))
    return found


def _probation_over(organisation: Organisation, today: date) -> int:
    """How many on probation have their year behind them, or nearly."""
    rows = Member.objects.filter(organisation=organisation, standing="probationary", left_on=None)
    days = rows.values_list("accepted_on", flat=True)
    return sum((today - day).days >= 365 - PROBATION_AHEAD for day in days)

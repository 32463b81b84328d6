"""Rosters: the shifts that need people, who may be asked, what is missing and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, Sum

from jiceng.casework.queries import rules_at
from jiceng.emergency.models import DayOff, Duty, Roster, Shift
from jiceng.emergency.process.checkpoints import KEEPERS
from jiceng.emergency.rules.roster_check import Found, check, clashes_of
from jiceng.emergency.rules.rosters import DAY, EPOCH, Candidate, ShiftNeed
from jiceng.kernel.records.models import Appointment, within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.reports import Span
from jiceng.kernel.scope import Actor

SHORT = Q(filled__lt=F("needed"))
ASKED_POSTS = ("grid_worker", "grid_leader", "community_clerk")
"""Whose holders are asked where nobody says otherwise."""


def zone_at(now: datetime) -> ZoneInfo:
    return rules_at(now)[1].zone


def moment(minutes: int, zone: ZoneInfo) -> datetime:
    """A minute of the county's clock as an instant."""
    day, rest = divmod(minutes, DAY)
    at = datetime.combine(EPOCH + timedelta(days=day), datetime.min.time(), zone)
    return at + timedelta(minutes=rest)


def minute(at: datetime, zone: ZoneInfo) -> int:
    """An instant as a minute of the county's clock."""
    local = at.astimezone(zone)
    return (local.date() - EPOCH).days * DAY + local.hour * 60 + local.minute


def roster_of(number: str) -> Roster:
    """One by its number. Raises `NotFound`."""
    found = Roster.objects.select_related("emergency").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found)


def kept_roster(actor: Actor, number: str) -> Roster:
    """One that somebody keeps: its office, or whoever commands its area; else not found."""
    found = roster_of(number)
    if actor.acting_grip(found, KEEPERS) is None:
        raise NotFound(Reason("not_found"))
    return found


def ready(roster: Roster) -> Roster:
    """Put on how many people lack."""
    needed, filled = totals(roster.shifts.all())
    roster.missing = needed - filled
    return roster


def totals(shifts: QuerySet[Shift]) -> tuple[int, int]:
    """People needed, and people found."""
    sums = shifts.aggregate(needed=Sum("needed"), filled=Sum("filled"))
    return int(sums["needed"] or 0), int(sums["filled"] or 0)


def neighbourhood(unit: str, area_path: str) -> tuple[str, str, str]:
    """From near to far: the unit, its town, the county."""
    return unit, "/".join(area_path.split("/")[:2]), ""


@dataclass(frozen=True)
class Asked:
    """The people a roster may ask, and the appointment each of them stands by."""

    appointments: dict[int, int]
    candidates: list[Candidate]

    @cached_property
    def by_key(self) -> dict[int, Candidate]:
        return {c.key: c for c in self.candidates}


def needs_of(shifts: Iterable[Shift], zone: ZoneInfo) -> list[ShiftNeed]:
    """Shifts as the rules take them; with their checkpoints."""
    return [
        ShiftNeed(
            s.pk, s.checkpoint_id, s.day, s.turn, minute(s.starts_at, zone),
            minute(s.ends_at, zone), s.needed,
            neighbourhood(s.checkpoint.keeper, s.checkpoint.area_path),
        )
        for s in shifts
    ]  # fmt: skip


def held_by(roster: Roster) -> QuerySet[Appointment]:
    """Appointments that may be asked: their posts, in the area, on all the roster's days."""
    rows = Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=roster.last_day), post__in=roster.posts,
        starts_on__lte=roster.first_day, person__is_active=True,
    )  # fmt: skip
    emergency = roster.emergency
    return rows.filter(within("area__path", emergency.area_path)).order_by("person_id", "pk")


def asked_for(roster: Roster, zone: ZoneInfo, people: Collection[int] = ()) -> Asked:
    """Who may be asked, with their days off and what they stand in other rosters; `people` brings
    others in as well."""
    rows = held_by(roster).select_related("area")
    if people:
        rows = rows | Appointment.objects.filter(person__in=people).select_related("area")
    first: dict[int, Appointment] = {}
    for row in rows:
        first.setdefault(row.person_id, row)
    off = _days_off(first, roster.first_day, roster.last_day)
    busy = _elsewhere(first, roster, zone)
    return Asked(
        {who: row.pk for who, row in first.items()},
        [
            Candidate(who, neighbourhood(str(row.unit_id), row.area.path), frozenset(off[who]),
                      tuple(busy[who]))
            for who, row in sorted(first.items())
        ],
    )  # fmt: skip


def _days_off(people: Collection[int], first: date, last: date) -> dict[int, set[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    rows = DayOff.objects.filter(day__gte=first, day__lte=last + timedelta(days=1))
    for who, day in rows.values_list("person", "day"):
        if who in people:
            found[who].add(day)
    return found


def _elsewhere(
    people: Collection[int], roster: Roster, zone: ZoneInfo
) -> dict[int, list[tuple[int, int]]]:
    """Duties in other rosters around these days."""
    days = Q(shift__day__gte=roster.first_day - timedelta(days=2),
             shift__day__lte=roster.last_day + timedelta(days=2))  # fmt: skip
    rows = Duty.objects.filter(days).exclude(shift__roster=roster)
    rows = rows.exclude(shift__roster__state="dropped")
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for who, start, end in rows.values_list("person", "shift__starts_at", "shift__ends_at"):
        if who in people:
            found[who].append((minute(start, zone), minute(end, zone)))
    return found


def shifts_between(roster: Roster, first: date, last: date) -> QuerySet[Shift]:
    days = Q(day__gte=first, day__lte=last)
    rows = roster.shifts.filter(days).select_related("checkpoint")
    return rows.order_by("day", "turn", "checkpoint__code")


def explained(roster: Roster, shown: Sequence[Shift], now: datetime) -> Found:
    """Gaps among some shifts with the reason for each, reckoned anew from what stands."""
    if not shown:
        return Found((), (), 0, 0)
    zone, wanted = zone_at(now), {s.pk for s in shown}
    days = [s.day for s in shown]
    around = (min(days) - timedelta(days=1), max(days) + timedelta(days=1))
    needs = needs_of(shifts_between(roster, *around), zone)
    duties = Duty.objects.filter(shift__roster=roster, shift__day__range=around)
    pairs = duties.values_list("shift", "person")
    found = check(needs, asked_for(roster, zone).candidates, pairs)
    gaps = tuple(g for g in found.gaps if g.shift.key in wanted)
    return Found(gaps, found.clashes, found.fewest, found.most)


def checked(roster: Roster, now: datetime) -> Found:
    """The whole roster looked over."""
    zone = zone_at(now)
    needs = needs_of(shifts_between(roster, roster.first_day, roster.last_day), zone)
    pairs = list(Duty.objects.filter(shift__roster=roster).values_list("shift", "person"))
    asked = asked_for(roster, zone, {who for _key, who in pairs})
    return check(needs, asked.candidates, pairs)


def shift_of(roster: Roster, key: int) -> Shift:
    """One of its shifts. Raises `NotFound`."""
    found = roster.shifts.select_related("checkpoint", "roster__emergency").filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def duties_of(person: int, first: date, last: date) -> QuerySet[Duty]:
    """What somebody stands on some days, in rosters that are known."""
    rows = Duty.objects.filter(
        person=person, shift__day__gte=first, shift__day__lte=last,
        shift__roster__state__in=("published", "closed"),
    )  # fmt: skip
    return rows.select_related("shift__checkpoint__area", "shift__roster__emergency").order_by(
        "starts_at"
    )


def could_stand(shift: Shift, now: datetime) -> list[Appointment]:
    """Who may be asked for a shift and breaks no rule by it: the nearest first, those with fewer
    shifts first, never told how many."""
    roster, zone = shift.roster, zone_at(now)
    around = (shift.day - timedelta(days=2), shift.day + timedelta(days=2))
    needs = {n.key: n for n in needs_of(shifts_between(roster, *around), zone)}
    duties: dict[int, list[ShiftNeed]] = defaultdict(list)
    counts: dict[int, int] = defaultdict(int)
    stood = Duty.objects.filter(shift__roster=roster).values_list("shift", "person")
    for key, who in stood:
        counts[who] += 1
        if key in needs:
            duties[who].append(needs[key])
    need, asked = needs[shift.pk], asked_for(roster, zone)
    free = [
        c for c in asked.candidates
        if need not in duties[c.key]
        and not any(need in (x.first, x.second) for x in clashes_of(c, [*duties[c.key], need]))
    ]  # fmt: skip
    free.sort(key=lambda c: (_distance(c.near, need.near), counts[c.key], c.key))
    keys = [asked.appointments[c.key] for c in free[:200]]
    rows = Appointment.objects.select_related("person", "unit").in_bulk(keys)
    return [rows[key] for key in keys]


def _distance(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    return next((n for n, pair in enumerate(zip(one, other, strict=True)) if len({*pair}) == 1), 9)


def known_shifts(path: str, span: Span) -> QuerySet[Shift]:
    """Shifts of these days in rosters that are known."""
    rows = Shift.objects.filter(
        day__gte=span.start, day__lte=span.end, roster__state__in=("published", "closed"),
        roster__emergency__is_drill=False,
    )  # fmt: skip
    return rows.filter(within("checkpoint__area_path", path)) if path else rows

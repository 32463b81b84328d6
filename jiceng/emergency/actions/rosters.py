"""A roster is made, filled by the rules, looked over by the checker, and made known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.emergency.actions.checkpoints import office_grip
from jiceng.emergency.models import DayLead, Duty, Emergency, Roster, Shift
from jiceng.emergency.process import ROSTER
from jiceng.emergency.process.emergencies import OFFICE
from jiceng.emergency.queries.checkpoints import patterns, standing_for
from jiceng.emergency.queries.rosters import (
    ASKED_POSTS,
    Asked,
    asked_for,
    checked,
    moment,
    needs_of,
    ready,
    shifts_between,
    zone_at,
)
from jiceng.emergency.rules.roster_check import Found
from jiceng.emergency.rules.rostering import Progress, fill, unwatched
from jiceng.emergency.rules.rosters import Candidate, Pair, Pattern, clock_of, span_faults
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import SYSTEM_GRIP, Actor, Grip

JOB = "fill_roster"


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """A roster as it is asked for."""

    first_day: date
    last_day: date
    pattern: str
    posts: tuple[str, ...] = ASKED_POSTS
    title: str = ""
    is_sample: bool = field(default=False, kw_only=True)


def make_roster(emergency: Emergency, given: RosterPlan, *, by: Actor, now: datetime) -> Roster:
    """A draft with a shift for each checkpoint, day and turn. Raises `NotAllowed`, `Invalid`,
    `Refused`."""
    grip, pattern = office_grip(by), patterns(now).get(given.pattern)
    today = now.astimezone(zone_at(now)).date()
    faults = [*span_faults(given.first_day, given.last_day, today)]
    if pattern is None:
        faults.append(Reason("unknown_value", {"value": given.pattern}, "pattern"))
    if not given.posts:
        faults.append(Reason("needed", field="posts"))
    if pattern is None or faults:
        raise Invalid(*faults)
    if emergency.state != "active":
        raise Refused(Reason("emergency_not_on", {"title": emergency.title}))
    if not standing_for(emergency).exists():
        raise Refused(Reason("no_checkpoint_open", {"title": emergency.title}))
    with transaction.atomic():
        row = _row(emergency, given, pattern, grip, now)
        start(row, ROSTER, "roster_made", grip=grip, now=now)
        _lay_out(row, pattern, now)
    return ready(row)


def _row(
    emergency: Emergency, given: RosterPlan, pattern: Pattern, grip: Grip, now: datetime
) -> Roster:
    unit, key = territory().units[grip.unit], next_key(Roster)
    title = given.title.strip()[:60] or f"{emergency.title} {given.first_day:%m-%d}"
    return Roster(
        pk=key, number=f"RO{public_number(given.first_day.year, key)}", title=title,
        entered_at=now, unit=unit.code, unit_path=unit.path, tier=unit.tier,
        area_path=emergency.area_path, emergency=emergency, first_day=given.first_day,
        last_day=given.last_day, pattern=pattern.key, posts=list(given.posts),
        turns=[[clock_of(a), clock_of(b)] for a, b in pattern.turns], is_sample=given.is_sample,
    )  # fmt: skip


def _lay_out(row: Roster, pattern: Pattern, now: datetime) -> None:
    zone = zone_at(now)
    checkpoints = list(standing_for(row.emergency))
    days = [row.first_day + timedelta(days=n)
            for n in range((row.last_day - row.first_day).days + 1)]  # fmt: skip
    shifts = []
    for day in days:
        for turn in range(len(pattern.turns)):
            start_at, end_at = (moment(m, zone) for m in pattern.span(day, turn))
            shifts += [
                Shift(roster=row, checkpoint=c, day=day, turn=turn, starts_at=start_at,
                      ends_at=end_at, needed=c.needed)
                for c in checkpoints
            ]  # fmt: skip
    Shift.objects.bulk_create(shifts, batch_size=2000)


def ask_to_fill(row: Roster, *, by: Actor, now: datetime, version: int) -> None:
    """Have the worker fill it. Raises `Stale`, `NotAllowed`, `Refused`."""
    check_version(row, version)
    grip = roster_grip(row, by)
    not_over(row)
    with transaction.atomic():
        passage = Passage(row, ROSTER, now=now, calendar=rules_at(now)[1])
        passage.put(asked_at=now)
        passage.say(grip, "roster_asked")
        passage.write()
        enqueue(JOB, {"roster": row.pk}, run_at=now)


def fill_waiting(payload: Mapping[str, Any], now: datetime) -> None:
    """The job: fill a roster that still waits for it."""
    row = Roster.objects.select_related("emergency").filter(pk=payload["roster"]).first()
    if row is not None and row.asked_at is not None and row.state in ("draft", "published"):
        fill_roster(row, grip=SYSTEM_GRIP, now=now)


def fill_roster(row: Roster, *, grip: Grip, now: datetime, progress: Progress = unwatched) -> Found:
    """Give every shift that lies ahead its people, as far as there are any; what was given by hand
    or has begun stays. Returns what the checker finds."""
    zone = zone_at(now)
    shifts = list(shifts_between(row, row.first_day, row.last_day))
    kept = set(row_duties(row, now, kept=True))
    asked = asked_for(row, zone)
    needs = [replace(n, needed=n.needed if s.starts_at > now else 0)
             for s, n in zip(shifts, needs_of(shifts, zone), strict=True)]  # fmt: skip
    pairs = fill(needs, [*asked.candidates, *_only_kept(row, kept, asked)],
                 fixed=kept, progress=progress)  # fmt: skip
    begins = {s.pk: s.starts_at for s in shifts}
    with transaction.atomic():
        _ahead(row, now).delete()
        Duty.objects.bulk_create(
            (
                Duty(shift_id=key, appointment_id=asked.appointments[who], person_id=who,
                     starts_at=begins[key])
                for key, who in sorted(pairs - kept) if begins[key] > now
            ),
            batch_size=2000,
        )  # fmt: skip
        count_filled(row)
        found = checked(row, now)
        if found.clashes:
            raise AssertionError(f"roster {row.number}: {found.clashes[0]}")
        passage = Passage(row, ROSTER, now=now, calendar=rules_at(now)[1])
        passage.put(asked_at=None, filled_at=now, fewest=found.fewest, most=found.most)
        passage.say(grip, "roster_filled", missing=found.missing)
        passage.write()
    return found


def _only_kept(row: Roster, kept: Collection[Pair], asked: Asked) -> list[Candidate]:
    """People given by hand whose posts are not asked: they stand that, and nothing else."""
    days = frozenset(row.first_day + timedelta(days=n)
                     for n in range((row.last_day - row.first_day).days + 2))  # fmt: skip
    return [Candidate(who, ("", "", ""), days)
            for who in sorted({who for _key, who in kept} - asked.by_key.keys())]  # fmt: skip


def row_duties(row: Roster, now: datetime, *, kept: bool) -> list[tuple[int, int]]:
    """(shift, person) of what stays when it is filled again, or of all."""
    rows = Duty.objects.filter(shift__roster=row)
    if kept:
        rows = rows.exclude(pk__in=_ahead(row, now).values("pk"))
    return list(rows.values_list("shift", "person"))


def _ahead(row: Roster, now: datetime) -> Any:
    return Duty.objects.filter(shift__roster=row, is_fixed=False, starts_at__gt=now)


def count_filled(row: Roster) -> None:
    """Write down how many each of its shifts has."""
    counted = Duty.objects.filter(shift=OuterRef("pk")).order_by().values("shift")
    row.shifts.update(filled=Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0))


def move_roster(
    row: Roster, name: str, *, by: Actor, now: datetime, version: int, reason: str = ""
) -> Roster:
    """Any move; what is dropped gives its people free. Raises `Stale`, `Refused`, `Invalid`."""
    words = {"reason": reason} if reason.strip() else {}
    with transaction.atomic():
        make(row, ROSTER, name, by=by, now=now, version=version, words=words)
        if name == "drop":
            Duty.objects.filter(shift__roster=row).delete()
            row.shifts.update(filled=0)
    return ready(row)


def name_lead(row: Roster, day: date, appointment: int, *, by: Actor, now: datetime) -> DayLead:
    """The leader on duty on a day. Raises `NotAllowed`, `Refused`, `Invalid`."""
    grip = roster_grip(row, by)
    not_over(row)
    held = Appointment.objects.filter(pk=appointment, person__is_active=True).first()
    if held is None or (held.ends_on and held.ends_on < day):
        raise Invalid(Reason("not_on_the_list", field="appointment"))
    if not row.first_day <= day <= row.last_day:
        raise Invalid(Reason("day_outside_roster", {"day": day.isoformat()}, "day"))
    with transaction.atomic():
        lead, _new = DayLead.objects.update_or_create(
            roster=row, day=day, defaults={"appointment": held}
        )
        tell_roster(row, grip, "lead_named", now, day=day.isoformat())
    return lead


def roster_grip(row: Roster, by: Actor) -> Grip:
    """The post by which somebody keeps a roster. Raises `NotAllowed`."""
    grip = by.acting_grip(row, OFFICE)
    if grip is None:
        raise NotAllowed(Reason("not_emergency_office"))
    return grip


def not_over(row: Roster) -> None:
    """Raises `Refused` once it is filed or dropped."""
    if row.state not in ("draft", "published"):
        raise Refused(Reason("roster_over", {"state": ROSTER.state(row.state).label}))


def tell_roster(row: Roster, grip: Grip, kind: str, now: datetime, **told: object) -> None:
    """A line of its journal that moves nothing."""
    append([line_by(grip, kind, "roster", row.pk, from_state=row.state, to_state=row.state,
                    payload=dict(told))], at=now)  # fmt: skip

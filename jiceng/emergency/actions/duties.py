"""Single duties: given, taken, swapped by both who stand them; days off; what is handed over.

Each is looked over by the checker before it is written, and the database refuses a second duty of
the same hour whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from jiceng.emergency.actions.rosters import not_over, roster_grip, tell_roster
from jiceng.emergency.models import DayOff, Duty, HandOver, Shift, Swap
from jiceng.emergency.queries.rosters import asked_for, needs_of, zone_at
from jiceng.emergency.rules.roster_check import clashes_of
from jiceng.emergency.rules.rosters import Candidate
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.models import Appointment, Person
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason, Refused
from jiceng.kernel.scope import Actor

CLASHES = {"double": "duty_double", "rest": "duty_rest", "off": "duty_off",
           "elsewhere": "duty_elsewhere"}  # fmt: skip
LATEST = timedelta(hours=24)
"""After the end of a shift a note is still taken."""
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Handing:
    """What one shift tells the next."""

    words: str
    stock: str = ""
    events: int | None = None


def give_duty(
    shift: Shift, appointment: int, *, by: Actor, now: datetime, instead: Duty | None = None
) -> Duty:
    """Somebody stands a shift, or stands it instead of another. Raises `NotAllowed`, `Invalid`,
    `Refused` naming each rule it would break."""
    roster = shift.roster
    grip = roster_grip(roster, by)
    not_over(roster)
    held = Appointment.objects.select_related("person").filter(pk=appointment).first()
    if held is None or not held.person.is_active or (held.ends_on and held.ends_on < shift.day):
        raise Invalid(Reason("not_on_the_list", field="appointment"))
    if faults := [*duty_faults(held.person, shift, now, without=instead)]:
        raise Refused(*faults)
    with transaction.atomic():
        if instead is not None and not _take(instead):
            raise Refused(Reason("duty_gone"))
        if not Shift.objects.filter(pk=shift.pk, filled__lt=F("needed")).update(
            filled=F("filled") + 1
        ):
            raise Refused(Reason("shift_full"))
        duty = _write(shift, held)
        kind = "duty_replaced" if instead else "duty_given"
        tell_roster(roster, grip, kind, now, checkpoint=shift.checkpoint.code,
                    day=shift.day.isoformat(), turn=shift.turn + 1)  # fmt: skip
    return duty


def take_duty(duty: Duty, *, by: Actor, now: datetime) -> None:
    """Somebody no longer stands a shift; the gap is there to be filled. `NotAllowed`, `Refused`."""
    shift = duty.shift
    grip = roster_grip(shift.roster, by)
    not_over(shift.roster)
    with transaction.atomic():
        if not _take(duty):
            raise Refused(Reason("duty_gone"))
        tell_roster(shift.roster, grip, "duty_taken", now, checkpoint=shift.checkpoint.code,
                    day=shift.day.isoformat(), turn=shift.turn + 1)  # fmt: skip


def _take(duty: Duty) -> bool:
    gone, _kinds = Duty.objects.filter(pk=duty.pk).delete()
    if gone:
        Shift.objects.filter(pk=duty.shift_id).update(filled=F("filled") - 1)
    return bool(gone)


def _write(shift: Shift, held: Appointment) -> Duty:
    try:
        with transaction.atomic():
            return Duty.objects.create(shift=shift, appointment=held, person=held.person,
                                       starts_at=shift.starts_at, is_fixed=True)  # fmt: skip
    except IntegrityError as error:
        raise Refused(Reason("duty_double", _told(shift, held.person.name))) from error


def duty_faults(
    person: Person, shift: Shift, now: datetime, *, without: Duty | None = None
) -> Iterator[Reason]:
    """Each rule that somebody standing this shift would break."""
    zone = zone_at(now)
    around = (shift.day - timedelta(days=2), shift.day + timedelta(days=2))
    rows = Duty.objects.filter(person=person, shift__roster=shift.roster_id,
                               shift__day__range=around)  # fmt: skip
    rows = rows.select_related("shift__checkpoint", "shift__roster")
    others = [d.shift for d in rows if without is None or d.pk != without.pk]
    who = asked_for(shift.roster, zone, {person.pk}).by_key.get(person.pk, Candidate(person.pk))
    by_key = {s.pk: s for s in [*others, shift]}
    if len(by_key) <= len(others):
        yield Reason("duty_double", _told(shift, person.name))
        return
    for clash in clashes_of(who, needs_of(by_key.values(), zone)):
        pair = [c for c in (clash.first, clash.second) if c is not None]
        if shift.pk not in [c.key for c in pair]:
            continue  # stood so before
        other = next((by_key[c.key] for c in pair if c.key != shift.pk), shift)
        hours = round(clash.between / 60, 1)
        yield Reason(CLASHES[clash.kind], {**_told(other, person.name), "hours": f"{hours:g}"})


def _told(shift: Shift, name: str) -> dict[str, object]:
    start, end = shift.roster.turns[shift.turn]
    return {"name": name, "day": shift.day.isoformat(), "start": start, "end": end,
            "checkpoint": shift.checkpoint.title}  # fmt: skip


def ask_swap(mine: Duty, theirs: Duty, *, by: Actor, now: datetime) -> Swap:
    """Ask somebody to change places. Raises `NotAllowed`, `Refused` where a rule is against it."""
    if mine.person_id != by.person:
        raise NotAllowed(Reason("not_your_duty"))
    if faults := [*_swap_faults(mine, theirs, now)]:
        raise Refused(*faults)
    swap, _new = Swap.objects.get_or_create(
        mine=mine, theirs=theirs, answered_at=None, defaults={"asked_at": now}
    )
    return swap


def answer_swap(swap: Swap, is_agreed: bool, *, by: Actor, now: datetime) -> None:
    """The other says yes or no; with a yes both change places, looked over once more."""
    mine, theirs = swap.mine, swap.theirs
    if theirs.person_id != by.person:
        raise NotAllowed(Reason("not_your_duty"))
    if swap.answered_at is not None:
        raise Refused(Reason("swap_answered"))
    if is_agreed and (faults := [*_swap_faults(mine, theirs, now)]):
        raise Refused(*faults)
    with transaction.atomic():
        open_still = Swap.objects.filter(pk=swap.pk, answered_at=None)
        if not open_still.update(answered_at=now, is_agreed=is_agreed):
            raise Refused(Reason("swap_answered"))
        if is_agreed:
            _change_places(mine, theirs)
            grip = next(g for g in by.grips)
            tell_roster(theirs.shift.roster, grip, "duties_swapped", now)


def _change_places(mine: Duty, theirs: Duty) -> None:
    """Both rows are written anew: neither may stand beside the other's for a moment."""
    pairs = ((mine.shift, theirs.appointment), (theirs.shift, mine.appointment))
    if not (_take(mine) and _take(theirs)):
        raise Refused(Reason("duty_gone"))
    for shift, held in pairs:
        Shift.objects.filter(pk=shift.pk).update(filled=F("filled") + 1)
        _write(shift, held)


def _swap_faults(mine: Duty, theirs: Duty, now: datetime) -> Iterator[Reason]:
    if mine.shift.roster_id != theirs.shift.roster_id or mine.person_id == theirs.person_id:
        yield Reason("swap_elsewhere")
    elif min(mine.starts_at, theirs.starts_at) <= now:
        yield Reason("swap_too_late")
    else:
        yield from duty_faults(mine.person, theirs.shift, now, without=mine)
        yield from duty_faults(theirs.person, mine.shift, now, without=theirs)


def set_days_off(first: date, last: date, is_off: bool, *, by: Actor, now: datetime) -> int:
    """Say on which days one cannot stand, or can again. Nobody asks why. Raises `Invalid`."""
    today = now.astimezone(zone_at(now)).date()
    many = (last - first).days + 1
    if not 1 <= many <= MOST_DAYS or first < today:
        raise Invalid(Reason("days_off_range", {"most": MOST_DAYS}, "last_day"))
    days = [first + timedelta(days=n) for n in range(many)]
    with transaction.atomic():
        if not is_off:
            return DayOff.objects.filter(person=by.person, day__in=days).delete()[0]
        rows = [DayOff(person_id=by.person, day=d) for d in days]
        return len(DayOff.objects.bulk_create(rows, ignore_conflicts=True))


def forget_days_off(now: datetime) -> int:
    """Days gone by are nobody's business any more; returns how many were dropped."""
    today = now.astimezone(zone_at(now)).date()
    return DayOff.objects.filter(day__lt=today - timedelta(days=1)).delete()[0]


def hand_over(duty: Duty, given: Handing, *, by: Actor, now: datetime) -> HandOver:
    """What a shift tells the next, by somebody who stood it. Raises `NotFound`, `Refused`,
    `Invalid`."""
    if duty.person_id != by.person:
        raise NotFound(Reason("not_found"))
    shift = duty.shift
    if not shift.starts_at <= now <= shift.ends_at + LATEST:
        raise Refused(Reason("hand_over_time", _told(shift, "")))
    words, stock = (mask_personal(t.strip())[0] for t in (given.words, given.stock))
    faults = [Reason("text_length", {"low": low, "high": high}, name)
              for name, text, low, high in (("words", words, 1, 300), ("stock", stock, 0, 200))
              if not low <= len(text) <= high]  # fmt: skip
    if given.events is not None and not 0 <= given.events <= 100_000:
        faults.append(Reason("bad_number", {"value": str(given.events)}, "events"))
    if faults:
        raise Invalid(*faults)
    return HandOver.objects.create(
        shift=shift, appointment=duty.appointment, words=words, stock=stock,
        events=given.events, at=now,
    )  # fmt: skip

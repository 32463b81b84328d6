"""Calling units to the scene (吹哨报到): whistle, arrive, settle, rate (facts.md §1.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiceng.casework.models import CalledUnit, CallUp, Case
from jiceng.casework.process import CALL_UP
from jiceng.casework.queries import rules_at
from jiceng.kernel.calendar import wall_seconds
from jiceng.kernel.clocks import Alarm, Clock
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import (
    Passage,
    check_version,
    put_clocks,
    refuse_if,
    set_alarm,
    work_item,
)
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Note, PendingAlarm, WorkItem
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.kernel.terms import Counting

KINDS = ("demand", "enforcement", "emergency")
"""The three lawful reasons: strong demand, joint enforcement, emergency."""
MAY_WHISTLE = frozenset({"caller", "dispatcher"})
TIERS = ("town", "county")
RATINGS = range(1, 6)
MOST_UNITS = 12


@dataclass(frozen=True, slots=True)
class Whistle:
    """Who is called, why, and where to. `arrive_by` None takes the term of the rulebook."""

    reason_kind: str
    units: tuple[str, ...]
    lead: str
    title: str
    place: str = ""
    note: str = ""
    case: Case | None = None
    arrive_by: datetime | None = None


def whistle(given: Whistle, *, by: Actor, now: datetime) -> CallUp:
    """Call units. Raises `NotAllowed` below the town, `Invalid` naming each wrong field."""
    grip = _caller(by, given.case)
    _check(given, now)
    book, calendar = rules_at(now)
    due = given.arrive_by or calendar.due(now, book.arrive_within).at
    call_up = _new(given, grip, due, now, year=now.astimezone(calendar.zone).year)
    units = territory().units
    with transaction.atomic():
        passage = Passage(call_up, CALL_UP, now=now, calendar=calendar)
        passage.say(grip, "whistle", units=list(given.units), lead=given.lead, arrive_by=due)
        passage.write()
        _note(call_up, "whistle.note", given.note, grip, now)
        called = CalledUnit.objects.bulk_create(
            CalledUnit(
                call_up=call_up, unit=code, unit_path=units[code].path, is_lead=code == given.lead
            )
            for code in given.units
        )
        state, promise = CALL_UP.state(call_up.state), call_up.promise
        set_alarm(
            call_up,
            next_alarm(state, call_up.stage, promise, Terms(), after=now, calendar=calendar),
        )
        WorkItem.objects.bulk_create(_awaited(call_up, unit) for unit in called)
        enqueue("announce", {"kind": "call_up.whistle", "call_up": call_up.pk}, run_at=now)
    return call_up


def _new(given: Whistle, grip: Grip, due: datetime, now: datetime, *, year: int) -> CallUp:
    """The call-up, not yet saved; its clock runs in wall time from the whistle to `due`."""
    lead, key = territory().units[given.lead], next_key(CallUp)
    call_up = CallUp(
        id=key,
        number="W" + public_number(year, key),
        title=mask_personal(given.title.strip())[0][:120],
        state=CALL_UP.start,
        entered_at=now,
        area_path=given.case.area_path if given.case else grip.area_path,
        unit=lead.code,
        unit_path=lead.path,
        tier=grip.tier,
        case=given.case,
        reason_kind=given.reason_kind,
        place_text=mask_personal(given.place.strip())[0][:120],
        called_by=grip.appointment,
        called_at=now,
        arrive_by=due,
    )
    clock = Clock(now, due, wall_seconds(now, due), None, Counting.MINUTES, False)
    put_clocks(call_up, clock, Clock())
    return call_up


def _caller(by: Actor, case: Case | None) -> Grip:
    """The post that calls: held at a town or above, and over the place of the case if any."""
    able = [g for g in by.grips if g.roles & MAY_WHISTLE and g.tier in TIERS]
    if case is not None:
        able = [g for g in able if covers(g.area_path, case.area_path)]
    if not able:
        raise NotAllowed(Reason("may_not_whistle"))
    return max(able, key=lambda g: len(g.area_path))


def _check(given: Whistle, now: datetime) -> None:
    known = territory().units
    faults = [
        Reason("unknown_unit", {"value": code}, field="units")
        for code in given.units
        if code not in known
    ]
    if given.reason_kind not in KINDS:
        faults.append(Reason("unknown_value", {"value": given.reason_kind}, field="reason_kind"))
    if not 1 <= len(given.units) <= MOST_UNITS or len(set(given.units)) != len(given.units):
        faults.append(Reason("units_to_call", {"most": MOST_UNITS}, field="units"))
    if given.lead not in given.units:
        faults.append(Reason("lead_not_called", field="lead"))
    if not given.title.strip():
        faults.append(Reason("text_length", {"low": 1, "high": 120}, field="title"))
    if given.arrive_by is not None and given.arrive_by <= now:
        faults.append(Reason("due_date_missing", field="arrive_by"))
    if faults:
        raise Invalid(*faults)


def _awaited(call_up: CallUp, called: CalledUnit) -> WorkItem:
    """Every unit called has the call-up on its own worklist until it is there."""
    item = work_item(call_up, "handler", purpose=f"arrive{called.pk}")
    item.unit, item.unit_path = called.unit, called.unit_path
    return item


def _off_worklist(called: CalledUnit) -> None:
    WorkItem.objects.filter(
        subject_kind="call_up", subject_id=called.call_up_id, purpose=f"arrive{called.pk}"
    ).delete()


def awaited_of(call_up: CallUp, by: Actor) -> list[CalledUnit]:
    """The units not yet there for which somebody handles."""
    return [
        called for called in call_up.units.all() if not called.arrived_at and _handles(by, called)
    ]


def _handles(by: Actor, called: CalledUnit) -> bool:
    return any("handler" in g.roles and covers(g.unit_path, called.unit_path) for g in by.grips)


def arrive(call_up: CallUp, *, by: Actor, now: datetime, version: int) -> CallUp:
    """A handler reports that a unit is there. The first arrival starts the joint work."""
    check_version(call_up, version)
    awaited = awaited_of(call_up, by)
    refuse_if(None if awaited else Reason("unit_not_called"))
    _, calendar = rules_at(now)
    called = awaited[0]
    # The unit that acts holds the call-up while it acts: its handler has no say over the lead.
    call_up.unit, call_up.unit_path = called.unit, called.unit_path
    passage = Passage(call_up, CALL_UP, now=now, calendar=calendar)
    with transaction.atomic():
        is_owed = _owes_telling(call_up)
        called.arrived_at = now
        called.save(update_fields=["arrived_at"])
        if call_up.state == "called":
            passage.move("arrive", by=by, terms=Terms())
        else:
            refuse_if(None if call_up.state == "attending" else _ended(call_up))
            passage.say(by.acting_grip(call_up, frozenset({"handler"})), "arrive", unit=called.unit)
        _pass_on(passage)
        _off_worklist(called)
        _mind_the_absent(passage, is_owed=is_owed)
    return call_up


def _ended(call_up: CallUp) -> Reason:
    label = CALL_UP.state(call_up.state).label
    return Reason("wrong_state", {"move": CALL_UP.move("arrive").label, "state": label})


def _pass_on(passage: Passage) -> None:
    """The next unit that is missing holds the call-up; with none missing, the desk that called."""
    call_up = passage.subject
    if not isinstance(call_up, CallUp):
        return
    land, absent = territory(), call_up.absent
    code = call_up.area_path.rstrip("/").rpartition("/")[2]
    holder = land.units[absent[0]] if absent else land.desk_for(land.area(code), call_up.tier)
    passage.put(unit=holder.code, unit_path=holder.path)
    passage.write()


def _owes_telling(call_up: CallUp) -> bool:
    """Whether the alarm at the time to arrive is still to ring; held until this act is written."""
    alarms = PendingAlarm.objects.select_for_update()
    return alarms.filter(
        subject_kind="call_up", subject_id=call_up.pk, at__lte=call_up.arrive_by
    ).exists()


def _mind_the_absent(passage: Passage, *, is_owed: bool) -> None:
    """Joint work has begun, but who is missing is still told when the time to arrive is up.

    Once nobody is missing there is nobody to tell: the clock of the joint work goes on alone.
    """
    call_up, now = passage.subject, passage.now
    if not isinstance(call_up, CallUp) or not is_owed or call_up.state != "attending":
        return
    alarm: Alarm | None = Alarm(call_up.arrive_by, "stage", 100, "red", "handler")
    if not call_up.absent:
        state, stage = CALL_UP.state(call_up.state), call_up.stage
        alarm = next_alarm(
            state, stage, call_up.promise, Terms(), after=now, calendar=passage.calendar
        )
    set_alarm(call_up, alarm)


def excuse(
    call_up: CallUp, unit: str, text: str, *, by: Actor, now: datetime, version: int
) -> CallUp:
    """Say why a unit does not come: its own handler, or the desk that called."""
    check_version(call_up, version)
    called = call_up.units.filter(unit=unit, arrived_at=None).first()
    refuse_if(
        None if called else Reason("unit_not_called"),
        None if call_up.state in ("called", "attending") else _ended(call_up),
    )
    words = mask_personal(text.strip())[0]
    if not 1 <= len(words) <= 200:
        raise Invalid(Reason("text_length", {"low": 1, "high": 200}, field="excuse"))
    grip = by.acting_grip(call_up, MAY_WHISTLE)
    if called is None or not (grip or _handles(by, called)):
        raise NotAllowed(Reason("unit_not_called"))
    _, calendar = rules_at(now)
    passage = Passage(call_up, CALL_UP, now=now, calendar=calendar)
    with transaction.atomic():
        is_owed = _owes_telling(call_up)
        called.excuse = words
        called.save(update_fields=["excuse"])
        passage.say(grip or by.grips[0], "excuse", unit=unit)
        _pass_on(passage)
        _off_worklist(called)
        _mind_the_absent(passage, is_owed=is_owed)
    return call_up


def finish(
    call_up: CallUp, name: str, words: str, *, by: Actor, now: datetime, version: int
) -> CallUp:
    """`settle` with its outcome, or `withdraw` with its reason."""
    check_version(call_up, version)
    field = {"settle": "outcome", "withdraw": "reason"}.get(name)
    refuse_if(None if field else Reason("unknown_move", {"move": name}))
    text = mask_personal(words.strip())[0]
    if len(text) > 2000:
        raise Invalid(Reason("text_length", {"low": 1, "high": 2000}, field=field or ""))
    _, calendar = rules_at(now)
    passage = Passage(call_up, CALL_UP, now=now, calendar=calendar)
    with transaction.atomic():
        supplied = frozenset({field}) if field and text else frozenset[str]()
        passage.move(name, by=by, terms=Terms(), supplied=supplied)
        if name == "settle":
            passage.put(settled_at=now)
        grip = by.acting_grip(call_up, CALL_UP.move(name).by)
        passage.lines[-1][2]["notes"] = _note(call_up, f"{name}.{field}", text, grip, now)
        passage.write()
    return call_up


def rate_unit(
    call_up: CallUp, unit: str, rating: int, *, by: Actor, now: datetime, version: int
) -> CalledUnit:
    """The town says how a unit it called did its part, 1 to 5 (reverse appraisal)."""
    check_version(call_up, version)
    grip = by.acting_grip(call_up, MAY_WHISTLE)
    if grip is None:
        raise NotAllowed(Reason("may_not_whistle"))
    if rating not in RATINGS:
        raise Invalid(Reason("bad_rating", field="rating"))
    called = call_up.units.filter(unit=unit).first()
    if called is None:
        raise Invalid(Reason("unknown_unit", {"value": unit}, field="unit"))
    refuse_if(
        None if call_up.state == "settled" else Reason("rate_when_settled"),
        Reason("own_unit") if called.unit == grip.unit else None,
    )
    _, calendar = rules_at(now)
    passage = Passage(call_up, CALL_UP, now=now, calendar=calendar)
    with transaction.atomic():
        called.rating = rating
        called.save(update_fields=["rating"])
        passage.say(grip, "rate_unit", unit=unit, rating=rating)
        passage.write()
    return called


def _note(call_up: CallUp, kind: str, text: str, grip: Grip | None, now: datetime) -> list[int]:
    words = mask_personal(text.strip())[0]
    if not words:
        return []
    rows: Sequence[Note] = Note.objects.bulk_create(
        [
            Note(
                subject_kind="call_up",
                subject_id=call_up.pk,
                kind=kind,
                text=words,
                appointment=grip.appointment if grip else -1,
                at=now,
            )
        ]
    )
    return [note.pk for note in rows]

"""Every move of a case: one verb, one effect, one transaction. All faces call `make_move`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.aftermath import lapse_request, time_contacts
from jiceng.casework.actions.pictures import bind_pictures
from jiceng.casework.actions.rising import check_rise
from jiceng.casework.actions.sampling import draw_for_recheck
from jiceng.casework.models import Case, Extension
from jiceng.casework.process import CASE
from jiceng.casework.queries import kind_for, needs_of, rules_at, with_rules
from jiceng.casework.rules.cases import why_not_verify
from jiceng.casework.rules.rulebook import CaseType, Rulebook
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import (
    Passage,
    check_version,
    refuse_if,
    unchanged_if_refused,
    work_item,
)
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.models import Note, WorkItem
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import SYSTEM, TIERS, Actor, next_tier
from jiceng.kernel.terms import Term

PUBLIC_NOTES = frozenset({"result"})
ANSWERED = frozenset({"refuse"})
"""Moves whose reason is owed to whoever reported: what is not taken in says why (facts.md §1.9)."""
ENDED = tuple(s.name for s in CASE.states if s.resting or s.final)
WRITTEN = ("reason", "result", "evidence", "note")
LONGEST_EXTENSION = 100
"""Units of time; whoever needs more has the matter suspended."""


@dataclass(frozen=True, slots=True)
class Given:
    """What came with a move; empty means not given."""

    reason: str = ""
    result: str = ""
    evidence: str = ""
    note: str = ""
    unit: str = ""
    proposed_unit: str = ""
    term: str = ""
    case_type: str = ""
    into: str = ""
    photo_after: str = ""
    """The upload id of a picture taken afterwards, where a closing condition asks for one."""

    def names(self) -> frozenset[str]:
        return frozenset(name for name in self.__slots__ if getattr(self, name))


def _keep(notes: list[Note]) -> list[int]:
    return [n.pk for n in Note.objects.bulk_create(notes)]


@dataclass
class Act:
    """One move under way: what an effect may read and change."""

    case: Case
    passage: Passage
    given: Given
    by: Actor
    now: datetime
    book: Rulebook
    calendar: WorkingCalendar
    keep: Callable[[list[Note]], list[int]] = _keep
    effects: Mapping[str, Effect] | None = None
    """A batch that writes its rows later keeps its notes and has its own effects."""

    @property
    def case_type(self) -> CaseType:
        return self.book.type_of(self.case.case_type)


Effect = Callable[[Act], Mapping[str, Any]]
"""Returns the columns that change with the move; may refuse."""


def make_move(
    case: Case, name: str, *, by: Actor, now: datetime, version: int, given: Given
) -> Case:
    """Make one move. Raises `Refused` with all reasons, `Stale`, or `Invalid` naming a field."""
    check_version(case, version)
    book, calendar = rules_at(now)
    with_rules(case, now)
    passage = Passage(case, CASE, now=now, calendar=calendar)
    act = Act(case, passage, cleaned(given), by, now, book, calendar)
    check_rise(case, name, unit=act.given.unit, supplied=act.given.names())
    with unchanged_if_refused(case), transaction.atomic():
        step(act, name)
        if act.given.photo_after:
            bind_pictures(case, [act.given.photo_after], field="photo_after", moment="after")
        if name == "settle_on_the_spot":
            step(Act(case, passage, Given(), SYSTEM, now, book, calendar), "close")
        elif name == "send_back" and case.send_backs >= book.send_back_cap:
            step(Act(case, passage, Given(), SYSTEM, now, book, calendar), "dispute")
        passage.write()
        conclude(act, name)
    return case


def cleaned(given: Given) -> Given:
    """Trim, and mask phone and identity numbers that slipped into free text (facts.md §14.11)."""
    values = {f.name: str(getattr(given, f.name)).strip() for f in fields(given)}
    for name in WRITTEN:
        values[name] = mask_personal(values[name])[0]
        if len(values[name]) > 2000:
            raise Invalid(Reason("text_length", {"low": 1, "high": 2000}, field=name))
    return Given(**values)


def step(act: Act, name: str) -> None:
    """Decide, apply and note one move of the passage."""
    move = CASE.move(name)
    code = act.given.case_type if name == "file" else ""
    kind = kind_for(act.case, code or act.case.case_type, act.now)
    before, terms = act.case.due_at, _terms(act, name, kind, move.target)
    supplied = act.given.names() | ({"case_type"} if kind.is_leaf else frozenset())
    changes = _decided(act, name, terms, supplied)
    payload: dict[str, Any] = {"notes": _write_notes(act, name)} if supplied else {}
    if act.case.due_at != before:
        payload["due_before"] = before
    for given in ("promise", "extend"):
        if term := getattr(terms, given):
            payload[given] = str(term)
    if kind.version:
        payload["type_version"] = kind.version
    last = act.passage.lines[-1][2]
    last |= payload
    act.passage.put(**changes)
    if act.case.asked_extension and act.case.state != "handling":
        act.passage.put(asked_extension="")
    last |= {"unit": act.case.unit, "tier": act.case.tier}


def _decided(act: Act, name: str, terms: Terms, supplied: frozenset[str]) -> Mapping[str, Any]:
    """The engine's decision first (all its reasons at once), then the effect of the verb."""
    act.passage.move(name, by=act.by, terms=terms, supplied=supplied)
    effect = (act.effects or EFFECTS).get(name)
    return effect(act) if effect else {}


def _terms(act: Act, name: str, kind: CaseType, target: str) -> Terms:
    more: dict[str, Any] = {"needs": needs_of(kind.needs, CASE.move(name))}
    if name == "file" and kind.code != act.case.case_type:
        more |= {"promise": kind.promise, "promise_from": act.case.reported_at}
    if name == "grant_extension" and act.case.asked_extension:
        more["extend"] = Term.parse(act.case.asked_extension)
    if target == "closed":
        more["rest_until"] = act.calendar.due(act.now, act.book.reopen_window).at
    return act.book.terms_for(kind, target, **more)


def _write_notes(act: Act, name: str) -> list[int]:
    """Words go into erasable rows; the journal keeps their ids (decisions.md 23)."""
    if not any(getattr(act.given, field) for field in WRITTEN):
        return []
    grip = act.by.acting_grip(act.case, act.by.roles)
    rows = [
        Note(
            subject_kind="case",
            subject_id=act.case.pk,
            kind=f"{name}.{field}",
            text=text,
            is_public=field in PUBLIC_NOTES or name in ANSWERED,
            appointment=grip.appointment if grip else -1,
            at=act.now,
        )
        for field in WRITTEN
        if (text := getattr(act.given, field))
    ]
    return act.keep(rows)


# What each verb changes beside state and clocks.


def _file(act: Act) -> dict[str, Any]:
    kind = kind_for(act.case, act.given.case_type or act.case.case_type, act.now)
    if not kind.is_leaf:
        raise Invalid(Reason("unknown_type", {"value": act.given.case_type}, field="case_type"))
    return {
        "case_type": kind.code,
        "type_version": kind.version,
        "level": kind.level,
        "is_small": kind.is_small,
        "promised": str(kind.promise),
    }


def _unit_given(act: Act) -> UnitEntry:
    unit = territory().units.get(act.given.unit)
    if unit is None:
        raise Invalid(Reason("unknown_unit", {"value": act.given.unit}, field="unit"))
    kind = act.case_type
    if kind.is_law_department and kind.duty_unit and unit.tier != "county":
        duty = territory().units.get(kind.duty_unit)
        told = {"unit": duty.name if duty else kind.duty_unit}
        refuse_if(Reason("law_department_only", told, field="unit"))
    return unit


def _dispatch(act: Act) -> dict[str, Any]:
    unit = _unit_given(act)
    in_grid = bool(act.case.grid_code) and unit.area == _community_of(act.case)
    to_grid = in_grid and act.case_type.first_tier == "grid" and not act.case.send_backs
    return {**_held_by(unit, "grid" if to_grid else unit.tier), "dispatched_at": act.now}


def _community_of(case: Case) -> str:
    land = territory()
    area = land.of_level(land.area(case.area_code), "community")
    return area.code if area else ""


def _arbitrate(act: Act) -> dict[str, Any]:
    return {**_held_by(_unit_given(act)), "is_final_unit": True, "dispatched_at": act.now}


def _held_by(unit: UnitEntry, tier: str = "") -> dict[str, Any]:
    return {"unit": unit.code, "unit_path": unit.path, "tier": tier or unit.tier}


def _send_back(act: Act) -> dict[str, Any]:
    """Back to the desk above the sender; the promise runs on (decisions.md 29)."""
    if act.given.proposed_unit not in territory().units:
        value = act.given.proposed_unit
        raise Invalid(Reason("unknown_unit", {"value": value}, field="proposed_unit"))
    act.passage.lines[-1][2]["proposed_unit"] = act.given.proposed_unit
    return {**desk_above(act.case), "send_backs": act.case.send_backs + 1}


def desk_above(case: Case) -> dict[str, Any]:
    """The desk one tier up, accountable from now on; at the top the county's own desk."""
    land = territory()
    tier = next_tier(case.tier) or TIERS[-1]
    return _held_by(land.desk_for(land.area(case.area_code), tier), tier)


def _escalate(act: Act) -> dict[str, Any]:
    """One level up and never further; at the county the duty unit of the type has it."""
    above = desk_above(act.case)
    duty = territory().units.get(act.case_type.duty_unit)
    if above["tier"] == "county" and duty and duty.tier == "county":
        above = _held_by(duty)
    return {**above, "dispatched_at": act.now}


def _ask_extension(act: Act) -> dict[str, Any]:
    wrong = Invalid(Reason("bad_term", {"value": act.given.term}, field="term"))
    try:
        term = Term.parse(act.given.term)
    except ValueError as error:
        raise wrong from error
    if term.amount > LONGEST_EXTENSION:
        raise wrong
    Extension.objects.create(
        case=act.case,
        term=str(term),
        reason=act.given.reason[:300],
        asked_at=act.now,
        due_before=act.case.due_at or act.now,
    )
    return {"asked_extension": str(term)}


def _answer_extension(act: Act, *, is_granted: bool) -> dict[str, Any]:
    asked = Extension.objects.filter(case=act.case, answered_at=None)
    asked.update(answered_at=act.now, is_granted=is_granted, due_after=act.case.due_at)
    count = act.case.extensions + int(is_granted)
    return {"asked_extension": "", "extensions": count}


def _handled(act: Act, *, is_simple: bool) -> dict[str, Any]:
    case = act.case
    return {
        "handled_at": act.now,
        "handled_tier": case.tier,
        "handler_person": act.by.person,
        "handler_unit": case.unit,
        "is_simple": is_simple,
    }


def _check_verifier(act: Act) -> UnitEntry | None:
    """Handler and verifier differ in person and in unit (decisions.md 34, facts.md §1.3)."""
    grip = act.by.acting_grip(act.case, frozenset({"verifier"}))
    if grip is None:
        return None
    code = why_not_verify(act.case.handler_person, act.case.handler_unit, act.by.person, grip.unit)
    refuse_if(Reason(code) if code else None)
    return territory().units[grip.unit]


def _verify(act: Act) -> dict[str, Any]:
    unit = _check_verifier(act)
    return {"verifier_person": act.by.person, "verifier_unit": unit.code if unit else ""}


def _close(act: Act) -> dict[str, Any]:
    if act.by is not SYSTEM:
        _check_verifier(act)
    shuts = act.calendar.due(act.now, act.book.reopen_window).at
    return {"closed_at": act.now, "reopen_until": shuts}


def _rework(act: Act) -> dict[str, Any]:
    _check_verifier(act)
    return {"reworks": act.case.reworks + 1, "handled_at": None, "is_simple": False}


def _reopen(act: Act) -> dict[str, Any]:
    return {
        "reopenings": act.case.reopenings + 1,
        "handled_at": None,
        "is_simple": False,
        "reopen_until": None,
        "dispatched_at": act.now,
    }


def _merge(act: Act) -> dict[str, Any]:
    """The eldest leads, since its clock rules (decisions.md 36), and it is still worked on."""
    into = Case.objects.select_for_update().filter(number=act.given.into).first()
    if into is None or into.pk == act.case.pk or not act.by.sees(into):
        raise Invalid(Reason("unknown_case", {"value": act.given.into}, field="into"))
    told = {"number": into.number}
    is_ended = into.merged_into_id is not None or into.state in ENDED
    refuse_if(
        Reason("merge_into_ended", told, field="into") if is_ended else None,
        Reason("merge_into_younger", told, field="into")
        if into.reported_at > act.case.reported_at
        else None,
    )
    act.passage.lines[-1][2]["into"] = into.number
    return {"merged_into": into}


EFFECTS: Mapping[str, Effect] = {
    "file": _file,
    "dispatch": _dispatch,
    "sign_for": lambda act: {"signed_at": act.now},
    "start": lambda act: {"started_at": act.now},
    "send_back": _send_back,
    "arbitrate": _arbitrate,
    "escalate": _escalate,
    "ask_extension": _ask_extension,
    "grant_extension": lambda act: _answer_extension(act, is_granted=True),
    "refuse_extension": lambda act: _answer_extension(act, is_granted=False),
    "settle_on_the_spot": lambda act: _handled(act, is_simple=True),
    "handle": lambda act: _handled(act, is_simple=False),
    "verify": _verify,
    "close": _close,
    "rework": _rework,
    "reopen": _reopen,
    "merge": _merge,
    "unmerge": lambda act: {"merged_into": None},
}


def conclude(act: Act, name: str) -> None:
    """What else belongs to the same transaction."""
    case = act.case
    if name == "ask_extension":
        item = work_item(case, "approver", purpose="extension")
        WorkItem.objects.bulk_create([item], ignore_conflicts=True)
    elif "extension" in name or case.state != "handling":
        lapse_request(case, now=act.now)
    time_contacts(case, name, now=act.now, days=act.book.erase_days)
    if case.state == "closed":
        draw_for_recheck(case, act.book, act.calendar, act.now)
    enqueue("announce", {"kind": f"case.{name}", "case": case.pk}, run_at=act.now)

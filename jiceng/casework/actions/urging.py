"""Urging the units of a matter: sent, answered, withdrawn, lapsed (facts.md §2.3).

One urging goes to each unit that leads or supports, and from there to every handler of it. What
nobody answers in time lapses by the clock, and the slip of the next colour follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.words import clean, keep
from jiceng.casework.models import Case, SupervisionTask, Urging
from jiceng.casework.process import CASE, URGING
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.supervision import directing
from jiceng.casework.queries.urging import (
    URGEABLE,
    has_ended,
    slips_to,
    slips_to_choose,
    target_of,
    terms_of_urging,
    units_of,
    urgings_of,
)
from jiceng.casework.rules.urging import (
    KINDS,
    LIVE,
    after_lapse,
    colour_due,
    first_colour,
    why_not_slip,
)
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Movable, Passage, refuse_if
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Notice
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import SYSTEM, SYSTEM_GRIP, Actor, Grip

OFFICE = frozenset({"overseer"})
LONGEST = 1000
LONGEST_REASON = 200
FOLLOWING = "前一件催办逾期没有回复，请按原要求限期办理并回复。"
AFTER_DEADLINE = "办理期限已过，尚未办结，请限期办理并回复。"
ENDED = "事项已办结"


@dataclass(frozen=True, slots=True)
class Urge:
    """What is sent: urge, slip, talk or circular. Without `answer_due` the county's term runs.

    A slip without `colour` takes the one that is due; another one is chosen with a `reason`, where
    the county's terms allow it (facts.md §2.3).
    """

    kind: str
    text: str
    answer_due: datetime | None = None
    colour: str = ""
    reason: str = ""


def urge(target: Movable, given: Urge, *, by: Actor, now: datetime) -> list[Urging]:
    """Urge every unit of a matter; a slip has the colour that is due to each unit, or a chosen one.

    Raises `NotAllowed` for whoever does not direct the matter, `Invalid` naming each wrong field,
    `Refused` when the matter has ended, or nobody is left to urge: every unit has a live slip, or
    was urged in this way today already.
    """
    grip = directing(by, target).acting_grip(target, OFFICE)
    if grip is None:
        raise NotAllowed(Reason("may_not_urge"))
    text = _check(given, now)
    refuse_if(Reason("urging_ended") if has_ended(target) else None)
    with transaction.atomic():
        refused = [(unit, _why_not(target, unit, given, now)) for unit in units_of(target)]
        free = [unit for unit, reason in refused if reason is None]
        if not free:
            refuse_if(next((reason for _unit, reason in refused), Reason("nobody_to_urge")))
        _give_reason(target, free, given, now)
        return [_send(target, unit, given, text, grip, now) for unit in _counted(target, free)]


def _check(given: Urge, now: datetime) -> str:
    faults = []
    if given.kind not in KINDS:
        faults.append(Reason("unknown_value", {"value": given.kind}, field="kind"))
    text = clean({"text": given.text}).get("text", "")
    if not 1 <= len(text) <= LONGEST:
        faults.append(Reason("text_length", {"low": 1, "high": LONGEST}, field="text"))
    if given.answer_due is not None and given.answer_due <= now:
        faults.append(Reason("due_date_missing", field="answer_due"))
    if given.colour and given.kind != "slip":
        faults.append(Reason("only_slips_have_colours", field="colour"))
    if faults:
        raise Invalid(*faults)
    return text


def _why_not(target: Movable, unit: str, given: Urge, now: datetime) -> Reason | None:
    kind = given.kind
    if kind == "slip":
        first, before = _first(target, now), slips_to(target, unit)
        colour = given.colour or colour_due(before, first)
        return why_not_slip(colour, before, first, slips_to_choose(target, now))
    zone = rules_at(now)[1].zone
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    again = urgings_of(target).filter(kind=kind, unit=unit, sent_at__gte=today)
    return Reason("urged_today") if again.exclude(state="withdrawn").exists() else None


def _give_reason(target: Movable, units: list[str], given: Urge, now: datetime) -> None:
    """Whoever sends a colour before it is due to one of the units says why."""
    if not given.colour:
        return
    first = _first(target, now)
    early = [u for u in units if colour_due(slips_to(target, u), first) != given.colour]
    if early and not 2 <= len(clean({"reason": given.reason}).get("reason", "")) <= LONGEST_REASON:
        raise Invalid(Reason("slip_reason", {"most": LONGEST_REASON}, field="reason"))


def _first(target: Movable, now: datetime) -> str:
    importance, source = URGEABLE[target.subject_kind].source(target)
    return first_colour(importance, source, terms_of_urging(now))


def _counted(target: Movable, units: list[str]) -> list[str]:
    """The same units; a task counts how often it was urged."""
    if isinstance(target, SupervisionTask):
        SupervisionTask.objects.filter(pk=target.pk).update(urgings=F("urgings") + 1)
    return units


def _send(
    target: Movable,
    code: str,
    given: Urge,
    text: str,
    grip: Grip,
    now: datetime,
    *,
    follows: Urging | None = None,
) -> Urging:
    """One urging to one unit, on the worklist of its handlers, told to them and to its head."""
    colour = given.colour
    if given.kind == "slip" and not colour:
        colour = colour_due(slips_to(target, code), _first(target, now))
    _, calendar = rules_at(now)
    due = given.answer_due or calendar.due(now, terms_of_urging(now).term_for(colour)).at
    urging = Urging(
        **_addressed(target, code, now.astimezone(calendar.zone).year),
        tier=grip.tier,
        kind=given.kind,
        colour=colour,
        text=text,
        sent_by=grip.appointment,
        sent_at=now,
        answer_due_at=due,
        follows=follows,
    )
    said = clean({"reason": given.reason}) if given.colour else {}
    notes = {"notes": keep(urging, "urge", said, grip, now)} if said else {}
    start(urging, URGING, "urge", grip=grip, now=now, due_at=due, sort=given.kind, colour=colour,
          target=target.number, **notes)  # fmt: skip
    _tell_more(urging, target, now)
    return urging


def _addressed(target: Movable, code: str, year: int) -> dict[str, Any]:
    """The columns that say what it is about and to whom it goes: it stands in the unit's area."""
    land, key = territory(), next_key(Urging)
    unit = land.units[code]
    area = land.area(unit.area)
    return {
        "id": key,
        "number": "U" + public_number(year, key),
        "title": target.title[:120],
        "area_path": area.path if area else target.area_path,
        "unit": code,
        "unit_path": unit.path,
        "target_kind": target.subject_kind,
        "target_id": target.pk,
        "target_number": target.number,
    }


def _tell_more(urging: Urging, target: Movable, now: datetime) -> None:
    """Beside the unit's handlers: its head of every slip and talk, and the worker of a case."""
    where = {"leader": urging.area_path} if urging.kind in ("slip", "talk") else {}
    if isinstance(target, Case):
        where[target.work_role(CASE.state(target.state).actor)] = target.area_path
    told = []
    for role in sorted(where.keys() - {"handler", ""}):
        notice = _notice(urging, f"urging.{urging.kind}", role, now)
        notice.area_path = where[role]
        told.append(notice)
    Notice.objects.bulk_create(told)


def _notice(urging: Urging, kind: str, role: str, now: datetime) -> Notice:
    return Notice(
        kind=kind,
        subject_kind="urging",
        subject_id=urging.pk,
        number=urging.number,
        role=role,
        unit_path=urging.unit_path,
        area_path=urging.area_path,
        light="red" if urging.colour == "red" else "yellow" if urging.colour else "",
        params={"title": urging.title, "tier": urging.tier},
        at=now,
        key=f"urging:{urging.pk}:{kind}:{role}",
    )


def answer(urging: Urging, text: str, *, by: Actor, now: datetime, version: int) -> Urging:
    """A handler of the unit answers; that ends the urging. Raises `Refused`, `Invalid`, `Stale`."""
    said = clean({"answer": text}).get("answer", "")
    with transaction.atomic():
        make(
            urging,
            URGING,
            "answer",
            by=by,
            now=now,
            version=version,
            supplied=frozenset({"answer"} if said else ()),
            changes={"answer": said, "answered_at": now},
        )
    return urging


def withdraw(urging: Urging, reason: str, *, by: Actor, now: datetime, version: int) -> Urging:
    """Take an urging back, with the reason; only whoever stands as high as its sender."""
    with transaction.atomic():
        make(
            urging,
            URGING,
            "withdraw",
            by=directing(by, urging),
            now=now,
            version=version,
            words={"reason": reason},
        )
    return urging


def lapse(urging: Movable, now: datetime) -> None:
    """The time to answer is up: the next slip follows, unless the matter has ended meanwhile.

    To be called in a transaction, by the clock.
    """
    if not isinstance(urging, Urging) or urging.state != LIVE:
        return
    target = target_of(urging)
    if has_ended(target):
        _close(urging, now)
        return
    _pass(urging, "lapse", now)
    Notice.objects.bulk_create([_notice(urging, "urging.lapsed", "overseer", now)])
    first = _first(target, now)
    colour = after_lapse(urging.kind, urging.colour, first)
    before = slips_to(target, urging.unit)
    if colour is None or any(s.state == LIVE for s in before):
        return
    if urging.kind == "urge":
        colour = colour_due(before, first)
    given, text = Urge("slip", FOLLOWING, colour=colour), urging.text or FOLLOWING
    units = _counted(target, [urging.unit])
    _send(target, units[0], given, text, SYSTEM_GRIP, now, follows=urging)


def close_for(target: Movable, now: datetime) -> int:
    """Take back what is still unanswered about a matter that has ended; returns how many."""
    live = list(urgings_of(target).filter(state=LIVE))
    for urging in live:
        _close(urging, now)
    return len(live)


def _close(urging: Urging, now: datetime) -> None:
    _pass(urging, "withdraw", now, reason=ENDED)


def _pass(urging: Urging, name: str, now: datetime, **words: str) -> None:
    _, calendar = rules_at(now)
    passage = Passage(urging, URGING, now=now, calendar=calendar)
    passage.move(name, by=SYSTEM, terms=Terms(), supplied=frozenset(words))
    passage.lines[-1][2]["notes"] = keep(urging, name, words, SYSTEM_GRIP, now)
    passage.write()


def send_first_slip(task: SupervisionTask, *, now: datetime) -> list[Urging]:
    """The clock's slip for a task past its deadline, to every unit that has had none."""
    text = Urge("slip", AFTER_DEADLINE)
    with transaction.atomic():
        free = [code for code in units_of(task) if not slips_to(task, code)]
        if not free:
            return []
        return [
            _send(task, code, text, AFTER_DEADLINE, SYSTEM_GRIP, now)
            for code in _counted(task, free)
        ]

"""Items of the supervision office: drafted, approved, taken apart, completed (facts.md §2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.planning import OVERSEER, TaskPlan, add_task, issue
from jiceng.casework.actions.words import clean
from jiceng.casework.models import Meeting, SupervisionItem, SupervisionTask
from jiceng.casework.process import SUPERVISION_ITEM, SUPERVISION_TASK
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.supervision import directing, supervision_terms, with_tasks
from jiceng.casework.rules.supervision import COMPLETIONS, IMPORTANCE, SOURCES, SupervisionTerms
from jiceng.kernel.clocks import Clock
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import (
    CLOCK_COLUMNS,
    Passage,
    check_version,
    put_clocks,
    put_work_item,
    refuse_if,
    set_alarm,
)
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import Actor, Grip
from jiceng.kernel.words import N_

MOST_DECISIONS = 30


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as it is drafted. `taken` is (kind, key, number) of what is taken over."""

    source: str
    title: str
    requirement: str
    deadline: datetime
    basis: str = ""
    lead_leader: str = ""
    importance: str = "C"
    taken: tuple[str, int, str] | None = None
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting and what it decided: each decision with the task that carries it out."""

    title: str
    held_on: date
    decisions: tuple[tuple[str, TaskPlan], ...] = field(default=())
    lead_leader: str = ""


@dataclass(frozen=True, slots=True)
class ItemWords:
    """What comes with a move of an item."""

    reason: str = ""
    completion: str = ""


def draft_item(given: Draft, *, by: Actor, now: datetime) -> SupervisionItem:
    """Draft an item (拟办). Raises `NotAllowed` outside the office, `Invalid` by field."""
    grip = _office(by)
    if faults := [*draft_faults(given, now)]:
        raise Invalid(*faults)
    with transaction.atomic():
        return drafted(given, grip, now)


def amend_item(
    item: SupervisionItem, given: Draft, *, by: Actor, now: datetime, version: int
) -> SupervisionItem:
    """Change a draft before it is submitted. Its deadline moves with it; its number stays."""
    check_version(item, version)
    grip = directing(by, item).acting_grip(item, OVERSEER)
    if grip is None:
        raise NotAllowed(Reason("may_not_supervise"))
    told = {"move": N_("修改"), "state": SUPERVISION_ITEM.state(item.state).label}
    refuse_if(None if item.state == "draft" else Reason("wrong_state", told))
    faults = [*draft_faults(given, now), *_circle(item, given)]
    late = item.tasks.filter(state="planned", due_at__gt=given.deadline).count()
    if late:
        faults.append(Reason("tasks_after_deadline", {"count": late}, "deadline"))
    if faults:
        raise Invalid(*faults)
    _, calendar = rules_at(now)
    passage = Passage(item, SUPERVISION_ITEM, now=now, calendar=calendar)
    put_clocks(item, item.stage, Clock.until(given.deadline, now, calendar))
    passage.put(**_columns(given), first_due_at=given.deadline)
    passage.changed |= {*CLOCK_COLUMNS}
    passage.say(grip, "amend", unit=item.unit, due_at=given.deadline)
    state = SUPERVISION_ITEM.state(item.state)
    with transaction.atomic():
        passage.write()
        alarm = next_alarm(state, item.stage, item.promise, Terms(), after=now, calendar=calendar)
        set_alarm(item, alarm)
        put_work_item(item, state.actor)
    return item


def move_item(
    item: SupervisionItem,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    given: ItemWords | None = None,
) -> SupervisionItem:
    """Make one move of an item; `decompose` and `take_up` issue its tasks in the same step.

    Raises `Refused` with every reason, `Stale`, `Invalid`.
    """
    given = given or ItemWords()
    check_version(item, version)
    if given.completion and given.completion not in COMPLETIONS:
        raise Invalid(Reason("unknown_value", {"value": given.completion}, "completion"))
    by, terms = directing(by, item), supervision_terms(now)
    supplied = frozenset({"completion"}) if given.completion else frozenset[str]()
    with transaction.atomic():
        make(
            with_tasks(item),
            SUPERVISION_ITEM,
            name,
            by=by,
            now=now,
            version=version,
            words={"reason": given.reason},
            supplied=supplied,
            terms=_terms(item, name, terms, now),
            changes=_changes(item, name, given, now),
            payload={"completion": given.completion} if name == "complete" else None,
        )
        _follow(item, name, given, by, now)
    return item


def record_meeting(minutes: Minutes, *, by: Actor, now: datetime) -> list[SupervisionItem]:
    """Write down a meeting; every decision becomes an item with its task, put up for approval.

    All or nothing. Raises `Invalid`; a fault of the n-th decision names `decisions.n.<field>`.
    """
    grip = _office(by)
    _, calendar = rules_at(now)
    faults = [*_minutes_faults(minutes, now.astimezone(calendar.zone).date())]
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        meeting = Meeting.objects.create(
            title=clean({"title": minutes.title})["title"],
            held_on=minutes.held_on,
            unit=grip.unit,
            area_path=grip.area_path,
            recorded_by=grip.appointment,
            recorded_at=now,
        )
        return [
            _decided(meeting, minutes, order, by=by, now=now)
            for order in range(1, len(minutes.decisions) + 1)
        ]


def _decided(
    meeting: Meeting, minutes: Minutes, order: int, *, by: Actor, now: datetime
) -> SupervisionItem:
    requirement, plan = minutes.decisions[order - 1]
    given = Draft(
        source="meeting",
        title=(plan.title or requirement).strip()[:120],
        requirement=requirement,
        deadline=plan.deadline,
        basis=f"{meeting.title}（{meeting.held_on.isoformat()}）"[:200],
        lead_leader=minutes.lead_leader,
        importance=plan.importance or "C",
        meeting=meeting,
    )
    try:
        item = draft_item(given, by=by, now=now)
        add_task(item, plan, by=by, now=now, version=item.version)
    except Invalid as refusal:
        raise Invalid(*(_of_decision(order, r) for r in refusal.reasons)) from refusal
    return move_item(item, "submit", by=by, now=now, version=item.version)


def _of_decision(order: int, reason: Reason) -> Reason:
    return Reason(reason.code, reason.params, f"decisions.{order}.{reason.field}")


def _minutes_faults(minutes: Minutes, today: date) -> Iterator[Reason]:
    if not 1 <= len(minutes.title.strip()) <= 120:
        yield Reason("text_length", {"low": 1, "high": 120}, "title")
    if minutes.held_on > today:
        yield Reason("in_the_future", field="held_on")
    if not 1 <= len(minutes.decisions) <= MOST_DECISIONS:
        yield Reason("number_range", {"low": 1, "high": MOST_DECISIONS}, "decisions")


def _office(by: Actor) -> Grip:
    """The post that supervises: a county's office and above, no lower (Decree 733)."""
    able = [g for g in by.grips if g.roles & OVERSEER and g.tier == "county"]
    if not able:
        raise NotAllowed(Reason("may_not_supervise"))
    return max(able, key=lambda g: len(g.area_path))


def draft_faults(given: Draft, now: datetime) -> Iterator[Reason]:
    """Everything wrong with a draft, each fault with its field."""
    if given.source not in SOURCES:
        yield Reason("unknown_value", {"value": given.source}, "source")
    if given.importance not in IMPORTANCE:
        yield Reason("unknown_value", {"value": given.importance}, "importance")
    for name, low, high in (("title", 1, 120), ("requirement", 1, 2000), ("basis", 0, 200),
                            ("lead_leader", 0, 40)):  # fmt: skip
        if not low <= len(str(getattr(given, name)).strip()) <= high:
            yield Reason("text_length", {"low": low, "high": high}, name)
    if given.deadline <= now:
        yield Reason("due_date_missing", field="deadline")


def _circle(item: SupervisionItem, given: Draft) -> Iterator[Reason]:
    """An item is not taken from a task of its own, nor of one that comes from it."""
    taken, seen = given.taken, {item.pk}
    while taken and taken[0] == "supervision_task":
        task = SupervisionTask.objects.select_related("item").filter(pk=taken[1]).first()
        if task is None:
            return
        if task.item_id in seen:
            yield Reason("taken_from_itself", {"number": task.number}, "taken")
            return
        seen.add(task.item_id)
        above = task.item
        taken = (above.taken_kind, above.taken_id or 0, above.taken_number)


def _columns(given: Draft) -> dict[str, Any]:
    words = clean({n: getattr(given, n) for n in ("title", "requirement", "basis")})
    kind, key, number = given.taken or ("", None, "")
    return {
        "source": given.source,
        "title": words["title"][:120],
        "requirement": words["requirement"],
        "basis": words.get("basis", ""),
        "lead_leader": given.lead_leader.strip(),
        "importance": given.importance,
        "deadline": given.deadline,
        "taken_kind": kind,
        "taken_id": key,
        "taken_number": number,
    }


def drafted(given: Draft, grip: Grip, now: datetime) -> SupervisionItem:
    """Save a draft of the post `grip`, checked before. To be called in a transaction."""
    _, calendar = rules_at(now)
    key = next_key(SupervisionItem)
    item = SupervisionItem(
        id=key,
        number="S" + public_number(now.astimezone(calendar.zone).year, key),
        area_path=grip.area_path,
        unit=grip.unit,
        unit_path=grip.unit_path,
        tier=grip.tier,
        meeting=given.meeting,
        drafted_by=grip.appointment,
        **_columns(given),
    )
    start(item, SUPERVISION_ITEM, "draft", grip=grip, now=now, due_at=given.deadline,
          source=given.source, taken=given.taken[2] if given.taken else "")  # fmt: skip
    return item


def _terms(item: SupervisionItem, name: str, terms: SupervisionTerms, now: datetime) -> Terms:
    """Work ends with the item's deadline; when that is over, a short term is left."""
    _, calendar = rules_at(now)
    due = item.due_at
    by_hand = due if due and due > now else calendar.due(now, terms.after_deadline).at
    rest = calendar.due(now, terms.archive_after).at if name == "complete" else None
    return Terms(by_hand=by_hand, rest_until=rest)


def _changes(item: SupervisionItem, name: str, given: ItemWords, now: datetime) -> dict[str, Any]:
    if name in ("file", "take_up"):
        return {"filed_at": now}
    if name == "complete":
        return {"completed_at": now, "completion": given.completion}
    if name == "reopen":
        return {"completed_at": None, "completion": ""}
    return {}


def _follow(item: SupervisionItem, name: str, given: ItemWords, by: Actor, now: datetime) -> None:
    """What a move of an item does to its planned tasks: they are issued, or ended with it."""
    if name not in ("decompose", "take_up", "withdraw"):
        return
    rest = rules_at(now)[1].due(now, supervision_terms(now).archive_after).at
    for task in item.tasks.filter(state="planned").order_by("order"):
        if name == "withdraw":
            make(task, SUPERVISION_TASK, "end", by=by, now=now, version=task.version,
                 words={"reason": given.reason}, terms=Terms(rest_until=rest),
                 changes={"completed_at": now, "completion": "terminated"})  # fmt: skip
        else:
            issue(task, by=by, now=now)

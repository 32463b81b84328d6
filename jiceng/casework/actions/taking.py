"""Taking a late case or problem under supervision from above (挂牌督办): one item, one task.

It ends by rule when the matter does, with that as its evidence, or is lifted with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiceng.casework.actions.following import make
from jiceng.casework.actions.items import Draft, ItemWords, draft_faults, drafted, move_item
from jiceng.casework.actions.planning import TaskPlan, add_task
from jiceng.casework.actions.tasks import TaskWords, move_task
from jiceng.casework.actions.urging import close_for
from jiceng.casework.actions.words import clean
from jiceng.casework.models import SupervisionItem, SupervisionTask
from jiceng.casework.process import SUPERVISION_TASK
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.supervision import OPEN_TASKS, directing, supervision_terms
from jiceng.casework.queries.taking import (
    TAKEABLE,
    is_late,
    taken_and_ended,
    taken_of,
    taking_grip,
)
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Movable, check_version, refuse_if
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import SYSTEM, Actor

HOW_IT_ENDED = {
    "merged": "merged",
    "refused": "terminated",
    "dismissed": "terminated",
    "long_term": "routine",
}
"""The completion that follows from the state a matter ended in; any other is done."""


@dataclass(frozen=True, slots=True)
class Taking:
    """Why a matter is taken, what is required, and by when."""

    reason: str
    requirement: str
    deadline: datetime


def take(target: Movable, given: Taking, *, by: Actor, now: datetime) -> SupervisionItem:
    """Take a late case or problem under supervision; its unit gets the one task, in one step.

    Raises `NotAllowed` for whoever does not oversee it from above, `Refused` when it is not late
    or already taken, `Invalid` by field.
    """
    grip = taking_grip(by, target)
    if grip is None or target.subject_kind not in TAKEABLE:
        raise NotAllowed(Reason("not_above"))
    draft = Draft(
        source="taken",
        title=target.title or target.number,
        requirement=given.requirement,
        deadline=given.deadline,
        taken=(target.subject_kind, target.pk, target.number),
    )
    faults = [*draft_faults(draft, now)]
    if not clean({"reason": given.reason}):
        faults.append(Reason("needed", field="reason"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        # Two offices at once: the second waits here, and then finds it taken.
        rows = type(target)._default_manager.select_for_update()
        locked = rows.get(pk=target.pk)
        standing = taken_of(locked)
        refuse_if(
            None if is_late(locked, now) else Reason("not_late"),
            Reason("already_taken", {"number": standing.number}) if standing else None,
        )
        item = drafted(draft, grip, now)
        plan = TaskPlan((locked.unit,), given.requirement, given.deadline, title=draft.title[:120])
        add_task(item, plan, by=by, now=now, version=item.version)
        words = ItemWords(reason=given.reason)
        return move_item(item, "take_up", by=by, now=now, version=item.version, given=words)


def lift(
    item: SupervisionItem, reason: str, *, by: Actor, now: datetime, version: int
) -> SupervisionItem:
    """End the supervision before the matter itself ends; whoever directs the item says why."""
    check_version(item, version)
    is_under_way = item.source == "taken" and item.state == "under_way"
    refuse_if(None if is_under_way else Reason("not_taken"))
    if directing(by, item).acting_grip(item, frozenset({"overseer"})) is None:
        raise NotAllowed(Reason("not_above"))
    if not clean({"reason": reason}):
        raise Invalid(Reason("needed", field="reason"))
    with transaction.atomic():
        for task in item.tasks.filter(state__in=OPEN_TASKS):
            if task.state == "under_review":
                move_task(task, "rework", by=by, now=now, version=task.version,
                          given=TaskWords(reason=reason))  # fmt: skip
            move_task(task, "end", by=by, now=now, version=task.version,
                      given=TaskWords(reason=reason))  # fmt: skip
            close_for(task, now)
        words = ItemWords(completion="terminated")
        return move_item(item, "complete", by=by, now=now, version=item.version, given=words)


def conclude_taken(now: datetime) -> int:
    """End what is supervised of matters that have ended; made by the worker, safe to repeat."""
    count = 0
    for item in taken_and_ended().order_by("pk")[:500]:
        with transaction.atomic():
            row = SupervisionItem.objects.select_for_update().get(pk=item.pk)
            if row.state == "under_way":
                _conclude(row, now)
                count += 1
    return count


def _conclude(item: SupervisionItem, now: datetime) -> None:
    model, _process = TAKEABLE[item.taken_kind]
    target = model._default_manager.get(pk=item.taken_id)
    completion = HOW_IT_ENDED.get(target.state, "done")
    for task in item.tasks.filter(state__in=OPEN_TASKS):
        _conclude_task(task, target, completion, now)
        close_for(task, now)
    close_for(target, now)
    given = ItemWords(completion=completion)
    move_item(item, "complete", by=SYSTEM, now=now, version=item.version, given=given)


def _conclude_task(task: SupervisionTask, target: Movable, completion: str, now: datetime) -> None:
    rest = rules_at(now)[1].due(now, supervision_terms(now).archive_after).at
    make(
        task,
        SUPERVISION_TASK,
        "conclude",
        by=SYSTEM,
        now=now,
        version=task.version,
        supplied=frozenset({"evidence"}),
        terms=Terms(rest_until=rest),
        changes={"completed_at": now, "completion": completion, "progress": 100},
        payload={"evidence": target.number, "ended": target.state, "completion": completion},
    )

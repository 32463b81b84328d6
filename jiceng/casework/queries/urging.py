"""Reads of urging: what may be urged, which units it reaches, what was sent and answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from jiceng.casework.models import Case, Problem, SupervisionItem, SupervisionTask, Urging
from jiceng.casework.process import CASE, PROBLEM, SUPERVISION_ITEM, SUPERVISION_TASK
from jiceng.casework.queries.cases import case_for
from jiceng.casework.queries.supervision import OPEN_TASKS, item_for, task_for
from jiceng.casework.rules.urging import Sent, UrgingTerms, choices, urging_terms
from jiceng.kernel.process import Process
from jiceng.kernel.records.access import get_for, seen_by
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor


@dataclass(frozen=True)
class Urgeable:
    """One kind of matter that may be urged."""

    model: type[Movable]
    process: Process
    find: Callable[[Actor, str, datetime], Movable]
    source: Callable[[Movable], tuple[str, str]]
    """Its importance and source, which decide the colour of the first slip."""


def _plain(_subject: Movable) -> tuple[str, str]:
    return "C", ""


def _weighed(subject: Movable) -> tuple[str, str]:
    return str(getattr(subject, "importance", "C")), str(getattr(subject, "source", ""))


URGEABLE: Mapping[str, Urgeable] = {
    "supervision_task": Urgeable(SupervisionTask, SUPERVISION_TASK, task_for, _weighed),
    "supervision_item": Urgeable(
        SupervisionItem, SUPERVISION_ITEM, lambda by, number, _now: item_for(by, number), _weighed
    ),
    "case": Urgeable(Case, CASE, case_for, _plain),
    "problem": Urgeable(
        Problem,
        PROBLEM,
        lambda by, number, _now: get_for(by, Problem.objects.all(), number),
        _plain,
    ),
}


def terms_of_urging(now: datetime) -> UrgingTerms:
    """The numbers in force (configuration `terms` / `supervision`, part `urging`)."""
    row = in_force("terms", now).get("supervision")
    return urging_terms(row.content if row else {})


def target_for(actor: Actor, kind: str, number: str, now: datetime) -> Movable:
    """What is to be urged, within reach; an unknown kind is not found either."""
    if kind not in URGEABLE:
        raise NotFound(Reason("not_found"))
    return URGEABLE[kind].find(actor, number, now)


def target_of(urging: Urging) -> Movable:
    """The matter an urging is about."""
    return URGEABLE[urging.target_kind].model._default_manager.get(pk=urging.target_id)


def has_ended(target: Movable) -> bool:
    """Whether nobody owes anything about the matter any more."""
    state = URGEABLE[target.subject_kind].process.state(target.state)
    return state.resting or state.final


def units_of(target: Movable) -> tuple[str, ...]:
    """The units an urging reaches: whoever leads, then whoever supports, each once."""
    if isinstance(target, SupervisionTask):
        return _once(target.unit, *_supporting([target.pk]))
    if isinstance(target, SupervisionItem):
        issued = target.tasks.filter(state__in=OPEN_TASKS).exclude(state="planned")
        leads = dict(issued.order_by("order", "pk").values_list("pk", "unit"))
        return _once(*leads.values(), *_supporting(leads))
    if isinstance(target, Problem):
        return _once(target.unit, *(str(code) for code in target.supporting))
    return (target.unit,)


def _supporting(tasks: Iterable[int]) -> list[str]:
    rows = SupervisionTask.objects.filter(pk__in=tasks, supporting__unit__isnull=False)
    return list(rows.order_by("pk", "supporting__pk").values_list("supporting__unit", flat=True))


def _once(*codes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code))


def urgings_of(target: Movable) -> QuerySet[Urging]:
    """Everything sent about one matter, the newest first."""
    rows = Urging.objects.filter(target_kind=target.subject_kind, target_id=target.pk)
    return rows.order_by("-sent_at", "-pk")


def slips_to(target: Movable, unit: str) -> list[Sent]:
    """The slips one unit has had about one matter."""
    rows = urgings_of(target).filter(kind="slip", unit=unit)
    return [Sent(colour, state) for colour, state in rows.values_list("colour", "state")]


def slips_to_choose(target: Movable, now: datetime) -> tuple[str, ...]:
    """The colours the office may choose about one matter before they are due."""
    importance, source = URGEABLE[target.subject_kind].source(target)
    return choices(importance, source, terms_of_urging(now))


def urgings_for(actor: Actor) -> QuerySet[Urging]:
    """Urgings within reach: sent to one's unit, or in one's area."""
    return seen_by(actor, Urging.objects.all())


def urging_for(actor: Actor, number: str) -> Urging:
    """One urging within reach; missing and forbidden look alike."""
    return get_for(actor, Urging.objects.all(), number)


def to_answer(actor: Actor) -> QuerySet[Urging]:
    """What waits for an answer of a unit somebody handles for, the earliest due first."""
    waiting = Q(pk__in=[])
    for grip in actor.grips:
        if "handler" not in grip.roles:
            continue
        waiting |= (
            within("unit_path", grip.unit_path) if grip.by_unit else Q(unit_path=grip.unit_path)
        )
    return Urging.objects.filter(waiting, state="sent").order_by("answer_due_at", "pk")

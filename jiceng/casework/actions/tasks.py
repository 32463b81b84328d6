"""Tasks of the supervision office: signed for, reported on, reviewed, completed (facts.md §2.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import list_extension, make
from jiceng.casework.actions.lights import relight
from jiceng.casework.actions.planning import await_supporters, held_by
from jiceng.casework.actions.words import clean
from jiceng.casework.models import ProgressReport, SupervisionTask, SupportingUnit, TaskNode
from jiceng.casework.process import SUPERVISION_TASK
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.supervision import directing, supervision_terms, with_plan
from jiceng.casework.rules.supervision import COMPLETIONS, next_report_day, report_answers
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Passage, check_version, refuse_if
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import Actor
from jiceng.kernel.terms import Term

HANDLER = frozenset({"handler"})
OFFICE = frozenset({"overseer"})
LONGEST_EXTENSION = 365


@dataclass(frozen=True, slots=True)
class TaskWords:
    """What comes with a move of a task; a move takes what it needs of it.

    `term` reads like "5 working_days"; `node` is the order of a node of the plan that is reached;
    `evidence` is what records prove by themselves, as it stood when the report was written.
    """

    reason: str = ""
    result: str = ""
    completion: str = ""
    unit: str = ""
    proposed_unit: str = ""
    term: str = ""
    responsible_leader: str = ""
    responsible_person: str = ""
    progress: int | None = None
    done: str = ""
    problem: str = ""
    next_step: str = ""
    node: int | None = None
    evidence: tuple[Mapping[str, Any], ...] = ()

    @property
    def papers(self) -> frozenset[str]:
        """The papers that are given, as the process names them."""
        names = ("completion", "unit", "proposed_unit", "term", "done")
        given = {name for name in names if str(getattr(self, name)).strip()}
        return frozenset(given | ({"progress"} if self.progress is not None else set()))


@dataclass(frozen=True, slots=True)
class Doing:
    """One move under way: everything the parts of it may ask."""

    task: SupervisionTask
    given: TaskWords
    by: Actor
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(rules_at(self.now)[1].zone).date()


def move_task(
    task: SupervisionTask,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    given: TaskWords | None = None,
) -> SupervisionTask:
    """Make one move of a task. Raises `Refused` with every reason, `Stale`, `Invalid` by field."""
    given = given or TaskWords()
    check_version(task, version)
    doing = Doing(with_plan(task, now), given, directing(by, task), now)
    if faults := _faults(doing, name):
        raise Invalid(*faults)
    refuse_if(_own_work(doing, name))
    owed = task.next_report_on if _answers_owed(doing) else None
    changes = _CHANGES.get(name, _nothing)(doing)
    with transaction.atomic():
        make(
            task,
            SUPERVISION_TASK,
            name,
            by=doing.by,
            now=now,
            version=version,
            words={"reason": given.reason, "result": given.result},
            supplied=given.papers,
            terms=_terms(doing, name),
            changes=changes,
            payload=_told(doing, name, changes),
        )
        if name == "report":
            _keep_report(doing, owed)
        await_supporters(task)
        list_extension(task, task.asked_extension if task.state == "undertaking" else "")
        relight(task, now=now)
    return task


def co_report(
    task: SupervisionTask, unit: str, done: str, *, by: Actor, now: datetime, version: int
) -> SupportingUnit:
    """A supporting unit reports its share; when all have, the lead unit may submit."""
    check_version(task, version)
    row = task.supporting.filter(unit=unit).first()
    grip = by.speaks_for(row.unit_path, HANDLER) if row else None
    if row is None or grip is None:
        raise NotAllowed(Reason("not_supporting"))
    words = clean({"done": done})
    state = SUPERVISION_TASK.state(task.state)
    told = {"move": SUPERVISION_TASK.move("report").label, "state": state.label}
    refuse_if(
        None if task.state in ("assigned", "undertaking") else Reason("wrong_state", told),
        None if words else Reason("paper_missing", {"paper": "done"}, "done"),
    )
    _, calendar = rules_at(now)
    passage = Passage(task, SUPERVISION_TASK, now=now, calendar=calendar)
    with transaction.atomic():
        row.reported_at = now
        row.save(update_fields=["reported_at"])
        report = ProgressReport.objects.create(
            task=task, unit=unit, at=now, appointment=grip.appointment,
            progress=task.progress, done=words["done"],
        )  # fmt: skip
        passage.say(grip, "co_report", unit=unit, report=report.pk)
        passage.write()
        _off_worklist(row)
    return row


def supports_for(task: SupervisionTask, by: Actor) -> list[SupportingUnit]:
    """The supporting units still silent for which somebody answers."""
    rows = task.supporting.filter(reported_at=None).order_by("pk")
    return [row for row in rows if by.speaks_for(row.unit_path, HANDLER)]


def _off_worklist(row: SupportingUnit) -> None:
    WorkItem.objects.filter(
        subject_kind="supervision_task", subject_id=row.task_id, purpose=f"support{row.pk}"
    ).delete()


def _faults(doing: Doing, name: str) -> list[Reason]:
    """What is wrong with what was given, whatever the move needs of it."""
    given, found = doing.given, [*_value_faults(doing.given)]
    if name == "assign" and doing.task.supporting.filter(unit=given.unit).exists():
        found.append(Reason("lead_supports", {"units": [_unit_name(given.unit)]}, "unit"))
    if name == "sign_for":
        found += _unnamed(doing)
    if name == "report" and given.node is not None and _node(doing) is None:
        found.append(Reason("unknown_node", {"order": given.node}, "node"))
    return found + _term_faults(given)


def _value_faults(given: TaskWords) -> Iterator[Reason]:
    for field in ("unit", "proposed_unit"):
        code = str(getattr(given, field))
        if code and code not in territory().units:
            yield Reason("unknown_unit", {"value": code}, field)
    if given.completion and given.completion not in COMPLETIONS:
        yield Reason("unknown_value", {"value": given.completion}, "completion")
    if given.progress is not None and not 0 <= given.progress <= 100:
        yield Reason("number_range", {"low": 0, "high": 100}, "progress")
    for field in ("responsible_leader", "responsible_person"):
        if len(text := str(getattr(given, field))) > 40:
            yield Reason("too_long", {"value": text[:10], "most": 40}, field)


def _unnamed(doing: Doing) -> list[Reason]:
    """Who signs for a task names who answers for it, unless the plan did (责任领导、责任人)."""
    return [
        Reason("needed", field=field)
        for field in ("responsible_leader", "responsible_person")
        if not (str(getattr(doing.given, field)).strip() or getattr(doing.task, field))
    ]


def _term_faults(given: TaskWords) -> list[Reason]:
    if not given.term:
        return []
    try:
        amount = Term.parse(given.term).amount
    except ValueError:
        return [Reason("bad_term", {"value": given.term}, "term")]
    if amount <= LONGEST_EXTENSION:
        return []
    return [Reason("number_range", {"low": 1, "high": LONGEST_EXTENSION}, "term")]


def _unit_name(code: str) -> str:
    unit = territory().units.get(code)
    return unit.name if unit else code


def _own_work(doing: Doing, name: str) -> Reason | None:
    """No office completes what its own unit leads."""
    if name != "complete":
        return None
    grip = doing.by.acting_grip(doing.task, OFFICE)
    return Reason("verifier_in_handling_unit") if grip and grip.unit == doing.task.unit else None


def _terms(doing: Doing, name: str) -> Terms:
    """The work ends with the deadline; when that is over, or stood still, a short term is left."""
    _, calendar = rules_at(doing.now)
    terms, due = supervision_terms(doing.now), doing.task.due_at
    if name in ("complete", "end"):
        return Terms(rest_until=calendar.due(doing.now, terms.archive_after).at)
    if name == "grant_extension" and doing.task.asked_extension:
        return Terms(extend=Term.parse(doing.task.asked_extension))
    if due is None or due <= doing.now:
        due = calendar.due(doing.now, terms.after_deadline).at
    return Terms(by_hand=due)


def _told(doing: Doing, name: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal keeps beside the move: codes, numbers and days, no words."""
    given, kept = doing.given, ("completion", "progress", "next_report_on")
    found: dict[str, Any] = {field: changes[field] for field in kept if field in changes}
    for field in ("proposed_unit", "term", "node"):
        if value := getattr(given, field):
            found[field] = value
    if name == "assign":
        found |= {"from_unit": doing.task.unit, "begins": doing.today}
    if name == "grant_extension":
        found["term"] = doing.task.asked_extension
    return found


def _nothing(doing: Doing) -> dict[str, Any]:
    return {}


def _sign_for(doing: Doing) -> dict[str, Any]:
    task, given = doing.task, clean({
        "responsible_leader": doing.given.responsible_leader,
        "responsible_person": doing.given.responsible_person,
    })  # fmt: skip
    return {
        **given,
        "signed_at": task.signed_at or doing.now,
        "next_report_on": _next_report(doing, task.next_report_on),
    }


def _next_report(doing: Doing, owed: date | None) -> date | None:
    """The next report is owed after today and after the day this one was owed, if it came early.

    By node: the day of the first node not reached, leaving out one that is reached now.
    """
    task, calendar = doing.task, rules_at(doing.now)[1]
    if task.report_every == "node":
        left = task.nodes.filter(done_on=None).exclude(order=doing.given.node or 0)
        node = left.order_by("due_on", "order").first()
        return node.due_on if node else None
    return next_report_day(task.report_every, max(owed or doing.today, doing.today), calendar)


def _report(doing: Doing) -> dict[str, Any]:
    owed, progress = doing.task.next_report_on, doing.given.progress or 0
    if not _answers_owed(doing):
        return {"progress": progress, "next_report_on": owed}
    return {"progress": progress, "next_report_on": _next_report(doing, owed)}


def _answers_owed(doing: Doing) -> bool:
    """Whether a report is the one that is owed, and not one written in between."""
    task, given = doing.task, doing.given
    is_node = task.report_every == "node" and given.node is not None
    return is_node or report_answers(task.next_report_on, doing.today)


def _node(doing: Doing) -> TaskNode | None:
    order = doing.given.node
    return doing.task.nodes.filter(order=order).first() if order is not None else None


def _keep_report(doing: Doing, owed: date | None) -> None:
    task, given = doing.task, doing.given
    grip = doing.by.acting_grip(task, HANDLER)
    node = _node(doing)
    if node is not None and node.done_on is None:
        node.done_on = doing.today
        node.save(update_fields=["done_on"])
    words = clean({n: getattr(given, n) for n in ("done", "problem", "next_step")})
    ProgressReport.objects.create(
        task=task,
        unit=task.unit,
        at=doing.now,
        appointment=grip.appointment if grip else 0,
        progress=given.progress or 0,
        due_on=owed,
        node=node,
        evidence=[dict(e) for e in given.evidence],
        done=words["done"],
        problem=words.get("problem", ""),
        next_step=words.get("next_step", ""),
    )


def _submit(doing: Doing) -> dict[str, Any]:
    grip = doing.by.acting_grip(doing.task, HANDLER)
    return {
        "submitted_at": doing.now,
        "submitted_by": grip.appointment if grip else None,
        "asked_extension": "",
    }


def _complete(doing: Doing) -> dict[str, Any]:
    done = {"progress": 100} if doing.given.completion == "done" else {}
    return {
        "completed_at": doing.now,
        "completion": doing.given.completion,
        "next_report_on": None,
        **done,
    }


def _end(doing: Doing) -> dict[str, Any]:
    return {
        "completed_at": doing.now,
        "completion": "terminated",
        "next_report_on": None,
        "asked_extension": "",
    }


def _assign(doing: Doing) -> dict[str, Any]:
    unit = territory().units[doing.given.unit] if doing.given.unit else None
    held = held_by(unit) if unit else {}
    names = {"responsible_leader": "", "responsible_person": ""}
    return {**held, **names, "assigned_at": doing.now, "signed_at": None}


def _again(doing: Doing) -> dict[str, Any]:
    return {
        "completed_at": None,
        "completion": "",
        "submitted_at": None,
        "submitted_by": None,
        "next_report_on": _next_report(doing, None),
    }


_CHANGES: Mapping[str, Callable[[Doing], dict[str, Any]]] = {
    "sign_for": _sign_for,
    "send_back": lambda d: {"send_backs": d.task.send_backs + 1},
    "assign": _assign,
    "report": _report,
    "submit": _submit,
    "rework": lambda d: {"reworks": d.task.reworks + 1, "submitted_at": None},
    "complete": _complete,
    "end": _end,
    "ask_extension": lambda d: {"asked_extension": d.given.term},
    "grant_extension": lambda d: {"extensions": d.task.extensions + 1, "asked_extension": ""},
    "refuse_extension": lambda d: {"asked_extension": ""},
    "suspend": lambda d: {"asked_extension": ""},
    "reopen": _again,
}

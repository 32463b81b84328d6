"""Units that help to rectify a problem: asked once it is confirmed, heard when their part is done.

The lead unit answers for the whole; what a supporting unit says is beside it and holds up nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from jiceng.casework.actions.words import clean
from jiceng.casework.models import Problem, ProblemSupport
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.problems import HELPED
from jiceng.kernel.records.advance import Passage, check_version, refuse_if, work_item
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.records.rows import put
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotAllowed, Reason
from jiceng.kernel.scope import Actor
from jiceng.kernel.words import N_

HANDLER = frozenset({"handler"})
MARK = "support"
"""How the purpose of a supporting unit's line on the worklist begins."""


def await_support(problem: Problem) -> None:
    """Every supporting unit has the problem on its worklist until it has spoken, while somebody
    rectifies; a unit that supports no more is asked no more. To be called in a transaction.
    """
    _keep_rows(problem)
    lines = WorkItem.objects.filter(
        subject_kind="problem", subject_id=problem.pk, purpose__startswith=MARK
    )
    silent = problem.supports.filter(done_at=None) if problem.state in HELPED else ()
    wanted = {f"{MARK}{row.pk}": row for row in silent}  # by purpose, as `_line` gives it
    lines.exclude(purpose__in=wanted).delete()
    if wanted:
        rows = [_line(problem, row) for row in wanted.values()]
        put(rows, unique=("subject_kind", "subject_id", "purpose"),
            update=("title", "state", "since", "due_at"))  # fmt: skip


def _line(problem: Problem, row: ProblemSupport) -> WorkItem:
    """The line of one supporting unit on its worklist."""
    item = work_item(problem, "handler", purpose=f"{MARK}{row.pk}")
    item.unit, item.unit_path = row.unit, row.unit_path
    return item


def await_support_of(problems: Iterable[Problem]) -> list[WorkItem]:
    """The same for many new problems at once: writes the rows, gives the lines to be written."""
    units, made = territory().units, list[ProblemSupport]()
    for problem in problems:
        if problem.state in HELPED:
            made += [
                ProblemSupport(problem=problem, unit=code, unit_path=units[code].path)
                for code in dict.fromkeys(map(str, problem.supporting))
                if code in units
            ]
    ProblemSupport.objects.bulk_create(made)
    return [_line(row.problem, row) for row in made]


def _keep_rows(problem: Problem) -> None:
    """A row for every unit the problem names; one that has spoken stays as it is."""
    units = territory().units
    named = [str(code) for code in problem.supporting if code in units]
    problem.supports.filter(done_at=None).exclude(unit__in=named).delete()
    there = set(problem.supports.values_list("unit", flat=True))
    ProblemSupport.objects.bulk_create(
        ProblemSupport(problem=problem, unit=code, unit_path=units[code].path)
        for code in dict.fromkeys(named)
        if code not in there
    )


def supports_for(problem: Problem, by: Actor) -> list[ProblemSupport]:
    """The supporting units still silent for which somebody answers, while they are asked."""
    if problem.state not in HELPED:
        return []
    rows = problem.supports.filter(done_at=None).order_by("pk")
    return [row for row in rows if by.speaks_for(row.unit_path, HANDLER)]


def finish_support(
    problem: Problem, unit: str, done: str, *, by: Actor, now: datetime, version: int
) -> ProblemSupport:
    """A supporting unit says that its part is done, and what it did.

    Raises `NotAllowed` for anybody outside the unit, `Refused` without words, a second time, or
    when nobody rectifies; `Stale`.
    """
    check_version(problem, version)
    row = problem.supports.filter(unit=unit).first()
    grip = by.speaks_for(row.unit_path, HANDLER) if row else None
    if row is None or grip is None:
        raise NotAllowed(Reason("not_supporting_problem"))
    words = clean({"done": done})
    told = {"move": N_("配合整改"), "state": PROBLEM.state(problem.state).label}
    refuse_if(
        None if problem.state in HELPED else Reason("wrong_state", told),
        Reason("not_supporting_problem") if row.done_at else None,
        None if words else Reason("paper_missing", {"paper": "done"}, "done"),
    )
    _, calendar = rules_at(now)
    passage = Passage(problem, PROBLEM, now=now, calendar=calendar)
    row.done, row.done_at, row.done_by = words["done"], now, grip.appointment
    with transaction.atomic():
        row.save(update_fields=["done", "done_at", "done_by"])
        passage.say(grip, "support_done", unit=unit, support=row.pk)
        passage.write()
        await_support(problem)
    return row

"""What is late today, and what each matter waits for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min, Q

from jiceng.casework.process import CASE
from jiceng.casework.queries.cases import cases_of
from jiceng.casework.queries.search import RESTING, overdue
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.scope import Actor

RUNNING = tuple(s.name for s in CASE.states if s.name not in RESTING)
"""Every state in which a clock may run."""


@dataclass
class LateStep:
    """Late cases that wait for the same step.

    `past_promise` are those whose promise to the resident has passed; of the others a holder's own
    term alone. `oldest_due` is the earliest promise passed, None where none has.
    """

    state: str
    count: int = 0
    past_promise: int = 0
    oldest_due: datetime | None = None
    by_unit: Counter[str] = field(default_factory=Counter)
    """Unit code -> cases."""


def late_steps(actor: Actor, now: datetime) -> list[LateStep]:
    """Late cases within reach by the state they stand in, most first.

    The cases of one step are those that a search for its state and for late ones finds.
    """
    # What runs stands on a worklist: from there it is found whatever the archive holds, where the
    # statistics of SQLite cannot tell that few cases of an area run.
    listed = WorkItem.objects.filter(subject_kind="case").values("subject_id")
    rows = (
        cases_of(actor)
        .filter(overdue(now), state__in=RUNNING, pk__in=listed)
        .order_by()
        .values("state", "unit")
        .annotate(
            many=Count("pk"),
            past=Count("pk", filter=Q(due_at__lte=now)),
            oldest=Min("due_at", filter=Q(due_at__lte=now)),
        )
    )
    steps: dict[str, LateStep] = {}
    for row in rows:
        step = steps.setdefault(row["state"], LateStep(row["state"]))
        step.count += row["many"]
        step.past_promise += row["past"]
        step.by_unit[row["unit"]] += row["many"]
        moments = [m for m in (step.oldest_due, row["oldest"]) if m]
        step.oldest_due = min(moments, default=None)
    return sorted(steps.values(), key=lambda step: (-step.count, step.state))

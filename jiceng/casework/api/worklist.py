"""What awaits whoever asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import unit_named
from jiceng.casework.queries import worklist
from jiceng.casework.rules.cases import light
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.records.models import WorkItem
from jiceng.web.api import Answer, Calls, Listed, Page, local, machine, page_of
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked

calls = Calls("worklist")


class Awaiting(Answer):
    """One matter that waits for the caller."""

    kind: str
    purpose: str
    number: str
    title: str
    place: str
    state: str
    state_label: str
    light: str
    role: str
    unit: UnitNamed
    since: str
    due_at: str | None
    promise_due_at: str | None


class WorkFilter(Page):
    """What a worklist may be narrowed by."""

    purpose: str = Field("", max_length=12)


@calls.get("/worklist", door=machine(), answer=Listed[Awaiting])
def read_worklist(request: Asked, wanted: Query[WorkFilter]) -> dict[str, Any]:
    """What awaits the caller, earliest deadline first; what has none comes last."""
    rows = worklist(request.actor, purpose=wanted.purpose)
    rows = rows.order_by(F("due_at").asc(nulls_last=True), "pk")
    rows = _following(rows, read_cursor(wanted.after, datetime, int))
    found = list(rows[: wanted.limit + 1])
    return page_of(
        found, wanted.limit, show=lambda i: _shown(i, request.now), key=lambda i: (i.due_at, i.pk)
    )


def _following(rows: QuerySet[WorkItem], place: list[Any] | None) -> QuerySet[WorkItem]:
    if place is None:
        return rows
    due_at, pk = place
    if due_at is None:
        return rows.filter(due_at=None, pk__gt=pk)
    return rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk) | Q(due_at=None))


def _shown(item: WorkItem, now: datetime) -> dict[str, Any]:
    kind = kinds().get(item.subject_kind)
    return {
        "kind": item.subject_kind,
        "purpose": item.purpose,
        "number": item.number,
        "title": item.title,
        "place": item.place,
        "state": item.state,
        "state_label": _(kind.process.state(item.state).label) if kind else item.state,
        "light": light(now, item.due_at, item.warn_at),
        "role": item.role,
        "unit": unit_named(item.unit),
        "since": local(item.since),
        "due_at": local(item.due_at),
        "promise_due_at": local(item.promise_due_at),
    }

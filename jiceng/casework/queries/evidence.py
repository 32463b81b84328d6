"""What records already prove about a task, so that nobody writes it down again (facts.md §2.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jiceng.casework.models import CaseOutcome, Problem, SupervisionTask
from jiceng.casework.queries.cases import rules_at

MOST = 999
"""Records are counted up to here; a report needs no more."""
NAMED = 10
"""So many of them are named, each with its page."""
CLOSED = ("closed", "archived")
STRUCK = ("struck_off", "looking_back", "long_term", "archived")


def evidence_for(task: SupervisionTask, now: datetime) -> list[dict[str, Any]]:
    """Since the unit's last report: cases it settled, problems it had struck off.

    Each as {figure, kind, value, since, numbers}; what has happened not at all is left out.
    """
    last = task.reports.filter(unit=task.unit).order_by("-at").first()
    since = last.at if last else task.signed_at or task.assigned_at
    day = since.astimezone(rules_at(now)[1].zone).date()
    cases = CaseOutcome.objects.filter(
        closed_on__gte=day, closed_at__gt=since, unit=task.unit, state__in=CLOSED
    ).order_by("-closed_on", "-pk")
    problems = Problem.objects.filter(
        unit_path=task.unit_path, state__in=STRUCK, struck_off_at__gt=since
    ).order_by("-struck_off_at", "-pk")
    found = (
        _figure("cases_closed", "case", cases),
        _figure("problems_struck_off", "problem", problems),
    )
    return [{**figure, "since": day.isoformat()} for figure in found if figure["value"]]


def _figure(name: str, kind: str, rows: QuerySet[Any]) -> dict[str, Any]:
    numbers = list(rows.values_list("number", flat=True)[:MOST])
    return {"figure": name, "kind": kind, "value": len(numbers), "numbers": numbers[:NAMED]}

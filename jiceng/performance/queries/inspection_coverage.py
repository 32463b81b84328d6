"""Which visits were due, made and not; which units nobody reached; what became of findings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.performance.models import Inspection, InspectionFinding, InspectionPlan
from jiceng.performance.queries.inspections import STANDING
from jiceng.performance.rules.inspection_coverage import VISITED, Settled, Visit, never_since
from jiceng.performance.rules.periods import Period


def latest_planned(today: date) -> Period | None:
    """The period of the latest plan that was published and has begun."""
    rows = InspectionPlan.objects.filter(state__in=("published", "finished"), starts_on__lte=today)
    found = rows.order_by("-starts_on", "-pk").first()
    return Period(found.starts_on, found.ends_on) if found else None


def due_visits(start: date, end: date) -> QuerySet[Inspection]:
    """Visits of published plans whose part of the calendar ends in some days."""
    return Inspection.objects.filter(plan__state__in=STANDING, ends_on__gte=start, ends_on__lte=end)


def group_condition(group: str, today: date) -> Q:
    """The rows of one count of coverage; the same as `group_of` says of each."""
    planned = Q(state="planned")
    return {
        "due": Q(),
        "visited": Q(state__in=VISITED),
        "dropped": Q(state="dropped"),
        "late": planned & Q(ends_on__lt=today),
        "pending": planned & Q(ends_on__gte=today),
    }[group]


def as_visits(rows: QuerySet[Inspection]) -> list[Visit]:
    """The same as the rule takes them."""
    names = ("unit", "kind", "state", "ends_on", "visited_on")
    return [Visit(*row) for row in rows.values_list(*names)]


def inspected_units() -> list[UnitEntry]:
    """Units of a kind that anything was ever planned for, in the order of the tree."""
    kinds = set(
        Inspection.objects.filter(plan__state__in=STANDING)
        .values_list("kind", flat=True)
        .distinct()
    )
    found = [u for u in territory().units.values() if u.kind in kinds]
    return sorted(found, key=lambda u: u.path)


def not_reached(day: date) -> list[tuple[UnitEntry, date | None]]:
    """Units nobody visited since a day, with their last visit before it."""
    units = inspected_units()
    rows = Inspection.objects.filter(plan__state__in=STANDING, state__in=VISITED)
    last = never_since([u.code for u in units], as_visits(rows), day)
    return [(u, last[u.code]) for u in units if u.code in last]


def findings_recorded(start: date, end: date) -> QuerySet[InspectionFinding]:
    """What was found on visits made in some days."""
    rows = InspectionFinding.objects.filter(
        visit__visited_on__gte=start, visit__visited_on__lte=end
    )
    return rows.select_related("visit__plan__scheme", "problem").order_by("pk")


def as_settled(rows: Iterable[InspectionFinding]) -> list[Settled]:
    """The same as the rule takes them: by the first day a problem was due, live from the ledger."""
    return [settled_of(row) for row in rows]


def settled_of(row: InspectionFinding) -> Settled:
    """One finding with how its problem stands."""
    problem = row.problem
    if problem is None:
        return Settled(row.element, "found", None, None)
    due, done = problem.first_due_at, problem.struck_off_at
    zone = rules_at(due or problem.entered_at)[1].zone
    return Settled(
        row.element,
        problem.state,
        due.astimezone(zone).date() if due else None,
        done.astimezone(zone).date() if done else None,
    )


def within_subject(subject: str, column: str = "") -> Q | None:
    """A condition on visits for an area, a unit or the whole; None for what is none of them.
    `column` goes before the names, such as `visit__`."""
    land = territory()
    if not subject:
        return Q()
    if subject in land.units:
        return Q(**{f"{column}unit": subject})
    area = land.area(subject)
    return within(f"{column}area_path", area.path) if area else None

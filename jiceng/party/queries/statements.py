"""What is told back to a unit each quarter: registered, claimed, delivered, hours, evaluation.

Every number comes from what was recorded once: hours of a project at the project, hours of members
as the communities confirmed them (facts.md §5.5: 每季度反馈单位).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from jiceng.party.models import (
    HoursEntry,
    JointProject,
    MemberRegistration,
    Organisation,
    UnitEvaluation,
    UnitRegistration,
    Wish,
)
from jiceng.party.rules.co_building import DONE, PROMISED, bounds


@dataclass
class Statement:
    """One unit in one quarter."""

    unit: str
    quarter: str
    starts_on: date
    ends_on: date
    places: list[UnitRegistration] = field(default_factory=list)
    members: int = 0
    """Members of its branches registered in communities at the end of the quarter."""
    posts: int = 0
    """Posts they have claimed."""
    member_hours: Decimal = Decimal(0)
    project_hours: Decimal = Decimal(0)
    promised: int = 0
    """Projects promised for a day of the quarter."""
    delivered: int = 0
    """Those of them whose delivery a community has confirmed."""
    wishes: int = 0
    projects: list[JointProject] = field(default_factory=list)
    evaluations: list[UnitEvaluation] = field(default_factory=list)

    @property
    def hours(self) -> Decimal:
        return self.member_hours + self.project_hours


def statement_of(unit: str, quarter: str, zone: tzinfo) -> Statement:
    """The statement of a unit for a quarter. Raises ValueError for what is no quarter."""
    starts_on, ends_on = bounds(quarter)
    told = Statement(unit, quarter, starts_on, ends_on)
    after = datetime.combine(ends_on + timedelta(days=1), time(), zone)
    first = datetime.combine(starts_on, time(), zone)
    stood = Q(registered_on__lte=ends_on) & ~Q(confirmed_at=None)
    stood &= Q(ended_at=None) | Q(ended_at__gte=first)
    rows = UnitRegistration.objects.filter(stood, unit=unit).select_related("community")
    told.places = list(rows.order_by("area_path"))
    _projects(told)
    _members(told, stood)
    fulfilled = {"confirmed_at__gte": first, "confirmed_at__lt": after}
    told.wishes = Wish.objects.filter(claimed_by_unit=unit, **fulfilled).count()
    told.evaluations = list(
        UnitEvaluation.objects.filter(
            registration__unit=unit, evaluated_at__gte=first, evaluated_at__lt=after
        ).select_related("registration__community")
    )
    return told


def _projects(told: Statement) -> None:
    due = Q(ends_on__range=(told.starts_on, told.ends_on))
    done = Q(delivered_on__range=(told.starts_on, told.ends_on))
    rows = JointProject.objects.filter(due | done, unit=told.unit, state__in=PROMISED)
    told.projects = list(rows.select_related("community").order_by("ends_on", "pk"))
    for row in told.projects:
        if told.starts_on <= row.ends_on <= told.ends_on:
            told.promised += 1
            told.delivered += row.state in DONE
        is_own_quarter = row.delivered_on and told.starts_on <= row.delivered_on <= told.ends_on
        if row.state in DONE and is_own_quarter:
            told.project_hours += row.hours or 0


def _members(told: Statement, stood: Q) -> None:
    """Counts and sums of the members of the unit's branches; no names."""
    branches = [pk for pk, homes in _homes() if told.unit in homes]
    rows = MemberRegistration.objects.filter(stood, member__organisation__in=branches)
    told.members = rows.count()
    told.posts = sum(len(posts) for posts in rows.values_list("posts", flat=True))
    hours = HoursEntry.objects.filter(
        registration__member__organisation__in=branches,
        served_on__range=(told.starts_on, told.ends_on),
    ).exclude(confirmed_at=None)
    told.member_hours = hours.aggregate(n=Sum("hours"))["n"] or Decimal(0)


def _homes() -> QuerySet[Any, Any]:
    return Organisation.objects.exclude(home_units=[]).values_list("pk", "home_units")


def branch_counts(path: str) -> dict[str, Any]:
    """What a branch reads of its members in communities: how many, and the hours confirmed."""
    rows = MemberRegistration.objects.filter(member__path=path, state="confirmed")
    hours = HoursEntry.objects.filter(registration__member__path=path).exclude(confirmed_at=None)
    return {
        "members": rows.count(),
        "communities": rows.aggregate(n=Count("community", distinct=True))["n"],
        "hours": hours.aggregate(n=Sum("hours"))["n"] or Decimal(0),
    }

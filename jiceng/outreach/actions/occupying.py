"""What an activity takes up is taken once: a venue, a speaker, a guide.

Whoever takes a resource up writes its row first and so holds it until the transaction ends; only
then are the others looked at. On PostgreSQL the second waits for the first at that row, on SQLite
at the database. Resources are taken up after the journal's line: in one order, so that no two wait
for each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from jiceng.kernel.refusal import Reason, Refused
from jiceng.outreach.models import Activity, Occupancy, Resource, Venue


def venue_key(venue: Venue) -> str:
    """The resource a venue is."""
    return f"venue:{venue.pk}"


def occupy(activity: Activity, resources: Mapping[str, str], now: datetime) -> None:
    """Take up resources (key -> what it is called) for the time of an activity, in place of what
    it held before. Raises `Refused` with each activity that holds one of them meanwhile."""
    with transaction.atomic():
        if resources:
            Resource.objects.bulk_create(
                [Resource(key=key) for key in sorted(resources)],
                update_conflicts=True, unique_fields=["key"], update_fields=["key"],
            )  # fmt: skip
        taken = (
            Occupancy.objects.select_related("activity")
            .filter(
                resource__in=resources, starts_at__lt=activity.ends_at,
                ends_at__gt=activity.starts_at,
            )
            .exclude(activity=activity).order_by("starts_at", "pk")
        )  # fmt: skip
        if clashes := [_clash(row, resources[row.resource]) for row in taken]:
            raise Refused(*clashes)
        activity.occupies.all().delete()
        Occupancy.objects.bulk_create(
            Occupancy(resource=key, name=name, starts_at=activity.starts_at,
                      ends_at=activity.ends_at, activity=activity)
            for key, name in sorted(resources.items())
        )  # fmt: skip


def vacate(activity: Activity) -> None:
    """Let go of everything an activity holds."""
    activity.occupies.all().delete()


def _clash(row: Occupancy, name: str) -> Reason:
    held = row.activity
    told = {
        "name": name, "title": held.title, "number": held.number, "starts_at": row.starts_at,
        "ends_at": row.ends_at,
    }  # fmt: skip
    return Reason("resource_taken", told, "starts_at")

"""Who read about a member from above, and what for: the log that the member and the branch see."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

from jiceng.kernel.records.models import Appointment, JournalEntry
from jiceng.party.models import Member
from jiceng.party.queries.access import READ, READ_REGISTER

MOST = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """One opening: when, by which post (its key) of which unit, of what, what for."""

    at: datetime
    unit: str
    post: str
    kind: str
    """`READ`, the file alone, or `READ_REGISTER`, the names of the branch."""
    purpose: str


def readings_of(member: Member, zone: ZoneInfo) -> list[Reading]:
    """The last `MOST` openings of a member's file, and of the register while they stand in it."""
    about = Q(kind=READ, subject_kind="member", subject_id=member.pk)
    since = member.affiliations.filter(until=None).values_list("since", flat=True).first()
    if since:
        begun = datetime.combine(since, time(), tzinfo=zone)
        about |= Q(
            kind=READ_REGISTER, subject_kind="organisation", subject_id=member.organisation_id,
            at__gte=begun,
        )  # fmt: skip
    return list(_read(list(JournalEntry.objects.filter(about).order_by("-seq")[:MOST])))


def _read(found: Sequence[JournalEntry]) -> Iterator[Reading]:
    held = Appointment.objects.filter(pk__in={line.appointment for line in found})
    posts = dict(held.values_list("pk", "post")) if found else {}
    for line in found:
        purpose = str(json.loads(line.payload).get("purpose", ""))
        post = posts.get(line.appointment, "")
        yield Reading(line.at, line.unit, post, line.kind, purpose)

"""A meeting recorded by mistake is taken back from every ledger it stands in (facts.md §5.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make
from jiceng.casework.queries import rules_at
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.scope import Actor
from jiceng.party.actions.life_periods import reckon
from jiceng.party.models import LifeEntry, Meeting, Organisation, Review
from jiceng.party.process import MEETING, RESOLUTION
from jiceng.party.queries.life import before_taking_back, keeper_of

COUNTS = ("should_attend", "attended", "on_leave", "voters", "voters_present", "duration_minutes")


def take_back(meeting: Meeting, reason: str, *, by: Actor, now: datetime, version: int) -> Meeting:
    """Say that a meeting was recorded by mistake. Its own keeper does it, with the reason.

    Ledger entries, attendance and review go, what they counted for is reckoned anew, and
    resolutions nobody has followed up end with it; the minutes stay with the meeting. Raises
    `NotAllowed`, `Stale`, `Refused` naming resolutions that were carried out or handed over, or
    the year that is closed.
    """
    keeper_of(by, meeting.organisation)
    check_version(meeting, version)
    today = now.astimezone(rules_at(now)[1].zone).date()
    words, nothing = {"reason": reason}, dict[str, Any].fromkeys(COUNTS)
    with transaction.atomic():
        ended = before_taking_back(meeting, today)
        entries = LifeEntry.objects.filter(meeting=meeting)
        told = {"entries": entries.count(), "resolutions": len(ended)}
        make(meeting, MEETING, "take_back", by=by, now=now, version=version, words=words,
             changes=nothing, payload=told)  # fmt: skip
        for row in ended:
            make(row, RESOLUTION, "end", by=by, now=now, version=row.version, words=words)
        counted = list(Organisation.objects.filter(life_entries__in=entries).distinct())
        entries.delete()
        meeting.attendance.all().delete()
        Review.objects.filter(meeting=meeting).delete()
        reckon(counted, meeting.on.year, today)
    return meeting

"""The demo county builds together: as many units, members and projects as a district reports, and
everything open waits for somebody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem
from jiceng.party.models import (
    HoursEntry,
    JointProject,
    MemberRegistration,
    UnitRegistration,
    Wish,
)
from jiceng.party.queries.boards import counts_of, units_at
from jiceng.project.demo.content import load
from jiceng.project.demo.county import load_county
from jiceng.project.demo.party_co_building import COMMUNITIES, PROJECTS, REGISTRATIONS
from jiceng.project.demo.party_year import fill_party
from jiceng.web.clock import county_zone

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.once
@pytest.mark.django_db
def test_the_neighbourhood_is_of_believable_size_and_nothing_in_it_is_forgotten() -> None:
    load_county(load(), county_zone())
    fill_party(NOW, TODAY)

    assert UnitRegistration.objects.count() > REGISTRATIONS * 0.8
    assert JointProject.objects.count() == PROJECTS
    places = set(UnitRegistration.objects.values_list("community", flat=True))
    assert len(places) == COMMUNITIES
    assert MemberRegistration.objects.count() > 1500

    # Every light is there to be seen, and counts agree with rows.
    lights = {row.lit.light for code in places for row in units_at(str(code), TODAY)}
    assert {"red", "yellow", "done"} <= lights
    counts = counts_of((str(code) for code in places), TODAY)
    members = MemberRegistration.objects.filter(state="confirmed").count()
    assert sum(c.members for c in counts.values()) == members

    # What is open waits for somebody and rings; what names a member is told to nobody.
    for kind in ("unit_registration", "member_registration", "joint_project", "wish"):
        process = kinds()[kind].process
        rests = [s.name for s in process.states if s.resting or s.final]
        rows = kinds()[kind].model._default_manager.exclude(state__in=rests)
        assert rows.count() == WorkItem.objects.filter(subject_kind=kind).count() > 0
        assert rows.count() == PendingAlarm.objects.filter(subject_kind=kind, at__gt=NOW).count()

    # The journal brings every row to where it stands, and says nothing of the future.
    for kind in ("unit_registration", "member_registration", "joint_project", "wish"):
        lines = JournalEntry.objects.filter(subject_kind=kind).order_by("seq")
        stands = {line.subject_id: line.to_state for line in lines}
        rows = kinds()[kind].model._default_manager.all()
        assert stands == {row.pk: row.state for row in rows}
    assert not JournalEntry.objects.filter(at__gt=NOW).exists()

    # Nothing lies ahead, and nobody served before they reported.
    assert not HoursEntry.objects.filter(served_on__gt=TODAY).exists()
    assert not JointProject.objects.filter(delivered_on__gt=TODAY).exists()
    assert not Wish.objects.filter(confirmed_at__gt=NOW).exists()
    assert not any(e.served_on < e.registration.registered_on
                   for e in HoursEntry.objects.select_related("registration"))  # fmt: skip

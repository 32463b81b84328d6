"""What a sweep knows from records: the last members' meeting comes from organisational life."""

from __future__ import annotations

from datetime import date

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.party.actions.meetings import Plan, plan_meeting
from jiceng.party.actions.recording import Recording, record_meeting
from jiceng.party.queries.weak_facts import facts_of
from jiceng.party.tests.cast import TODAY, Party

pytestmark = pytest.mark.django_db


def last_meeting(party: Party) -> dict[str, date | None]:
    """Code of a branch -> the day of its last members' meeting, where one is known."""
    rows = [party.at("P-EAST"), party.at("P-WEST")]
    known = facts_of(["last_members_meeting"], rows, TODAY)["last_members_meeting"]
    return {row.code: known[row.pk].since for row in rows if row.pk in known}


def test_a_branch_without_a_recorded_meeting_is_not_known_to_be_sound(party: Party) -> None:
    assert last_meeting(party) == {}


def test_a_recorded_members_meeting_is_the_last_one_of_its_branch(party: Party) -> None:
    for kinds, on in ((("members_meeting",), date(2026, 9, 3)), (("theme_day",), TODAY)):
        plan = Plan(kinds, on)
        meeting = plan_meeting(plan, at=party.at("P-EAST"), by=party["bai"], now=NOON)
        record_meeting(meeting, Recording(), by=party["bai"], now=NOON, version=meeting.version)
    assert last_meeting(party) == {"P-EAST": date(2026, 9, 3)}

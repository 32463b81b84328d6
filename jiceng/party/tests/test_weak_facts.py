"""What a sweep knows from records: meetings from organisational life, candidates from files."""

from __future__ import annotations

from datetime import date

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.party.actions.meetings import Plan, plan_meeting
from jiceng.party.actions.recording import Recording, record_meeting
from jiceng.party.queries.weak_facts import facts_of
from jiceng.party.rules.weak_branches import Fact
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.developing import applied

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


def candidate(party: Party, today: date = TODAY) -> Fact | None:
    """What is known of candidates of the branch East."""
    east = party.at("P-EAST")
    return facts_of(["last_candidate"], [east], today)["last_candidate"].get(east.pk)


def test_a_branch_without_files_and_admissions_is_not_known_to_have_had_a_candidate(
    party: Party,
) -> None:
    assert candidate(party, date(2000, 6, 30)) is None


def test_whom_the_register_shows_as_accepted_was_a_candidate_before(party: Party) -> None:
    assert candidate(party) == Fact(since=date(2026, 6, 1))
    assert candidate(party, date(2026, 5, 31)) == Fact(since=date(2000, 7, 1))


def test_nothing_is_wrong_while_a_candidate_stands(party: Party) -> None:
    file = applied(party)
    file.carry("activist")
    assert candidate(party) == Fact(since=date(2026, 6, 1))
    file.carry("candidate")
    assert candidate(party) == Fact(holds=False)


def test_a_file_tells_when_somebody_was_made_a_candidate(party: Party) -> None:
    file = applied(party).carry("candidate")
    file.move("stop", reason="本人申请终止")
    assert candidate(party, date(2026, 5, 31)) == Fact(since=date(2025, 7, 15))


def test_whoever_was_sent_back_was_no_candidate(party: Party) -> None:
    file = applied(party).carry("candidate")
    file.move("send_back", who="luo", reason="材料不齐，继续培养")
    assert candidate(party, date(2026, 5, 31)) == Fact(since=date(2000, 7, 1))

"""An emergency from its proposal to its end: who decides, what it opens, and that it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from jiceng.casework.actions.sweep import ring
from jiceng.casework.tests.county import COUNTY, EAST, FAR, NOON, NORTH, County
from jiceng.emergency.models import Emergency
from jiceng.emergency.queries.emergencies import active_at, openings, touching
from jiceng.emergency.tests.cast import WEEK, decided, proposed, switched_on, with_command
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused, Stale

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def command(county: County) -> County:
    return with_command(county)


def refused_for(act: Callable[[], object], kind: type[Refusal] = Refused) -> list[str]:
    with pytest.raises(kind) as refused:
        act()
    return [r.code for r in refused.value.reasons]


def path(code: str) -> str:
    return territory().areas[code].path


def keys(row: Emergency, kind: str) -> list[str]:
    return [o.key for o in openings(row, kind)]


def test_without_an_end_nothing_is_proposed(command: County) -> None:
    assert refused_for(lambda: proposed(command, ends_by=None), Invalid) == [
        "emergency_without_end"
    ]
    assert refused_for(lambda: proposed(command, ends_by=NOON), Invalid) == [
        "emergency_end_in_past"
    ]
    far = NOON + timedelta(days=61)
    assert refused_for(lambda: proposed(command, ends_by=far), Invalid) == ["emergency_too_long"]


def test_every_field_of_a_proposal_is_named(command: County) -> None:
    wrong = refused_for(
        lambda: proposed(command, "nowhere", level="V", ends_by=None, reason=" "), Invalid
    )
    assert wrong == ["unknown_value", "emergency_without_end", "unknown_area", "text_length"]
    assert refused_for(lambda: proposed(command, plan="comet"), Invalid) == ["unknown_plan"]


def test_only_the_emergency_office_proposes(command: County) -> None:
    command.actors["shi"] = command["chen"]
    assert refused_for(lambda: proposed(command), NotAllowed) == ["not_emergency_officer"]


def test_a_decision_switches_it_on_where_it_lies_and_nowhere_else(command: County) -> None:
    row = switched_on(command)
    assert (row.state, row.decision) == ("active", "临应急〔2026〕1 号")
    assert [e.pk for e in active_at(path(EAST), NOON)] == [row.pk]
    assert active_at(path(FAR), NOON) == []
    assert active_at(path(COUNTY), NOON) == []
    assert [e.pk for e in touching([path(COUNTY)], NOON)] == [row.pk]


def test_somebody_of_another_area_or_without_the_post_does_not_decide(command: County) -> None:
    there = proposed(command, FAR)
    for who in ("mei", "chen", "shi"):
        assert "wrong_role" in refused_for(partial(decided, command, there, who=who))
    assert decided(command, proposed(command), who="mei").state == "active"


def test_whoever_proposed_does_not_decide(command: County) -> None:
    row = proposed(command)
    Emergency.objects.filter(pk=row.pk).update(proposed_by=command["kou"].person)
    row.refresh_from_db()
    assert refused_for(lambda: decided(command, row)) == ["emergency_own_proposal"]


def test_a_decision_names_its_document(command: County) -> None:
    assert refused_for(lambda: decided(command, proposed(command), document=" ")) == [
        "paper_missing"
    ]


def test_a_graver_level_opens_more_and_a_milder_one_closes_again(command: County) -> None:
    row = switched_on(command)
    assert keys(row, "checkpoints") == ["port", "watch"]
    row = decided(command, row, "change", level="II", now=NOON + HOUR)
    assert keys(row, "checkpoints") == ["port", "watch", "shelter", "highway"]
    assert [o.value for o in openings(row, "terms")] == ["1 round_clock"]
    row = decided(command, row, "change", level="IV", now=NOON + 2 * HOUR)
    assert keys(row, "checkpoints") == []
    assert keys(row, "supplies") == ["沙袋", "抽水泵"]
    closed = row.openings.get(kind="checkpoints", key="shelter")
    assert (closed.opened_at, closed.closed_at) == (NOON + HOUR, NOON + 2 * HOUR)


def test_a_change_that_changes_nothing_is_refused(command: County) -> None:
    row = switched_on(command)
    assert refused_for(lambda: decided(command, row, "change"), Invalid) == [
        "emergency_nothing_changes"
    ]


def test_it_is_prolonged_by_a_decision(command: County) -> None:
    row = switched_on(command)
    row = decided(command, row, "change", ends_by=NOON + 2 * WEEK)
    assert active_at(path(NORTH), NOON + WEEK + HOUR)
    assert row.stage_due_at == NOON + 2 * WEEK


def test_a_second_of_the_same_kind_is_refused_where_one_is_on(command: County) -> None:
    switched_on(command)
    second = proposed(command, EAST)
    assert refused_for(lambda: decided(command, second)) == ["emergency_already_on"]
    assert decided(command, proposed(command, EAST, is_drill=True)).is_drill


def test_ended_it_is_on_nowhere_and_has_nothing_open(command: County) -> None:
    row = decided(command, switched_on(command), "end", who="shi", now=NOON + HOUR)
    assert (row.state, row.ended_at) == ("ended", NOON + HOUR)
    assert not openings(row)
    assert active_at(path(NORTH), NOON + HOUR) == []


def test_what_nobody_prolonged_ends_by_itself_and_is_filed(command: County) -> None:
    row = switched_on(command)
    assert active_at(path(NORTH), NOON + WEEK) == []
    for state in ("ended", "closed"):
        while row.state != state:
            alarm = PendingAlarm.objects.get(subject_kind="emergency", subject_id=row.pk)
            assert alarm.at is not None
            ring(alarm, now=alarm.at)
            row.refresh_from_db()
    assert row.ended_at == NOON + WEEK
    lines = JournalEntry.objects.filter(subject_kind="emergency", subject_id=row.pk)
    moved = lines.exclude(to_state="").exclude(kind__startswith="alarm").order_by("seq")
    assert [e.kind for e in moved][-2:] == ["lapse", "close"]


def test_an_older_page_does_not_decide_again(command: County) -> None:
    row = proposed(command)
    decided(command, Emergency.objects.get(pk=row.pk))
    assert refused_for(lambda: decided(command, row), Stale) == ["stale"]


def test_a_drill_is_asked_for_by_name(command: County) -> None:
    row = switched_on(command, is_drill=True)
    assert active_at(path(NORTH), NOON) == []
    assert [e.pk for e in active_at(path(NORTH), NOON, drills=True)] == [row.pk]
    item = WorkItem.objects.get(subject_kind="emergency", subject_id=row.pk)
    assert item.title.startswith("【演练】")


def test_a_proposal_waits_with_those_who_decide_there(command: County) -> None:
    row = proposed(command)
    item = WorkItem.objects.get(subject_kind="emergency", subject_id=row.pk)
    assert (item.role, item.tier) == ("emergency_command", "town")

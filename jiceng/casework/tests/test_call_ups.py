"""Units called to the scene: who may call, who arrives, who is told, who is rated."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jiceng.casework.actions.call_ups import (
    Whistle,
    arrive,
    excuse,
    finish,
    rate_unit,
    whistle,
)
from jiceng.casework.actions.sweep import ring
from jiceng.casework.models import CallUp
from jiceng.casework.queries import worklist
from jiceng.casework.queries.search import call_ups_of, notices_of
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import report
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.models import JournalEntry, Notice, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused, Stale

SOON = NOON + timedelta(minutes=20)
LATE = NOON + timedelta(minutes=40)


def called(county: County, *units: str) -> CallUp:
    codes = units or ("HOUSING", "POLICE")
    given = Whistle("enforcement", codes, codes[0], "夜市占道", "文化广场")
    return whistle(given, by=county["wang"], now=NOON)


def arrived(county: County, call_up: CallUp, who: str) -> CallUp:
    row = CallUp.objects.get(pk=call_up.pk)
    return arrive(row, by=county[who], now=SOON, version=row.version)


def test_every_unit_called_finds_it_on_its_own_worklist(county: County) -> None:
    call_up = called(county)
    assert call_up.arrive_by == NOON + timedelta(minutes=30)
    for who in ("zhao", "qian"):
        assert [i.number for i in worklist(county[who])] == [call_up.number]
        assert call_up in call_ups_of(county[who])
    assert not worklist(county["xie"]).exists()


def test_the_first_arrival_starts_the_joint_work_and_the_rest_stay_awaited(county: County) -> None:
    call_up = arrived(county, called(county), "qian")
    assert call_up.state == "attending"
    assert call_up.absent == ["HOUSING"]
    assert not worklist(county["qian"]).exists()
    assert worklist(county["zhao"]).exists()
    assert worklist(county["wang"]).get().number == call_up.number


def test_whoever_is_missing_when_the_time_is_up_is_told(county: County) -> None:
    arrived(county, called(county), "qian")
    alarm = PendingAlarm.objects.get(subject_kind="call_up")
    assert alarm.at == NOON + timedelta(minutes=30)
    assert ring(alarm, now=LATE)
    assert notices_of(county["zhao"]).count() == 1
    assert not notices_of(county["qian"]).exists()


def swept(now: datetime) -> list[tuple[str, str]]:
    """What a sweep at an instant tells about call-ups: the kind of notice, and for whom."""
    for alarm in due(now):
        assert ring(alarm, now=now)
    notices = Notice.objects.filter(subject_kind="call_up").order_by("pk")
    return [(n.unit_path.rstrip("/").rpartition("/")[2], n.role) for n in notices]


@pytest.mark.parametrize("last", ["arrives", "arrives late", "is excused"])
def test_with_everybody_there_the_time_to_arrive_rings_for_nobody(
    county: County, last: str
) -> None:
    arrived(county, called(county), "qian")
    row, at = CallUp.objects.get(), LATE if last == "arrives late" else SOON
    if last == "is excused":
        excuse(row, "HOUSING", "在别处抢险", by=county["zhao"], now=at, version=row.version)
    else:
        arrive(row, by=county["zhao"], now=at, version=row.version)
    alarm = PendingAlarm.objects.get(subject_kind="call_up")
    assert alarm.at is not None and alarm.at > NOON + timedelta(days=1), "the work's own clock"
    assert swept(NOON + timedelta(hours=2)) == []


def test_a_late_first_arrival_does_not_silence_what_was_due_for_the_others(county: County) -> None:
    row = called(county)
    arrive(row, by=county["qian"], now=LATE, version=row.version)
    assert swept(LATE + timedelta(minutes=1)) == [("HOUSING", "handler")]
    assert swept(LATE + timedelta(minutes=9)) == [("HOUSING", "handler")], "told once"


def test_whoever_was_told_already_is_not_told_again_by_a_late_arrival(county: County) -> None:
    row = called(county, "HOUSING", "POLICE", "T-NORTH")
    arrive(row, by=county["qian"], now=SOON, version=row.version)
    assert swept(LATE) == [("HOUSING", "handler")]
    row = CallUp.objects.get()
    arrive(row, by=county["wang"], now=LATE, version=row.version)
    assert swept(NOON + timedelta(hours=2)) == [("HOUSING", "handler")]


def test_nobody_coming_at_all_reaches_the_lead_by_yellow_and_its_leaders_by_red(
    county: County,
) -> None:
    called(county)
    told = []
    for _ in range(3):
        alarm = PendingAlarm.objects.get(subject_kind="call_up")
        assert alarm.at
        told.append((alarm.percent, alarm.light, alarm.tell))
        assert ring(alarm, now=alarm.at)
    assert told == [(80, "yellow", "holder"), (100, "red", "leader"), (150, "red", "overseer")]


def test_work_is_settled_only_when_everybody_came_or_is_excused(county: County) -> None:
    call_up = arrived(county, called(county), "zhao")
    with pytest.raises(Refused) as refused:
        finish(call_up, "settle", "清理完毕", by=county["wang"], now=LATE, version=call_up.version)
    assert [r.code for r in refused.value.reasons] == ["units_absent"]
    call_up = CallUp.objects.get(pk=call_up.pk)
    excuse(call_up, "POLICE", "警力在另一处现场", by=county["wang"], now=LATE,
           version=call_up.version)  # fmt: skip
    finish(call_up, "settle", "清理完毕", by=county["wang"], now=LATE, version=call_up.version)
    assert CallUp.objects.get().state == "settled"
    assert not WorkItem.objects.filter(subject_kind="call_up").exists()
    assert PendingAlarm.objects.get(subject_kind="call_up").at is None


def test_a_later_arrival_does_not_restart_the_clock_of_the_work(county: County) -> None:
    before = arrived(county, called(county), "zhao").stage_due_at
    row = CallUp.objects.get()
    arrive(row, by=county["qian"], now=LATE, version=row.version)
    assert CallUp.objects.get().stage_due_at == before


def test_the_town_rates_each_unit_after_the_work_and_never_itself(county: County) -> None:
    call_up = arrived(county, called(county, "HOUSING", "T-NORTH"), "zhao")
    with pytest.raises(Refused):
        rate_unit(call_up, "HOUSING", 5, by=county["wang"], now=LATE, version=call_up.version)
    call_up = arrived(county, call_up, "wang")
    finish(call_up, "settle", "好了", by=county["wang"], now=LATE, version=call_up.version)
    rate_unit(call_up, "HOUSING", 4, by=county["wang"], now=LATE, version=call_up.version)
    assert call_up.units.get(unit="HOUSING").rating == 4
    with pytest.raises(Refused) as refused:
        rate_unit(call_up, "T-NORTH", 5, by=county["wang"], now=LATE, version=call_up.version)
    assert [r.code for r in refused.value.reasons] == ["own_unit"]


@pytest.mark.parametrize("who", ["chen", "zhao", "li", "sun", "tang"])
def test_only_a_desk_of_the_town_or_county_calls_for_a_case_in_its_area(
    county: County, who: str
) -> None:
    given = Whistle("demand", ("HOUSING",), "HOUSING", "停车难", case=report())
    with pytest.raises(NotAllowed):
        whistle(given, by=county[who], now=NOON)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Whistle("party", ("HOUSING",), "HOUSING", "事"), "reason_kind"),
        (Whistle("demand", (), "HOUSING", "事"), "units"),
        (Whistle("demand", ("HOUSING", "HOUSING"), "HOUSING", "事"), "units"),
        (Whistle("demand", ("NOWHERE",), "NOWHERE", "事"), "units"),
        (Whistle("demand", ("HOUSING",), "POLICE", "事"), "lead"),
        (Whistle("demand", ("HOUSING",), "HOUSING", " "), "title"),
        (Whistle("demand", ("HOUSING",), "HOUSING", "事", arrive_by=NOON), "arrive_by"),
    ],
)
def test_a_call_that_makes_no_sense_names_its_field(
    county: County, given: Whistle, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        whistle(given, by=county["wang"], now=NOON)
    assert field in {r.field for r in refused.value.reasons}


def test_a_unit_that_was_not_called_cannot_arrive(county: County) -> None:
    call_up = called(county, "HOUSING")
    with pytest.raises(Refused):
        arrive(call_up, by=county["qian"], now=SOON, version=call_up.version)


def test_an_older_page_changes_nothing(county: County) -> None:
    call_up = called(county)
    arrived(county, call_up, "qian")
    with pytest.raises(Stale):
        arrive(CallUp.objects.get(), by=county["zhao"], now=SOON, version=1)


def test_a_call_is_withdrawn_with_a_reason_before_anybody_came(county: County) -> None:
    call_up = called(county)
    with pytest.raises(Refused):
        finish(call_up, "withdraw", "", by=county["wang"], now=SOON, version=call_up.version)
    row = CallUp.objects.get()
    finish(row, "withdraw", "情况已缓和", by=county["wang"], now=SOON, version=row.version)
    assert CallUp.objects.get().state == "withdrawn"
    assert not worklist(county["zhao"]).exists()


def test_every_step_is_in_the_journal(county: County) -> None:
    call_up = arrived(county, called(county), "qian")
    arrived(county, call_up, "zhao")
    row = CallUp.objects.get()
    finish(row, "settle", "好了", by=county["wang"], now=LATE, version=row.version)
    kinds = JournalEntry.objects.filter(subject_kind="call_up").order_by("seq")
    assert [(e.kind, e.unit) for e in kinds] == [
        ("whistle", "T-NORTH"), ("arrive", "POLICE"), ("arrive", "HOUSING"), ("settle", "T-NORTH"),
    ]  # fmt: skip

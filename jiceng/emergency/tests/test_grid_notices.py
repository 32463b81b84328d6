"""A notice from door to door: to every grid at once, counted by building, carried twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.tests.county import EAST, FAR, GRID_1, GRID_2, NOON, NORTH, WEST, County
from jiceng.emergency.actions.grid_notices import (
    Counted,
    carry_again,
    correct_notice,
    count_reached,
    issue_notice,
    withdraw_notice,
    write_notice,
)
from jiceng.emergency.figures.grid_notices import NOTICES, deliveries
from jiceng.emergency.models import Emergency, GridDelivery, GridNotice
from jiceng.emergency.queries.grid_notices import carried_by, counted, reach_of_notice, text_of
from jiceng.emergency.rules.grid_notices import Told, Wording, coverage, reached_in_all
from jiceng.emergency.tests.cast import decided, proposed, switched_on, with_command
from jiceng.kernel.records.models import Area
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused
from jiceng.kernel.reports import Span

SAID = Wording("台风将至", "请关好门窗，收好阳台物品。", "台风要来了。\n请关好门窗。")
HOUR = timedelta(hours=1)
db = pytest.mark.django_db


@pytest.fixture
def command(county: County) -> County:
    Area.objects.filter(code=GRID_1).update(households=100)
    Area.objects.filter(code=GRID_2).update(households=50)
    return with_command(county)


def refused_for(act: Callable[[], object], kind: type[Refusal] = Refused) -> list[str]:
    with pytest.raises(kind) as refused:
        act()
    return [r.code for r in refused.value.reasons]


def issued(county: County, row: Emergency | None = None, area: str = NORTH) -> GridNotice:
    row = row or switched_on(county)
    notice = write_notice(row, area, SAID, by=county["shi"], now=NOON)
    return issue_notice(notice, by=county["shi"], now=NOON)


def at(notice: GridNotice, code: str) -> GridDelivery:
    return notice.deliveries.get(area=code)


def counts(county: County, notice: GridNotice, building: str, there: int, reached: int,
           who: str = "li", grid: str = GRID_1) -> GridDelivery:  # fmt: skip
    given = Counted(building, there, reached)
    return count_reached(at(notice, grid), given, by=county[who], now=NOON + HOUR)


@db
def test_a_level_has_its_notices_ready_and_ending_drops_those_never_sent(command: County) -> None:
    row = switched_on(command)
    draft = GridNotice.objects.get(emergency=row)
    assert (draft.state, draft.plan_key, text_of(draft).title) == (
        "draft", "prepare", "台风将至，请做好准备")  # fmt: skip
    decided(command, row, "end", who="shi", now=NOON + HOUR)
    assert GridNotice.objects.get(emergency=row).state == "withdrawn"


@db
def test_it_goes_to_every_grid_and_to_villages_without_grids(command: County) -> None:
    notice = issued(command)
    assert [d.area_id for d in notice.deliveries.order_by("area_path")] == [GRID_1, GRID_2, WEST]
    assert [d.area_id for d in carried_by(command["li"])] == [GRID_1]


@db
def test_words_about_buildings_add_up_and_the_last_about_each_counts(command: County) -> None:
    notice = issued(command)
    counts(command, notice, "1号楼", 40, 20)
    counts(command, notice, "2号楼", 30, 30, who="han")
    assert counts(command, notice, "1号楼", 40, 35).reached == 65
    reach = reach_of_notice(notice)
    assert (reach.households, reach.reached, reach.silent) == (150, 65, 2)
    assert reach.percent == Decimal("43.3")


@db
def test_more_than_there_are_is_refused(command: County) -> None:
    notice = issued(command)
    counts(command, notice, "1号楼", 90, 90)
    assert refused_for(partial(counts, command, notice, "2号楼", 20, 21), Invalid) == [
        "reached_too_many"
    ]
    assert refused_for(partial(counts, command, notice, "2号楼", 20, 20), Invalid) == [
        "reached_beyond_record"
    ]
    assert refused_for(partial(counts, command, notice, "3号楼", 0, 0), Invalid) == [
        "households_out_of_range"
    ]


@db
def test_a_grid_is_told_about_only_by_its_own_workers(command: County) -> None:
    notice = issued(command)
    refused_for(partial(counts, command, notice, "", 50, 1, who="lin", grid=GRID_1), NotFound)
    refused_for(partial(counts, command, notice, "", 50, 1, who="chen"), NotFound)


@db
def test_a_second_round_goes_where_the_first_fell_short(command: County) -> None:
    notice = issued(command)
    counts(command, notice, "", 100, 95)
    counts(command, notice, "", 50, 10, who="lin", grid=GRID_2)
    assert carry_again(notice, 90, by=command["shi"], now=NOON + 2 * HOUR) == 2
    assert not at(notice, GRID_1).is_open
    again = at(notice, GRID_2)
    assert (again.round, again.is_open, again.reached) == (2, True, 10)
    assert refused_for(partial(counts, command, notice, "", 100, 96)) == ["notice_not_open"]
    assert counts(command, notice, "", 50, 48, who="lin", grid=GRID_2).reached == 48


@db
def test_correcting_keeps_what_was_said_before(command: County) -> None:
    notice = issued(command)
    correct_notice(notice, Wording("改正", "请留在家中。", "请留在家中。"), by=command["shi"],
                   now=NOON)  # fmt: skip
    assert [t.title for t in notice.texts.order_by("version")] == ["台风将至", "改正"]


@db
def test_withdrawn_nobody_carries_it_and_no_figure_counts_it(command: County) -> None:
    notice = issued(command)
    counts(command, notice, "", 100, 90)
    assert counted(NOON, NOON + HOUR).count() == 3
    assert refused_for(lambda: withdraw_notice(notice, " ", by=command["shi"], now=NOON), Invalid)
    withdraw_notice(notice, "文字有误", by=command["shi"], now=NOON + HOUR)
    assert not carried_by(command["li"])
    assert not counted(NOON, NOON + HOUR)


@db
def test_a_drill_counts_in_no_figure(command: County) -> None:
    issued(command, switched_on(command, is_drill=True))
    assert not counted(NOON, NOON + HOUR)


@db
def test_who_where_and_when_it_may_be_sent(command: County) -> None:
    row = switched_on(command)
    write = partial(write_notice, row, said=SAID, now=NOON)
    assert refused_for(lambda: write(area=FAR, by=command["shi"]), Invalid) == ["notice_outside"]
    assert refused_for(lambda: write(area=EAST, by=command["chen"]), NotAllowed) == [
        "not_emergency_officer"
    ]
    early = proposed(command, FAR)
    draft = write_notice(early, FAR, SAID, by=command["shi"], now=NOON)
    assert refused_for(lambda: issue_notice(draft, by=command["shi"], now=NOON)) == [
        "emergency_not_active"
    ]


@db
def test_what_is_too_long_for_ears_or_a_sheet_is_refused(command: County) -> None:
    row = switched_on(command)
    long = Wording("台", "字" * 161, "这一句话实在是太长了所以在风雨里面没有一个人能够听得清楚")
    wrong = refused_for(
        lambda: write_notice(row, NORTH, long, by=command["shi"], now=NOON), Invalid
    )
    assert wrong == ["text_length", "text_length", "speech_too_long"]


@given(st.lists(st.builds(Told, st.sampled_from("AB"), st.just(9), st.integers(0, 9))))
def test_saying_the_same_again_changes_nothing(told: list[Told]) -> None:
    assert reached_in_all([*told, *told[-1:]]) == reached_in_all(told)


@given(st.integers(1, 5000), st.data())
def test_a_share_lies_between_nothing_and_all(households: int, data: st.DataObject) -> None:
    found = coverage(data.draw(st.integers(0, households)), households)
    assert found is not None
    assert 0 <= found <= 100


@db
def test_the_figure_is_what_its_records_add_up_to(command: County) -> None:
    notice = issued(command)
    counts(command, notice, "", 100, 80)
    span = Span(NOON.date(), NOON.date(), NOON)
    for subject, reached, there in (("", 80, 150), (GRID_1, 80, 100), (GRID_2, 0, 50)):
        found = NOTICES.count("notice_coverage", [subject], span)[subject]
        rows = deliveries(territory().areas[subject].path if subject else "", span)
        assert (found.numerator, found.denominator) == (reached, there)
        assert sum(d.reached for d in rows) == reached
    later = NOON.date() + timedelta(days=1)
    assert NOTICES.count("notice_households", [""], Span(later, later, NOON))[""].value == 0

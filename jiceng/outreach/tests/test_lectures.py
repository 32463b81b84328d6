"""Lectures: who may speak, what clashes, what counts; three measures side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from jiceng.casework.tests.county import EAST, NOON, County
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused, Stale
from jiceng.kernel.reports import Span
from jiceng.outreach.actions.activities import move_activity, record_attendance
from jiceng.outreach.actions.lecture_requests import arrange_lecture, move_request
from jiceng.outreach.actions.lectures import (
    SpeakerTold,
    add_topic,
    change_lecture,
    confirm_lecture,
    decline_lecture,
    plan_lecture,
    rate_lecture,
    register_speaker,
)
from jiceng.outreach.figures.lectures import KINDS, LECTURES, lectures_held
from jiceng.outreach.models import Activity, Lecture
from jiceng.outreach.queries.lectures import awaiting, campaigns, progress, rating_told, villages
from jiceng.outreach.rules.activities import Attended
from jiceng.outreach.rules.lectures import Measured, check_campaign
from jiceng.outreach.tests.calendar_cast import ELEVEN, TEN
from jiceng.outreach.tests.lecture_cast import CONTENT, Pulpit, pulpit
from jiceng.outreach.tests.test_activities import refused_for

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def set_up(county: County) -> Pulpit:
    return pulpit(county)


def held(pulpit: Pulpit, *speakers: Any, came: Attended, who: str = "chen", **more: Any) -> Lecture:
    row = pulpit.planned(*speakers, who=who, **more)
    fresh = Activity.objects.get(pk=row.activity.pk)
    after = fresh.ends_at + timedelta(hours=1)
    record_attendance(fresh, came, by=pulpit.county[who], now=after, version=1)
    return Lecture.objects.select_related("activity").get(pk=row.pk)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"name": " "}, ["name"]),
        ({"starts_on": "soon"}, ["starts_on"]),
        ({"ends_on": "2025-01-01"}, ["ends_on"]),
        ({"targets": {}}, ["targets"]),
        ({"targets": {"NOWHERE": {}}}, ["targets"]),
        ({"targets": {"C-EAST": {"score": 3}}}, ["targets"]),
        ({"targets": {"C-EAST": {"sessions": -1}}}, ["targets"]),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_fault_by_fault(
    changes: dict[str, Any], fields: list[str]
) -> None:
    content = {**CONTENT, **changes}
    assert [f.field for f in check_campaign("x", content, {"T-NORTH", "C-EAST"})] == fields


def test_a_speaker_lectures_on_their_topics_in_their_languages(set_up: Pulpit) -> None:
    chen = set_up.county["chen"]
    plan = set_up.plan(set_up.jia)
    cases: tuple[tuple[dict[str, Any], list[str]], ...] = (
        ({"topic": set_up.other.number}, ["speaker_other_topic"]),
        ({"language": "local", "speakers": (set_up.yi.number,)}, ["speaker_other_language"]),
        ({"speakers": ()}, ["speakers_missing"]),
        ({"speakers": ("SP0",)}, ["unknown_speaker"]),
        ({"topic": "LT0"}, ["unknown_topic"]),
        ({"activity": replace(plan.activity, campaign="x")}, ["unknown_lecture_campaign"]),
    )
    for changes, codes in cases:
        act = partial(plan_lecture, replace(plan, **changes), by=chen, now=NOON)
        assert refused_for(act, Invalid) == codes
    assert not Activity.objects.exists()


def test_a_speaker_is_in_one_place_at_a_time_whoever_asks(set_up: Pulpit) -> None:
    first = set_up.planned(set_up.jia, set_up.yi)
    with pytest.raises(Refused) as refused:
        set_up.planned(set_up.yi, who="xie", area="469024100200")
    assert [r.params["name"] for r in refused.value.reasons] == ["示例讲师乙"]
    later = set_up.plan(set_up.jia, starts_at=TEN, ends_at=ELEVEN)
    by, now = set_up.county["chen"], NOON
    change_lecture(first, later, by=by, now=now, version=1)
    assert set_up.planned(set_up.yi, who="xie", area="469024100200").activity.unit == "C-WEST"
    with pytest.raises(Stale):
        change_lecture(first, later, by=by, now=now, version=1)


def test_speakers_confirm_and_a_change_asks_them_again(set_up: Pulpit) -> None:
    row = set_up.planned()
    confirm = partial(confirm_lecture, row, by=set_up.county["chen"], now=NOON)
    assert confirm(version=1).confirmed_at == NOON
    assert refused_for(partial(confirm, version=2)) == ["lecture_confirmed"]
    again = change_lecture(row, set_up.plan(), by=set_up.county["chen"], now=NOON, version=2)
    assert again.confirmed_at is None
    with pytest.raises(NotAllowed):
        confirm_lecture(again, by=set_up.county["xie"], now=NOON, version=3)


def test_only_a_lecture_its_speakers_agreed_to_is_published(set_up: Pulpit) -> None:
    chen, row = set_up.county["chen"], set_up.planned()

    def publish(version: int) -> Activity:
        return move_activity(row.activity, "publish", by=chen, now=NOON, version=version)

    assert refused_for(partial(publish, version=1)) == ["lecture_unconfirmed"]
    decline_lecture(row, "当天有手术", by=chen, now=NOON, version=1)
    assert row.declined_because == "当天有手术"
    assert refused_for(partial(publish, version=2)) == ["lecture_unconfirmed"]
    change_lecture(row, set_up.plan(set_up.yi), by=chen, now=NOON, version=2)
    assert row.declined_because == ""
    confirm_lecture(row, by=chen, now=NOON, version=3)
    assert publish(version=4).state == "published"
    late = partial(decline_lecture, row, "病了", by=chen, now=NOON, version=5)
    assert refused_for(late) == ["lecture_published"]


def test_speakers_with_an_account_answer_for_themselves_alone(set_up: Pulpit) -> None:
    told = SpeakerTold("示例讲师丙", (set_up.topic.number,), login="tang")
    bing = register_speaker(told, by=set_up.county["chen"], now=NOON)
    row = set_up.planned(set_up.jia, bing)
    tang = set_up.county["tang"]
    assert [r.pk for r in awaiting(tang)] == [row.pk]
    confirm_lecture(row, by=tang, now=NOON, version=1)
    assert row.confirmed_at is None, "甲 has not agreed yet"
    assert not awaiting(tang).exists()
    confirm_lecture(row, by=set_up.county["chen"], now=NOON, version=2)
    assert row.confirmed_at == NOON
    with pytest.raises(NotAllowed):
        decline_lecture(row, "不去", by=set_up.county["xie"], now=NOON, version=3)
    unknown = replace(told, login="nobody")
    act = partial(register_speaker, unknown, by=set_up.county["chen"], now=NOON)
    assert refused_for(act, Invalid) == ["speaker_account_unknown"]


def test_a_community_asks_and_the_town_arranges_or_says_why_not(set_up: Pulpit) -> None:
    asked, wang = set_up.wished(), set_up.county["wang"]
    assert (asked.state, asked.unit) == ("asked", "T-NORTH")
    lecture = arrange_lecture(asked, set_up.plan(), by=wang, now=NOON, version=1)
    assert (asked.state, asked.lecture) == ("arranged", lecture)
    assert lecture.confirmed_at is None
    other = set_up.wished(audience=20)
    refuse = partial(move_request, other, "refuse", by=wang, now=NOON, version=1)
    assert refused_for(refuse) == ["paper_missing"]
    assert refuse(reason="讲师已排满").state == "refused"
    with pytest.raises(NotAllowed):
        set_up.wished("xie")
    backwards = partial(set_up.wished, first_day=NOON.date() + DAY, last_day=NOON.date())
    assert refused_for(backwards, Invalid) == ["request_days_reversed"]
    past = partial(set_up.wished, first_day=NOON.date() - DAY, last_day=NOON.date() - DAY)
    assert refused_for(past, Invalid) == ["request_days_past"]


def test_progress_shows_three_measures_by_unit_and_a_speaker_once(set_up: Pulpit) -> None:
    held(set_up, set_up.jia, came=Attended(30, 12))
    held(set_up, set_up.jia, set_up.yi, came=Attended(20, None, 3), starts_at=TEN, ends_at=ELEVEN)
    held(
        set_up,
        set_up.yi,
        came=Attended(9, 5),
        who="wang",
        starts_at=TEN + DAY,
        ends_at=ELEVEN + DAY,
    )
    set_up.planned(starts_at=TEN + 2 * DAY, ends_at=ELEVEN + 2 * DAY)
    found = progress(campaigns(NOON)["all"], NOON)
    assert [(p.unit.code, p.done) for p in found] == [
        ("T-NORTH", Measured(2, 20, 3)), ("C-EAST", Measured(2, 15, 2)),
    ]  # fmt: skip
    assert found[1].shares() == {"speakers": "100.0%", "reached": "75.0%", "sessions": "50.0%"}
    counts = {v.code: v.sessions for v in villages(Lecture.objects.all())}
    assert (counts[EAST], counts["469024100200"]) == (4, 0)


def test_figures_count_what_the_list_behind_them_shows(set_up: Pulpit) -> None:
    held(set_up, set_up.jia, came=Attended(30, 12))
    held(set_up, set_up.jia, came=Attended(20, None, 3), starts_at=TEN, ends_at=ELEVEN)
    span = Span(date(2026, 11, 23), date(2026, 11, 30), NOON)
    values = {code: LECTURES.count(code, [EAST], span)[EAST].numerator for code in KINDS}
    assert values == {
        "lectures_held": 2, "lecture_speakers": 1, "lecture_households": 12, "lecture_units": 3,
        "lecture_people": 50, "lecture_villages": 1,
    }  # fmt: skip
    assert lectures_held("", span).count() == 2
    assert LECTURES.count("lectures_held", ["1"], span) == {}


def test_ratings_are_grades_without_names_told_from_three_on(set_up: Pulpit) -> None:
    row = set_up.planned()
    assert refused_for(lambda: rate_lecture(row, 5, now=NOON)) == ["lecture_not_rated_now"]
    row = held(set_up, set_up.yi, came=Attended(3))
    for grade in (5, 4):
        rate_lecture(row, grade, now=ELEVEN)
    assert rating_told([row]) is None
    rate_lecture(row, 4, now=ELEVEN)
    assert rating_told([row]) == (3, "4.3")
    assert refused_for(lambda: rate_lecture(row, 6, now=ELEVEN), Invalid) == ["bad_rating"]
    assert {f.name for f in row.ratings.model._meta.fields} == {"id", "lecture", "rating", "at"}


def test_speakers_and_topics_are_registered_with_their_faults_named(set_up: Pulpit) -> None:
    chen = set_up.county["chen"]
    bad = SpeakerTold("", ("LT0",), ("latin",))
    act = partial(register_speaker, bad, by=chen, now=NOON)
    assert refused_for(act, Invalid) == [
        "text_length", "unknown_topic", "speaker_languages_missing",
    ]  # fmt: skip
    elsewhere = SpeakerTold("示例讲师丙", (set_up.topic.number,), unit="HOUSING")
    with pytest.raises(NotAllowed):
        register_speaker(elsewhere, by=chen, now=NOON)
    with pytest.raises(NotAllowed):
        add_topic("题目", by=set_up.county["tang"], now=NOON)
    assert refused_for(lambda: add_topic(" ", by=chen, now=NOON), Invalid) == ["text_length"]

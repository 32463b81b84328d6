"""The pages of co-building over HTTP: what each side sees, types, and is told."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiceng.casework.tests.county import EAST, FAR, NOON, WEST
from jiceng.party.actions.hours import Served, enter_hours
from jiceng.party.actions.registrations import register_unit
from jiceng.party.actions.wishes import post_wish
from jiceng.party.models import (
    Alliance,
    HoursEntry,
    JointProject,
    MemberRegistration,
    Need,
    Resource,
    UnitRegistration,
    Wish,
)
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.neighbours import (
    in_days,
    member_registered,
    moved,
    need,
    project,
    registered,
    resource,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/co-building/"
BOARD, UNIT = f"{HERE}communities/{EAST}/", f"{HERE}units/HOUSING/"
MOST_QUERIES = 24


def desk(party: Party, who: str) -> Client:
    client = Client()
    client.force_login(party.people[who])
    return client


def text(party: Party, who: str, url: str) -> str:
    answer = desk(party, who).get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.fixture
def lively(neighbours: Party) -> Iterator[Party]:
    """Housing and Yan in East, a need, a resource, one late project and a wish."""
    registered(neighbours)
    member_registered(neighbours)
    wanted, offered = need(neighbours), resource(neighbours)
    row = project(neighbours, need=wanted, resource=offered, ends_on=in_days(1))
    moved(row, neighbours, "fan", "commit")
    post_wish(EAST, "想要一盏台灯", by=neighbours["chen"], now=NOON)
    yield neighbours


@pytest.mark.parametrize(
    ("who", "target"),
    [("chen", BOARD), ("fan", UNIT), ("yan", f"{HERE}me/"), ("xie", f"{HERE}communities/{WEST}/")],
)
def test_whoever_has_one_board_goes_straight_there(
    neighbours: Party, who: str, target: str
) -> None:
    answer = desk(neighbours, who).get(HERE)
    assert (answer.status_code, answer["Location"]) == (302, target)


def test_the_overview_counts_by_community_within_reach(lively: Party) -> None:
    page = text(lively, "wang", HERE)
    assert BOARD in page
    assert f"{HERE}communities/{FAR}/" not in page
    assert "另有 2 个社区（村）还没有记录" in text(lively, "zhou", HERE)
    assert f"{HERE}communities/{FAR}/" in text(lively, "zhou", f"{HERE}?every")
    assert BOARD in text(lively, "shen", HERE)


def test_a_branch_reads_counts_and_no_name(lively: Party) -> None:
    page = text(lively, "bai", HERE)
    assert "在职党员报到 1 人" in page
    assert MemberRegistration.objects.get().member.name not in page


def test_the_board_shows_promises_beside_deliveries(lively: Party) -> None:
    page = text(lively, "chen", BOARD)
    for words in ("县住建局", "0 / 1", "临近承诺日期", "楼道灯维修", "水电维修队", "想要一盏台灯"):
        assert words in page
    assert MemberRegistration.objects.get().member.name not in page


@pytest.mark.parametrize("who", ["xie", "sun", "kong", "bai", "guo"])
def test_a_board_is_missing_to_whoever_has_nothing_to_do_with_it(lively: Party, who: str) -> None:
    assert desk(lively, who).get(BOARD).status_code == 404


def test_a_need_shows_what_matches_and_why(lively: Party) -> None:
    wanted = Need.objects.get()
    page = text(lively, "chen", f"{HERE}needs/{wanted.number}/")
    for words in ("水电维修队", "都是“设施维修”", "单位已在这个社区报到", "邀请承办"):
        assert words in page
    assert "邀请承办" not in text(lively, "wang", f"{HERE}needs/{wanted.number}/")


def test_a_unit_reports_a_community_confirms_and_evaluates(neighbours: Party) -> None:
    fan, chen = desk(neighbours, "fan"), desk(neighbours, "chen")
    fan.post(f"{UNIT}register", {"community": EAST, "offers": "维修队"})
    row = UnitRegistration.objects.get()
    url = f"{HERE}registrations/{row.number}/"
    assert "确认报到" in text(neighbours, "chen", url)
    chen.post(f"{url}confirm", {"version": 1})
    chen.post(f"{url}evaluate", {"version": 2, "year": 2026, "grade": "good", "words": "及时"})
    assert row.evaluations.get().grade == "good"
    assert "及时" in text(neighbours, "fan", UNIT)


def test_reporting_twice_is_told_in_a_sentence(neighbours: Party) -> None:
    row = register_unit("HOUSING", EAST, by=neighbours["fan"], now=NOON)
    answer = desk(neighbours, "fan").post(f"{UNIT}register", {"community": EAST})
    assert answer.status_code == 422
    assert f"县住建局已在东社区报到（{row.number}），不用重复报到。" in answer.content.decode()


def test_lists_are_filled_in_by_forms(neighbours: Party) -> None:
    registered(neighbours)
    said = {
        "kind": "repair", "title": "楼道灯", "amount": 1, "starts_on": TODAY.isoformat(),
        "ends_on": in_days(20).isoformat(),
    }  # fmt: skip
    desk(neighbours, "chen").post(f"{BOARD}needs/new", {**said, "sectors": ["organ"]})
    desk(neighbours, "fan").post(f"{UNIT}resources/new", {**said, "communities": [EAST]})
    assert Need.objects.get().sectors == ["organ"]
    assert Resource.objects.get().communities == [EAST]
    wrong = desk(neighbours, "chen").post(
        f"{BOARD}needs/new", {**said, "ends_on": in_days(-1).isoformat()}
    )
    assert wrong.status_code == 422


def test_an_invitation_keeps_why_both_fit(lively: Party) -> None:
    wanted, offered = Need.objects.get(), Resource.objects.get()
    said = {
        "unit": "HOUSING", "resource": offered.number, "title": "再修一处", "amount": 1,
        "starts_on": TODAY.isoformat(), "ends_on": in_days(9).isoformat(),
    }  # fmt: skip
    url = f"{HERE}needs/{wanted.number}/"
    answer = desk(lively, "chen").post(f"{url}invite", said)
    row = JointProject.objects.latest("pk")
    assert answer["Location"] == f"{HERE}projects/{row.number}/"
    assert "都是“设施维修”" in text(lively, "fan", answer["Location"])
    too_much = desk(lively, "chen").post(f"{url}invite", {**said, "amount": 9})
    assert too_much.status_code == 422
    assert "不够 9 次（份）" in too_much.content.decode()


def test_a_unit_takes_a_need_on_and_the_community_accepts(lively: Party) -> None:
    wanted = Need.objects.get()
    said = {
        "title": "我们来修", "amount": 1, "starts_on": TODAY.isoformat(),
        "ends_on": in_days(9).isoformat(), "resource": "",
    }  # fmt: skip
    answer = desk(lively, "fan").post(f"{HERE}needs/{wanted.number}/take", said)
    assert answer.status_code == 302
    assert "接受认领" in text(lively, "chen", answer["Location"])
    assert "接受认领" not in text(lively, "fan", answer["Location"])
    kong = desk(lively, "kong").post(f"{HERE}needs/{wanted.number}/take", said)
    assert kong.status_code == 404


def test_a_unit_proposes_something_of_its_own(lively: Party) -> None:
    said = {
        "community": EAST, "kind": "talks", "title": "消防宣讲", "amount": 1,
        "starts_on": TODAY.isoformat(), "ends_on": in_days(9).isoformat(), "resource": "",
    }  # fmt: skip
    assert desk(lively, "fan").post(f"{UNIT}projects/new", said).status_code == 302
    assert JointProject.objects.latest("pk").offered_by == "unit"


def test_a_project_is_delivered_confirmed_and_evaluated_on_its_page(lively: Party) -> None:
    row = JointProject.objects.get()
    url = f"{HERE}projects/{row.number}/"
    fan, chen = desk(lively, "fan"), desk(lively, "chen")
    wrong = {"version": 2, "result": "好了", "delivered_on": TODAY, "people": 1, "hours": "-1"}
    answer = fan.post(f"{url}deliver", wrong)
    assert answer.status_code == 422
    assert "时长不能是负数。" in answer.content.decode()
    fan.post(f"{url}deliver", {**wrong, "hours": "3.5"})
    assert "确认完成" not in text(lively, "fan", url)
    own = fan.post(f"{url}confirm", {"version": 3})
    assert own.status_code == 409
    assert "承办单位不能确认自己的项目" in own.content.decode()
    chen.post(f"{url}confirm", {"version": 3})
    chen.post(f"{url}evaluate", {"version": 4, "grade": "fair", "words": "细致"})
    row.refresh_from_db()
    assert (row.state, row.hours, row.grade) == ("evaluated", Decimal("3.5"), "fair")
    assert "细致" in text(lively, "fan", url)
    assert "已完成 1 个" in text(lively, "chen", BOARD)
    assert "3.5" in text(lively, "chen", f"{BOARD}projects")


def test_a_wish_is_claimed_by_a_member_whose_name_the_community_alone_reads(lively: Party) -> None:
    row = Wish.objects.get()
    url, member = f"{HERE}wishes/{row.number}/", MemberRegistration.objects.get().member
    account = lively.people["yan"]
    name = member.name = account.name = "严小燕"
    member.save()
    account.save()
    assert "我来认领" in text(lively, "yan", url)
    assert "由县住建局认领" in text(lively, "fan", url)
    desk(lively, "yan").post(f"{url}claim", {"version": 1})
    for who in ("chen", "yan"):
        assert text(lively, who, url).count(name) >= 2, "beside the wish and in what happened"
    for who in ("wang", "zhou"):
        seen = text(lively, who, url)
        assert name not in seen and seen.count("一名报到党员") == 2


def test_a_member_reports_and_enters_hours_on_the_own_page(neighbours: Party) -> None:
    yan, chen = desk(neighbours, "yan"), desk(neighbours, "chen")
    assert "提交报到" in text(neighbours, "yan", f"{HERE}me/")
    yan.post(f"{HERE}me/", {"community": EAST, "posts": ["care"], "skills": "理发"})
    row = MemberRegistration.objects.get()
    url = f"{HERE}members/{row.number}/"
    chen.post(f"{url}confirm", {"version": 1})
    said = {"version": 2, "served_on": TODAY, "post": "care", "work": "理发", "hours": "2"}
    yan.post(f"{url}hours", said)
    assert "理发" in text(neighbours, "chen", f"{BOARD}members")
    chen.post(f"{HERE}hours/{HoursEntry.objects.get().pk}/confirm")
    assert "社区已确认" in text(neighbours, "yan", f"{HERE}me/")
    assert desk(neighbours, "wang").get(url).status_code == 403
    assert desk(neighbours, "xie").get(url).status_code == 404
    assert desk(neighbours, "xie").get(f"{BOARD}members").status_code == 404


def test_hours_of_another_community_are_not_answered(lively: Party) -> None:
    served = Served(TODAY, "care", "理发", Decimal(2))
    entry = enter_hours(MemberRegistration.objects.get(), served, by=lively["yan"], now=NOON)
    assert desk(lively, "xie").post(f"{HERE}hours/{entry.pk}/confirm").status_code == 404
    assert desk(lively, "chen").post(f"{HERE}hours/{entry.pk}/burn").status_code == 404


def test_the_statement_of_a_quarter_sums_what_was_recorded_once(lively: Party) -> None:
    row = JointProject.objects.get()
    moved(row, lively, "fan", "deliver", result="好了", people=2, hours=Decimal(5))
    moved(row, lively, "chen", "confirm")
    page = text(lively, "fan", f"{UNIT}statement?quarter=2026Q4")
    assert "应完成共建项目 1 个，社区（村）已确认完成 1 个" in page
    assert "其中共建项目 5.0 小时" in page
    earlier = text(lively, "fan", f"{UNIT}statement?quarter=2026Q3")
    assert "应完成共建项目 0 个" in earlier
    assert desk(lively, "fan").get(f"{UNIT}statement?quarter=now").status_code == 422


def test_an_alliance_is_founded_and_kept_on_its_page(lively: Party) -> None:
    gao, url = desk(lively, "gao"), f"{BOARD}alliance"
    assert "还没有共建联盟" in text(lively, "fan", url)
    gao.post(url, {"name": "东社区共建联盟", "founded_on": TODAY})
    gao.post(f"{url}/join", {"version": 1, "unit": "县住建局"})
    gao.post(f"{url}/meet", {"version": 2, "held_on": TODAY, "topics": "计划", "decisions": "修灯"})
    plan = {"version": 3, "text": "修好楼道灯", "unit": "县住建局", "due_on": in_days(9)}
    gao.post(f"{url}/plan", plan)
    page = text(lively, "fan", url)
    for words in ("东社区共建联盟", "县住建局", "修灯", "修好楼道灯"):
        assert words in page
    item = Alliance.objects.get().plan.get()
    gao.post(f"{url}/finish", {"version": 4, "item": item.pk, "note": "验收单"})
    assert "验收单" in text(lively, "fan", url)
    stranger = gao.post(f"{url}/plan", {**plan, "version": 5, "unit": "县公安局"})
    assert "不是联盟成员" in stranger.content.decode()


def test_figures_open_onto_as_many_records_as_they_count(lively: Party) -> None:
    row = JointProject.objects.get()
    moved(row, lively, "fan", "deliver", result="好了", people=1, hours=Decimal(1))
    moved(row, lively, "chen", "confirm")
    moved(row, lively, "chen", "evaluate", grade="good")
    page = text(lively, "zhou", f"{HERE}figures/")
    assert "东社区" in page
    assert "县住建局" in text(lively, "zhou", f"{HERE}figures/?by=unit")
    behind = text(lively, "zhou", f"{HERE}figures/co_building_well_rate/?community={EAST}")
    assert row.number in behind
    assert "共 1 件" in behind
    elsewhere = text(lively, "sun", f"{HERE}figures/co_building_well_rate/")
    assert row.number not in elsewhere
    assert desk(lively, "zhou").get(f"{HERE}figures/happiness/").status_code == 404


@pytest.mark.parametrize(
    ("who", "url"),
    [("chen", BOARD), ("fan", UNIT), ("zhou", HERE), ("zhou", f"{HERE}figures/")],
)
def test_a_board_asks_no_more_questions_with_more_rows(lively: Party, who: str, url: str) -> None:
    client = desk(lively, who)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    for n in range(12):
        project(lively, title=f"项目 {n}")
        need(lively, title=f"需求 {n}")
        resource(lively, title=f"资源 {n}")
        post_wish(EAST, f"心愿 {n}", by=lively["chen"], now=NOON)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= MOST_QUERIES

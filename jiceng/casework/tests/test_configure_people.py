"""Accounts, posts and keys: the security administrator's own, and nobody's for himself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from jiceng.casework.tests.county import EAST, GRID_1, GRID_2, NOON, NORTH, County
from jiceng.casework.tests.powers import (
    OTHER_POSTS,
    counted,
    powers,
    send,
    signed_in,
    text_of,
)
from jiceng.kernel.records.accounts import TRIES, check_sign_in
from jiceng.kernel.records.models import ApiToken, Appointment, JournalEntry, Person
from jiceng.kernel.records.tokens import person_of
from jiceng.kernel.refusal import Invalid, TooMany

TODAY = date(2026, 11, 23)


@pytest.fixture
def admins(county: County, settings: Settings) -> dict[str, Client]:
    settings.FIXED_NOW = NOON.isoformat()
    return powers(county)


@pytest.fixture
def xu(admins: dict[str, Client]) -> Client:
    return admins["security_administrator"]


def page_of(county: County, name: str) -> str:
    return f"/admin/people/{county.people[name].pk}/"


def appoint(client: Client, county: County, name: str, **typed: Any) -> Any:
    given = {
        "post": "grid_worker", "unit": "C-EAST", "area": GRID_2, "kind": "regular",
        "starts_on": "2026-11-23", **typed,
    }  # fmt: skip
    return client.post(page_of(county, name) + "appoint", given)


def test_a_new_person_signs_in_with_the_password_shown_once(xu: Client) -> None:
    answer = send(xu, "/admin/people/new", name="吴梅", login="wumei")
    password = answer.context["password"]
    assert password in answer.content.decode()
    person = check_sign_in("wumei", password, address="10.0.0.1", now=NOON)
    assert (person.name, person.appointments.count()) == ("吴梅", 0)
    assert password not in xu.get(f"/admin/people/{person.pk}/").content.decode()
    said = JournalEntry.objects.get(kind="add_person")
    assert password not in said.payload


@pytest.mark.parametrize(
    ("login", "name", "sentence"),
    [
        ("li", "另一个李", "登录名为小写字母开头"),
        ("zhao", "又一个赵", "登录名“zhao”已有人使用"),
        ("张三", "张三", "登录名为小写字母开头"),
        ("zhangsan", "", "内容需在1到40个字之间"),
        ("x" * 41, "长", "登录名为小写字母开头"),
    ],
)
def test_nonsense_for_a_new_person_is_refused(
    xu: Client, login: str, name: str, sentence: str
) -> None:
    before = counted()
    answer = send(xu, "/admin/people/new", login=login, name=name)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert counted() == before


def test_a_shut_account_is_out_at_once_and_comes_back_with_a_new_password(
    county: County, xu: Client
) -> None:
    li = signed_in(county.people["li"])
    assert li.get("/desk/").status_code == 200
    xu.post(page_of(county, "li") + "shut")
    assert li.get("/desk/").status_code == 302
    password = xu.post(page_of(county, "li") + "password").context["password"]
    assert li.get("/desk/").status_code == 302, "the old session stays dead"
    assert check_sign_in("li", password, address="10.0.0.1", now=NOON).pk == county.people["li"].pk


def test_somebody_who_mistyped_too_often_is_let_in_again(county: County, xu: Client) -> None:
    password = xu.post(page_of(county, "li") + "password").context["password"]
    for _try in range(TRIES):
        with pytest.raises(Invalid):
            check_sign_in("li", "wrong", address="10.0.0.1", now=NOON)
    with pytest.raises(TooMany):
        check_sign_in("li", password, address="10.0.0.1", now=NOON)
    assert "已锁定" in text_of(xu.get(page_of(county, "li")))
    xu.post(page_of(county, "li") + "unlock")
    let_in = check_sign_in("li", password, address="10.0.0.2", now=NOON)
    assert let_in.login == "li"


def test_an_appointment_opens_its_pages_from_its_first_day(
    county: County, xu: Client, settings: Settings
) -> None:
    wu = signed_in(county.people["wu"])
    given = {"post": "auditor", "unit": "GOV", "area": "469024", "starts_on": "2026-11-24"}
    assert appoint(xu, county, "wu", **given).status_code == 302
    assert wu.get("/admin/audit/").status_code == 403
    settings.FIXED_NOW = (NOON + timedelta(days=1)).isoformat()
    assert wu.get("/admin/audit/").status_code == 200


def test_the_same_appointment_sent_twice_is_one(county: County, xu: Client) -> None:
    assert [appoint(xu, county, "wu").status_code for _ in range(2)] == [302, 302]
    assert county.people["wu"].appointments.count() == 2
    assert JournalEntry.objects.filter(kind="appoint").count() == 1


def test_on_secondment_the_home_unit_stays_known(county: County, xu: Client) -> None:
    appoint(xu, county, "zhao", kind="secondment", home_unit="HOUSING", ends_on="2027-06-30")
    page = text_of(xu.get(page_of(county, "zhao")))
    assert "下沉" in page
    assert "原单位 县住建局" in page


APPOINTMENT_FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no post": ({"post": ""}, "岗位：不能为空"),
    "a post that is none": ({"post": "king"}, "没有“king”这个岗位"),
    "a unit that is none": ({"unit": "皇宫"}, "没有找到单位“皇宫”"),
    "an area that is none": ({"area": "123"}, "没有代码为“123”的区域"),
    "a grid post for a town": ({"area": NORTH}, "不能任职于这一级区域"),
    "no first day": ({"starts_on": ""}, "开始日期：不能为空"),
    "a first day in words": ({"starts_on": "下周"}, "日期写法不对"),
    "a first day long gone": ({"starts_on": "2020-01-01"}, "最近 31 天至未来一年"),
    "an end before the start": ({"ends_on": "2026-11-22"}, "结束日期不能早于开始日期"),
    "a substitute without end": ({"kind": "substitute"}, "代理任职须写明结束日期"),
    "a secondment from nowhere": ({"kind": "secondment"}, "下沉任职须写明原单位"),
    "a secondment to where one is": (
        {"kind": "secondment", "home_unit": "C-EAST"},
        "原单位不能与下沉单位相同",
    ),
    "a kind that is none": ({"kind": "honorary"}, "任职性质"),
}


@pytest.mark.parametrize("name", APPOINTMENT_FAULTS)
def test_nonsense_in_an_appointment_is_refused(county: County, xu: Client, name: str) -> None:
    typed, sentence = APPOINTMENT_FAULTS[name]
    before = counted()
    answer = appoint(xu, county, "wu", **typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert counted() == before


def test_nobody_holds_two_of_the_three_powers(county: County, xu: Client) -> None:
    answer = appoint(xu, county, "guo", post="auditor", unit="GOV", area="469024")
    assert answer.status_code == 422
    assert "不能由同一岗位或同一人兼任" in text_of(answer)


def test_nobody_gives_rights_to_himself(county: County, xu: Client) -> None:
    before = counted()
    for act in ("shut", "password"):
        assert xu.post(page_of(county, "xu") + act).status_code == 409
    assert appoint(xu, county, "xu").status_code == 409
    assert counted() == before
    assert Person.objects.get(login="xu").is_active


def test_a_worker_who_changes_grids_keeps_both_periods(county: County, xu: Client) -> None:
    row = county.people["li"].appointments.get()
    url = f"/admin/appointments/{row.pk}/move"
    assert send(xu, url, area=GRID_2, starts_on="2026-12-01").status_code == 302
    held = county.people["li"].appointments.order_by("starts_on")
    assert [(a.area_id, a.ends_on) for a in held] == [
        (GRID_1, date(2026, 11, 30)),
        (GRID_2, None),
    ]


def test_an_end_is_refused_when_it_was_changed_meanwhile_or_lies_long_ago(
    county: County, xu: Client
) -> None:
    row = county.people["li"].appointments.get()
    url = f"/admin/appointments/{row.pk}/end"
    past = send(xu, url, ends_on="2026-11-01")
    assert "结束日期最早为昨天" in text_of(past)
    assert send(xu, url, ends_on="2026-11-30").status_code == 302
    stale = send(xu, url, ends_on="2026-12-31", seen="")
    assert stale.status_code == 409
    row.refresh_from_db()
    assert row.ends_on == date(2026, 11, 30)


def test_after_the_last_day_the_area_is_shut(
    county: County, xu: Client, settings: Settings
) -> None:
    li = signed_in(county.people["li"])
    row = county.people["li"].appointments.get()
    send(xu, f"/admin/appointments/{row.pk}/end", ends_on="2026-11-23")
    assert li.get("/field/").status_code == 200
    settings.FIXED_NOW = (NOON + timedelta(days=1)).isoformat()
    assert li.get("/field/").status_code == 403


def test_a_token_is_shown_once_works_and_dies(county: County, xu: Client) -> None:
    answer = xu.post(page_of(county, "zhou") + "token", {"label": "热线对接"})
    token = answer.context["token"]
    assert token in answer.content.decode()
    assert person_of(token) == county.people["zhou"]
    page = xu.get(page_of(county, "zhou"))
    assert "热线对接" in text_of(page)
    assert token not in page.content.decode()
    xu.post(f"/admin/tokens/{ApiToken.objects.get().pk}/revoke")
    assert person_of(token) is None


def test_a_token_without_a_purpose_is_refused(county: County, xu: Client) -> None:
    assert xu.post(page_of(county, "zhou") + "token", {"label": ""}).status_code == 422
    assert not ApiToken.objects.exists()


WRITES = ("appoint", "token", "password", "shut", "unlock")


@pytest.mark.parametrize("act", WRITES)
def test_only_the_security_administrator_touches_accounts(
    county: County, admins: dict[str, Client], act: str
) -> None:
    others = [admins["administrator"], admins["auditor"]]
    others += [signed_in(county.people[n]) for n in OTHER_POSTS]
    kept = counted()[2], ApiToken.objects.count()
    assert {c.post(page_of(county, "lin") + act).status_code for c in others} == {403}
    row = Appointment.objects.get(person=county.people["lin"])
    for verb in ("end", "move"):
        url = f"/admin/appointments/{row.pk}/{verb}"
        assert {c.post(url).status_code for c in others} == {403}
    assert (counted()[2], ApiToken.objects.count()) == kept
    lin = Person.objects.get(login="lin")
    assert (lin.is_active, lin.password) == (True, "!")


def test_people_are_found_by_name_post_and_unit(xu: Client) -> None:
    def names(query: str) -> set[str]:
        rows = xu.get(f"/admin/people/?{query}").context["table"]["rows"]
        return {row["cells"][1]["text"] for row in rows}

    assert names("q=韩") == {"han"}
    assert names("q=ZHA") == {"zhao"}
    assert names("post=grid_worker") == {"li", "lin"}
    assert names("unit=县住建局") == {"zhao"}
    assert names("q=谁也不是") == set()


def test_each_grid_shows_who_works_there_and_which_stand_empty(county: County, xu: Client) -> None:
    row = county.people["lin"].appointments.get()
    send(xu, f"/admin/appointments/{row.pk}/end", ends_on="2026-11-22")
    page = xu.get("/admin/grids/")
    assert (page.context["grids"], page.context["people"], page.context["empty"]) == (2, 2, 1)
    assert "无人任职" in text_of(page)
    assert "有 1 个网格目前无人任职" in text_of(xu.get("/admin/"))


def test_somebody_who_is_not_there_is_not_found(xu: Client) -> None:
    for url in ("/admin/people/99999/", "/admin/appointments/99999/end", f"/admin/types/{EAST}/"):
        assert xu.get(url).status_code == 404

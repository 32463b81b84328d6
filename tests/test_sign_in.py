"""Signing in: what is let in, what is counted, what an answer gives away, and when it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client, override_settings

from jiceng.casework.tests.county import NOON, County, build_county
from jiceng.kernel.records.models import JournalEntry

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "correct horse battery", "wrong horse battery"


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> County:
    pass_to(monkeypatch, timedelta(0))
    county = build_county()
    for person in county.people.values():
        person.set_password(RIGHT)
        person.save()
    return county


def pass_to(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    monkeypatch.setattr("jiceng.web.middleware.read_now", lambda: NOON + by)


def enter(client: Client, login: str, password: str = RIGHT, **rest: Any) -> Any:
    return client.post("/sign-in", {"login": login, "password": password, **rest})


def kinds() -> list[str]:
    return list(JournalEntry.objects.order_by("seq").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("login", "page"),
    [
        ("li", "/field/"),
        ("han", "/field/"),
        ("chen", "/desk/"),
        ("ma", "/desk/"),
        ("guo", "/admin/"),
        ("he", "/desk/"),
    ],
)
def test_a_day_begins_where_the_post_works(county: County, login: str, page: str) -> None:
    answer = enter(Client(), login)
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert kinds() == ["sign_in"]


def test_the_page_that_was_asked_for_is_shown_after_signing_in(county: County) -> None:
    client = Client()
    asked = client.get("/account")
    assert asked["Location"] == "/sign-in?next=/account"
    assert b'name="next" value="/account"' in client.get(asked["Location"]).content
    assert enter(client, "li", next="/account")["Location"] == "/account"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:1", "x"])
def test_nobody_is_sent_to_another_house(county: County, target: str) -> None:
    assert enter(Client(), "li", next=target)["Location"] == "/field/"


def test_a_session_gets_a_new_id_and_dies_at_sign_out(county: County) -> None:
    client = Client()
    client.get("/sign-in")
    enter(client, "li")
    first = client.cookies["sessionid"].value
    enter(client, "li")
    second = client.cookies["sessionid"].value
    assert first != second
    out = client.post("/sign-out")
    assert out["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies["sessionid"] = second
    assert client.get("/account").status_code == 302
    assert kinds()[-1] == "sign_out"


def test_leaving_takes_a_press_not_a_link(county: County) -> None:
    assert Client().get("/sign-out").status_code == 405


@pytest.mark.parametrize(("seconds", "status"), [(29 * 60, 200), (30 * 60 + 1, 302)])
def test_thirty_idle_minutes_end_a_session(county: County, seconds: int, status: int) -> None:
    client = Client()
    enter(client, "li")
    aged(client, seen=seconds)
    assert client.get("/account").status_code == status


def test_a_session_in_use_lives_on_but_not_for_ever(county: County) -> None:
    client = Client()
    enter(client, "li")
    for _ in range(3):
        aged(client, seen=25 * 60)
        assert client.get("/account").status_code == 200
    aged(client, since=12 * 3600 + 1)
    assert client.get("/account").status_code == 302


def aged(client: Client, **by: int) -> None:
    """Make the session's own marks older."""
    session = client.session
    for name, seconds in by.items():
        session[name] -= seconds
    session.save()


def test_a_disabled_account_is_out_at_once(county: County) -> None:
    client = Client()
    enter(client, "li")
    county.people["li"].is_active = False
    county.people["li"].save()
    assert client.get("/account").status_code == 302
    assert enter(Client(), "li").status_code == 422


def test_unknown_wrong_and_disabled_read_alike(county: County) -> None:
    county.people["lin"].is_active = False
    county.people["lin"].save()
    pages = {
        enter(Client(), login, WRONG).content.replace(f'value="{login}"'.encode(), b"")
        for login in ("li", "lin", "nobody")
    }
    texts = {without_tokens(page) for page in pages}
    assert len(texts) == 1
    assert "账号或密码不正确" in texts.pop()


def without_tokens(page: bytes) -> str:
    lines = page.decode().replace("<", "\n<").splitlines()
    return "\n".join(line for line in lines if "csrf" not in line)


class Counting(MD5PasswordHasher):
    """Counts how many passwords were hashed: what a sign-in costs."""

    algorithm = "counting"
    done = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.done += 1
        return super().encode(password, salt)


@override_settings(PASSWORD_HASHERS=["tests.test_sign_in.Counting"])
def test_an_unknown_name_costs_as_much_as_a_known_one(county: County) -> None:
    county.people["li"].set_password(RIGHT)
    county.people["li"].save()
    enter(Client(), "warm", WRONG)
    costs = {}
    for login in ("li", "nobody", "else"):
        Counting.done = 0
        enter(Client(), login, WRONG)
        costs[login] = Counting.done
    assert set(costs.values()) == {1}


def test_after_ten_wrong_tries_an_account_waits_a_quarter_of_an_hour(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = [enter(Client(), "li", WRONG).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    shut = enter(Client(), "li")
    assert shut.status_code == 429
    assert 1 <= int(shut["Retry-After"]) <= 15 * 60
    assert kinds()[-1] == "sign_in_shut"
    pass_to(monkeypatch, timedelta(minutes=15, seconds=1))
    assert enter(Client(), "li").status_code == 302


def test_names_that_do_not_exist_are_shut_like_those_that_do(county: County) -> None:
    statuses = [enter(Client(), "nobody", WRONG).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_an_address_that_tries_ten_names_is_shut(county: County) -> None:
    statuses = [enter(Client(), f"name{n}", WRONG).status_code for n in range(11)]
    assert statuses == [422] * 10 + [429]
    assert enter(Client(REMOTE_ADDR="192.0.2.7"), "li").status_code == 302


def test_one_who_forgets_a_password_shuts_nobody_else_out(county: County) -> None:
    for _ in range(11):
        enter(Client(), "li", WRONG)
    assert enter(Client(), "lin").status_code == 302


def test_a_community_behind_one_address_signs_in_one_after_another(county: County) -> None:
    assert [enter(Client(), login).status_code for login in county.people] == [302] * len(
        county.people
    )


def test_a_device_known_to_its_owner_is_not_shut_out_by_strangers(county: County) -> None:
    own: Client = Client()
    assert enter(own, "li").status_code == 302
    own.post("/sign-out")
    for _ in range(11):
        enter(Client(REMOTE_ADDR="192.0.2.7"), "li", WRONG)
    for n in range(11):
        enter(Client(), f"name{n}", WRONG)
    assert enter(Client(), "li").status_code == 429
    assert enter(own, "li").status_code == 302


def test_a_device_may_not_guess_without_end_either(county: County) -> None:
    own: Client = Client()
    enter(own, "li")
    own.post("/sign-out")
    statuses = [enter(own, "li", WRONG).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_a_right_password_clears_the_count(county: County) -> None:
    for _ in range(3):
        for _ in range(9):
            enter(Client(), "li", WRONG)
        assert enter(Client(), "li").status_code == 302


def test_the_journal_holds_no_name_that_was_typed(county: County) -> None:
    enter(Client(), "secret-name", WRONG)
    entry = JournalEntry.objects.get(kind="sign_in_refused")
    assert "secret-name" not in entry.payload


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        (WRONG, "a new long password 1", "a new long password 1"),
        (RIGHT, "short", "short"),
        (RIGHT, "password1234", "password1234"),
        (RIGHT, "a new long password 1", "another long password"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_and_a_good_new_one(
    county: County, old: str, new: str, again: str
) -> None:
    client = Client()
    enter(client, "li")
    answer = client.post("/account", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert enter(Client(), "li").status_code == 302


def test_a_new_password_ends_every_other_session(county: County) -> None:
    here, there = Client(), Client()
    enter(here, "li")
    enter(there, "li")
    new = "a new long password 1"
    assert here.post("/account", {"old": RIGHT, "new": new, "again": new}).status_code == 200
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert enter(Client(), "li").status_code == 422
    assert enter(Client(), "li", new).status_code == 302
    assert "change_password" in kinds()


@pytest.mark.parametrize("password", ["x" * 300, "坏\x00字符", ""])
def test_a_password_that_cannot_be_one_is_refused_plainly(county: County, password: str) -> None:
    assert enter(Client(), "li", password).status_code in (200, 422)


def test_the_page_is_kept_out_of_caches_and_frames(county: County) -> None:
    page = Client().get("/sign-in")
    assert page["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]

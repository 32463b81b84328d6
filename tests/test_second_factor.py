"""The second factor: who is asked, which codes are taken, how tries end, and who helps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from pyotp import TOTP

from jiceng.casework.tests.county import NOON, County, build_county
from jiceng.kernel.records.models import (
    Appointment,
    Area,
    JournalEntry,
    Person,
    RecoveryCode,
    SecondFactor,
    Unit,
)
from jiceng.kernel.records.second_factor import check_code, confirm, secret_for
from jiceng.kernel.refusal import Invalid

pytestmark = pytest.mark.django_db
RIGHT = "correct horse battery"
STEP = timedelta(seconds=30)
ENROL, CODE = "/account/second-factor", "/sign-in/code"


@pytest.fixture(autouse=True)
def asked() -> Iterator[None]:
    with override_settings(SECOND_FACTOR="staff"):
        yield


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


def enter(client: Client, login: str = "chen", **rest: str) -> Any:
    return client.post("/sign-in", {"login": login, "password": RIGHT, **rest})


def is_in(client: Client) -> bool:
    return bool(client.get("/account").status_code == 200)


def enrolled(county: County, login: str = "chen") -> tuple[TOTP, list[str]]:
    """A phone that was enrolled an hour ago, and its recovery codes."""
    person = county.people[login]
    phone = TOTP(secret_for(person))
    before = NOON - timedelta(hours=1)
    return phone, confirm(person, phone.at(before), now=before)


def kinds() -> list[str]:
    return list(JournalEntry.objects.order_by("seq").values_list("kind", flat=True))


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, with the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    table = {59: "287082", 1111111109: "081804", 20000000000: "353130"}
    for seconds, code in table.items():
        assert TOTP(secret).at(datetime.fromtimestamp(seconds, UTC)) == code


def test_the_first_sign_in_enrols_a_phone_before_anything_opens(county: County) -> None:
    client = Client()
    assert enter(client, next="/account")["Location"] == CODE
    assert not is_in(client)
    assert client.get(CODE)["Location"] == ENROL
    page = client.get(ENROL).content.decode()
    assert "<svg" in page
    shown = re.search(r'id="secret">([A-Z2-7 ]+)<', page)
    assert shown
    phone = TOTP(shown[1].replace(" ", ""))
    assert client.get(ENROL).content.decode().count(shown[1]) == 1, "a reload keeps the secret"
    answer = client.post(ENROL, {"code": phone.at(NOON)})
    codes = re.findall(r"<li><code>([a-z2-9-]+)</code>", answer.content.decode())
    assert len(set(codes)) == 10
    assert 'href="/account"' in answer.content.decode()
    assert is_in(client)
    assert kinds()[-1] == "set_second_factor"


def test_a_wrong_first_code_enrols_nothing(county: County) -> None:
    client = Client()
    enter(client)
    client.get(ENROL)
    assert client.post(ENROL, {"code": "000000"}).status_code == 422
    assert not is_in(client)
    assert not RecoveryCode.objects.exists()


def test_the_secret_and_the_codes_are_not_in_the_database_as_they_are(county: County) -> None:
    phone, codes = enrolled(county)
    row = SecondFactor.objects.get()
    assert phone.secret.encode() not in bytes(row.sealed) + bytes(row.key)
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not kept & {code.replace("-", "") for code in codes}
    assert len(kept) == 10


def test_password_and_code_together_open_the_page_that_was_asked_for(county: County) -> None:
    phone, _codes = enrolled(county)
    client = Client()
    enter(client, next="/account")
    assert not is_in(client)
    answer = client.post(CODE, {"code": phone.at(NOON)})
    assert answer["Location"] == "/account"
    assert is_in(client)
    assert kinds()[-1] == "second_factor"


def test_a_password_alone_opens_neither_pages_nor_the_api(county: County) -> None:
    enrolled(county)
    client = Client()
    enter(client)
    assert client.get("/desk/").status_code == 302
    assert client.get("/api/v1/worklist").status_code == 401
    assert client.post("/account", {"old": RIGHT}).status_code == 302


def test_without_the_password_no_code_is_asked(county: County) -> None:
    phone, _codes = enrolled(county)
    assert Client().get(CODE)["Location"] == "/sign-in"
    assert Client().post(CODE, {"code": phone.at(NOON)})["Location"] == "/sign-in"
    assert Client().get(ENROL)["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_phones_clock_may_be_one_step_off(county: County, steps: int, taken: bool) -> None:
    phone, _codes = enrolled(county)
    client = Client()
    enter(client)
    answer = client.post(CODE, {"code": phone.at(NOON + steps * STEP)})
    assert answer.status_code == (302 if taken else 422)
    assert is_in(client) is taken


def test_a_code_is_taken_once_and_no_earlier_one_after_it(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, _codes = enrolled(county)
    code, earlier = phone.at(NOON), phone.at(NOON - STEP)
    clients = [Client(), Client(), Client(), Client()]
    for client in clients:
        enter(client)
    assert clients[0].post(CODE, {"code": code}).status_code == 302
    assert clients[1].post(CODE, {"code": code}).status_code == 422
    assert clients[2].post(CODE, {"code": earlier}).status_code == 422
    pass_to(monkeypatch, STEP)
    assert clients[3].post(CODE, {"code": phone.at(NOON + STEP)}).status_code == 302


def test_the_code_that_enrolled_signs_nobody_in(county: County) -> None:
    person = county.people["chen"]
    phone = TOTP(secret_for(person))
    confirm(person, phone.at(NOON), now=NOON)
    with pytest.raises(Invalid):
        check_code(person, phone.at(NOON), now=NOON)


def test_the_code_of_somebody_else_opens_nothing(county: County) -> None:
    enrolled(county)
    other, codes = enrolled(county, "li")
    client = Client()
    enter(client)
    for code in (other.at(NOON), codes[0]):
        assert client.post(CODE, {"code": code}).status_code == 422


def test_each_recovery_code_opens_once_however_it_is_typed(county: County) -> None:
    _phone, codes = enrolled(county)
    for typed in (codes[0], codes[1].replace("-", " ").upper()):
        client = Client()
        enter(client)
        assert client.post(CODE, {"code": typed}).status_code == 302
        assert is_in(client)
    client = Client()
    enter(client)
    assert client.post(CODE, {"code": codes[0]}).status_code == 422
    assert kinds().count("use_recovery_code") == 2


def test_full_width_digits_of_a_chinese_keyboard_are_digits(county: County) -> None:
    phone, _codes = enrolled(county)
    client = Client()
    enter(client)
    wide = phone.at(NOON).translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    assert client.post(CODE, {"code": f"{wide[:3]} {wide[3:]}"}).status_code == 302


@pytest.mark.parametrize("code", ["", "١٢٣٤٥٦", "12345", "x" * 41, "坏\x00"])
def test_what_cannot_be_a_code_is_refused_plainly(county: County, code: str) -> None:
    enrolled(county)
    client = Client()
    enter(client)
    assert client.post(CODE, {"code": code}).status_code in (200, 422)
    assert not is_in(client)


def test_after_ten_wrong_codes_the_right_one_waits_too(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, _codes = enrolled(county)
    client = Client()
    enter(client)
    statuses = [client.post(CODE, {"code": "000000"}).status_code for _ in range(10)]
    assert statuses == [422] * 10
    shut = client.post(CODE, {"code": phone.at(NOON)})
    assert shut.status_code == 429
    assert 1 <= int(shut["Retry-After"]) <= 15 * 60
    assert kinds()[-1] == "second_factor_shut"
    assert kinds().count("second_factor_refused") == 10
    later = timedelta(minutes=15, seconds=1)
    pass_to(monkeypatch, later)
    assert client.post(CODE, {"code": phone.at(NOON + later)}).status_code == 302


def test_a_new_session_does_not_begin_the_count_anew(county: County) -> None:
    phone, _codes = enrolled(county)
    for _ in range(10):
        client = Client()
        enter(client)
        client.post(CODE, {"code": "000000"})
    client = Client()
    enter(client)
    assert client.post(CODE, {"code": phone.at(NOON)}).status_code == 429


def test_the_wait_for_a_code_ends_after_ten_minutes_and_with_the_password(county: County) -> None:
    phone, _codes = enrolled(county)
    late, changed = Client(), Client()
    enter(late)
    session = late.session
    session["pending"] = {**session["pending"], "at": session["pending"]["at"] - 601}
    session.save()
    assert late.post(CODE, {"code": phone.at(NOON)})["Location"] == "/sign-in"
    enter(changed)
    county.people["chen"].set_password("another long password")
    county.people["chen"].save()
    assert changed.post(CODE, {"code": phone.at(NOON)})["Location"] == "/sign-in"


def test_the_session_gets_a_new_id_with_the_code(county: County) -> None:
    phone, _codes = enrolled(county)
    client = Client()
    client.get("/sign-in")
    enter(client)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(CODE, {"code": phone.at(NOON)})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


@pytest.mark.parametrize(
    ("who", "mode", "asked_for"),
    [
        ("chen", "off", False),
        ("chen", "staff", True),
        ("chen", "all", True),
        ("idle", "off", False),
        ("idle", "staff", False),
        ("idle", "all", True),
    ],
)
def test_the_setting_says_who_is_asked(
    county: County, who: str, mode: str, asked_for: bool
) -> None:
    idle = Person(login="idle", name="闲")
    idle.set_password(RIGHT)
    idle.save()
    client = Client()
    with override_settings(SECOND_FACTOR=mode):
        asked = enter(client, who)["Location"] == CODE
        assert asked is asked_for
        assert is_in(client) is not asked_for


def test_a_county_without_second_factor_has_no_such_page(county: County) -> None:
    client = Client()
    client.force_login(county.people["chen"])
    with override_settings(SECOND_FACTOR="off"):
        assert client.get(ENROL).status_code == 404
        assert ENROL not in client.get("/account").content.decode()


def test_new_recovery_codes_cost_a_code_of_the_phone_and_end_the_old_ones(county: County) -> None:
    phone, old = enrolled(county)
    client = Client()
    client.force_login(county.people["chen"])
    assert "10" in client.get(ENROL).content.decode()
    assert client.post(ENROL, {"code": "000000"}).status_code == 422
    page = client.post(ENROL, {"code": phone.at(NOON)}).content.decode()
    codes = re.findall(r"<li><code>([a-z2-9-]+)</code>", page)
    assert len(codes) == 10
    with pytest.raises(Invalid):
        check_code(county.people["chen"], old[0], now=NOON)
    check_code(county.people["chen"], codes[0], now=NOON)


def test_an_enrolled_phone_is_never_shown_again(county: County) -> None:
    phone, _codes = enrolled(county)
    client = Client()
    client.force_login(county.people["chen"])
    page = client.get(ENROL).content.decode()
    assert "<svg" not in page.partition("<main")[2].partition("jc-notice")[0]
    assert phone.secret[:8] not in page.replace(" ", "")


def security(county: County) -> Client:
    """Somebody who keeps accounts."""
    person = Person.objects.create(login="shi", name="石", password="!")
    Appointment.objects.create(
        person=person, post="security_administrator", unit=Unit.objects.get(code="GOV"),
        area=Area.objects.get(code="469024"), starts_on=date(2020, 1, 1),
    )  # fmt: skip
    client = Client()
    client.force_login(person)
    return client


def test_a_lost_phone_is_forgotten_by_the_security_administrator(county: County) -> None:
    phone, codes = enrolled(county)
    keeper, person = security(county), county.people["chen"]
    where = f"/admin/people/{person.pk}/"
    assert "reset-factor" in keeper.get(where).content.decode()
    assert keeper.post(f"{where}reset-factor").status_code == 302
    assert kinds()[-1] == "reset_second_factor"
    assert not RecoveryCode.objects.exists()
    client = Client()
    enter(client)
    for code in (phone.at(NOON), codes[0]):
        assert client.post(CODE, {"code": code})["Location"] == ENROL
    assert phone.secret not in client.get(ENROL).content.decode().replace(" ", "")


def test_nobody_resets_his_own_phone_and_nobody_else_resets_any(county: County) -> None:
    keeper, person = security(county), Person.objects.get(login="shi")
    phone = TOTP(secret_for(person))
    confirm(person, phone.at(NOON), now=NOON)
    assert keeper.post(f"/admin/people/{person.pk}/reset-factor").status_code == 409
    clerk = Client()
    clerk.force_login(county.people["chen"])
    assert clerk.post(f"/admin/people/{person.pk}/reset-factor").status_code == 403
    assert SecondFactor.objects.filter(person=person).exists()


def test_mistyped_codes_are_forgiven_by_the_security_administrator(county: County) -> None:
    phone, _codes = enrolled(county)
    client, keeper = Client(), security(county)
    enter(client)
    for _ in range(11):
        client.post(CODE, {"code": "000000"})
    where = f"/admin/people/{county.people['chen'].pk}/"
    assert f"{where}unlock" in keeper.get(where).content.decode()
    keeper.post(f"{where}unlock")
    assert client.post(CODE, {"code": phone.at(NOON)}).status_code == 302

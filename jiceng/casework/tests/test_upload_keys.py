"""What a phone may still deliver after its session has ended, and what ends that."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.models import Case
from jiceng.casework.tests.county import GRID_1, NOON, County
from jiceng.kernel.records.models import (
    Appointment,
    Area,
    JournalEntry,
    Note,
    Person,
    Unit,
    UploadKey,
)
from jiceng.web.upload_keys import COOKIE

Pass = Callable[[timedelta], None]
STREET = {"text": "广场东侧垃圾没人收", "area": GRID_1, "outcome": "reported", "case_type": "0101"}


class Phone:
    """A phone on which somebody opened the app; `leave` ends the session and keeps the cookies."""

    def __init__(self, person: Person) -> None:
        self.client = Client()
        self.person = person
        self.key = ""
        self.open(person)

    def open(self, person: Person) -> None:
        self.client.force_login(person)
        found = re.search(r'name="jc-upload-key" content="([^"]+)"', self.page("/field/"))
        assert found
        self.key, self.person = found[1], person

    def page(self, url: str) -> str:
        return str(self.client.get(url).content.decode())

    def leave(self) -> None:
        del self.client.cookies[settings.SESSION_COOKIE_NAME]

    def send(self, url: str, fields: dict[str, Any], **changed: str) -> Any:
        headers = {
            "Accept": "application/json",
            "Idempotency-Key": f"draft {url} {sorted(fields)}",
            "X-Upload-Key": self.key,
            "X-Jiceng-User": str(self.person.pk),
        } | {name.replace("_", "-"): value for name, value in changed.items()}
        return self.client.post(url, fields, headers=headers)

    def report(self, **changed: str) -> int:
        return int(self.send("/field/report", STREET, **changed).status_code)


@pytest.fixture
def phone(county: County, at_noon: Pass) -> Phone:
    return Phone(county.people["li"])


def rubbish() -> Case:
    return raise_case(Raised("垃圾没人收", case_type="0101", grid_code=GRID_1), now=NOON).case


def at(case: Case, name: str) -> str:
    return f"/field/cases/{case.number}/{name}"


def test_what_was_written_is_delivered_after_the_session_has_ended(
    county: County, phone: Phone
) -> None:
    phone.leave()
    answer = phone.send("/field/report", STREET)
    assert answer.status_code == 201
    assert phone.send("/field/report", STREET).status_code == 200, "acknowledged, not doubled"
    case = Case.objects.get(number=answer.json()["number"])
    li = Appointment.objects.get(person=county.people["li"])
    assert JournalEntry.objects.get(kind="report", subject_id=case.pk).appointment == li.pk


def test_an_idle_session_ends_and_the_phone_still_delivers(phone: Phone) -> None:
    session = phone.client.session
    session["seen"] = session["since"] = 0
    session.save()
    assert phone.report() == 201


def test_moves_that_the_outbox_keeps_and_notes_are_delivered(phone: Phone) -> None:
    case = rubbish()
    phone.leave()
    assert phone.send(at(case, "note"), {"note": "正在清理"}).status_code == 201
    settled = phone.send(
        at(case, "settle_on_the_spot"), {"version": case.version, "result": "已清运"}
    )
    assert (settled.status_code, settled.json()["state"]) == (201, "closed")
    assert "正在清理" in Note.objects.values_list("text", flat=True)


@pytest.mark.parametrize("name", ["sign_for", "start", "escalate", "send_back", "contact"])
def test_nothing_else_is_moved_or_shown_by_the_key(phone: Phone, name: str) -> None:
    case = rubbish()
    phone.leave()
    answer = phone.send(at(case, name), {"version": case.version, "reason": "试", "result": "试"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == "dispatched"


@pytest.mark.parametrize("url", ["/field/", "/field/report", "/field/me", "/desk/", "/account"])
def test_the_key_reads_nothing(phone: Phone, url: str) -> None:
    phone.leave()
    headers = {"X-Upload-Key": phone.key, "Accept": "application/json"}
    assert phone.client.get(url, headers=headers).status_code == 302


def test_a_refused_record_tells_why_without_showing_a_page(phone: Phone) -> None:
    case = rubbish()
    phone.leave()
    answer = phone.send(at(case, "settle_on_the_spot"), {"version": 1, "result": ""})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert phone.report(Accept="text/html") == 302


def test_the_key_works_on_its_own_phone_only(county: County, phone: Phone) -> None:
    other = Phone(county.people["li"])
    phone.leave()
    assert phone.report(X_Upload_Key=other.key) == 302
    del phone.client.cookies[COOKIE]
    assert phone.report() == 302


@pytest.mark.parametrize("key", ["", "1", "1.", "x.y", "²." + "0" * 64, "9" * 30 + ".a", "1.é"])
def test_a_made_up_key_opens_nothing(phone: Phone, key: str) -> None:
    phone.leave()
    assert phone.report(X_Upload_Key=key) == 302
    assert not Case.objects.exists()


@pytest.mark.parametrize(("days", "status"), [(13, 201), (14, 201), (15, 302)])
def test_the_key_lasts_fourteen_days(phone: Phone, at_noon: Pass, days: int, status: int) -> None:
    phone.leave()
    at_noon(timedelta(days=days))
    assert phone.report() == status


def test_opening_the_app_again_prolongs_the_same_key(
    county: County, phone: Phone, at_noon: Pass
) -> None:
    first = phone.key
    at_noon(timedelta(days=10))
    phone.open(county.people["li"])
    assert phone.key == first
    phone.leave()
    at_noon(timedelta(days=20))
    assert phone.report() == 201
    assert UploadKey.objects.count() == 1


def test_signing_out_ends_the_key_even_when_the_session_had_ended(phone: Phone) -> None:
    phone.leave()
    phone.client.post("/sign-out")
    assert phone.report() == 302
    assert JournalEntry.objects.filter(kind="revoke_upload_key").count() == 1


def test_a_key_that_was_ended_does_not_come_back_at_the_next_sign_in(
    county: County, phone: Phone
) -> None:
    old = phone.key
    phone.client.post("/sign-out")
    phone.open(county.people["li"])
    phone.leave()
    assert phone.report(X_Upload_Key=old) == 302
    assert phone.report() == 201


def test_a_disabled_person_delivers_nothing(county: County, phone: Phone) -> None:
    phone.leave()
    Person.objects.filter(pk=county.people["li"].pk).update(is_active=False)
    assert phone.report() == 302


def test_somebody_without_a_post_any_more_delivers_nothing(county: County, phone: Phone) -> None:
    phone.leave()
    Appointment.objects.filter(person=county.people["li"]).update(ends_on=date(2026, 11, 22))
    assert phone.report() == 403


def test_a_record_is_not_delivered_in_the_name_of_whoever_is_signed_in_now(
    county: County, phone: Phone
) -> None:
    li, key = phone.person, phone.key
    phone.open(county.people["lin"])
    phone.person, phone.key = li, key
    assert phone.report() == 403
    assert not Case.objects.exists()
    phone.leave()
    assert phone.report(X_Jiceng_User=str(county.people["lin"].pk)) == 403
    assert phone.report() == 201


@pytest.mark.parametrize("act", ["revoke-phones", "shut", "password"])
def test_the_security_administrator_ends_the_keys_of_a_person(
    county: County, phone: Phone, act: str
) -> None:
    person = Person.objects.create(login="shi", name="石", password="!")
    Appointment.objects.create(
        person=person, post="security_administrator", unit=Unit.objects.get(code="GOV"),
        area=Area.objects.get(code="469024"), starts_on=date(2020, 1, 1),
    )  # fmt: skip
    keeper = Client()
    keeper.force_login(person)
    where = f"/admin/people/{phone.person.pk}/"
    assert "revoke-phones" in keeper.get(where).content.decode()
    keeper.post(where + act)
    assert "revoke-phones" not in keeper.get(where).content.decode()
    phone.leave()
    Person.objects.filter(pk=phone.person.pk).update(is_active=True)
    assert phone.report() == 302


def test_a_form_of_another_site_delivers_nothing(phone: Phone) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone.client.cookies
    phone.client = strict
    phone.leave()
    assert phone.report() == 403


def test_the_database_holds_nothing_to_deliver_with(phone: Phone) -> None:
    row = UploadKey.objects.get()
    assert phone.client.cookies[COOKIE].value != row.device
    assert row.device not in phone.key
    cookie = phone.client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"

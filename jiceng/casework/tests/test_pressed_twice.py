"""A button pressed twice, a page sent again: done once, answered alike."""

from __future__ import annotations

from typing import Any

from django.test import Client

from jiceng.casework.models import CallUp, Case
from jiceng.casework.tests.county import COUNTY, START, County
from jiceng.casework.tests.desk import desk, untyped
from jiceng.kernel.records.models import ApiToken, Appointment, Person


def test_a_clerk_who_presses_twice_registers_one_case(county: County, at_noon: object) -> None:
    client = desk(county, "chen")
    key = str(client.get("/desk/cases/new").context["key"])
    sent = {"source": "hotline", "text": "楼道灯坏了", "phone": "13800138000",
            "idempotency_key": key}  # fmt: skip
    first, second = (client.post("/desk/cases/new", sent) for _ in range(2))
    assert Case.objects.count() == 1
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.context["access_code"] == first.context["access_code"]
    changed = client.post("/desk/cases/new", {**sent, "text": "另一件事"})
    assert (changed.status_code, Case.objects.count()) == (422, 1)


def test_a_token_given_twice_is_one_token(county: County, at_noon: object) -> None:
    xu = Person.objects.create(login="xu", name="徐", password="!")
    Appointment.objects.create(
        person=xu, post="security_administrator", unit_id="GOV", area_id=COUNTY, starts_on=START
    )
    client = Client()
    client.force_login(xu)
    page = f"/admin/people/{county.people['zhou'].pk}/"
    shown = client.get(page)
    assert f'value="{shown.context["key"]}"' in shown.text
    sent = {"label": "热线对接", "idempotency_key": str(shown.context["key"])}
    first, second = (client.post(page + "token", sent) for _ in range(2))
    assert first.context["token"] == second.context["token"]
    assert ApiToken.objects.count() == 1
    client.post(page + "token", {**sent, "idempotency_key": str(second.context["key"])})
    assert ApiToken.objects.count() == 2, "asked for anew"


def test_a_whistle_blown_twice_calls_once(county: County, at_noon: object) -> None:
    client, case = desk(county, "wang"), untyped(county)
    key = str(client.get(f"/desk/call-ups/new?case={case.number}").context["key"])
    sent: dict[str, Any] = {
        "case": case.number, "reason_kind": "emergency", "title": "路面塌陷", "place": "文化广场",
        "lead": "HOUSING", "idempotency_key": key,
    }  # fmt: skip
    first, second = (client.post("/desk/call-ups/new", sent) for _ in range(2))
    assert CallUp.objects.count() == 1
    assert first["Location"] == second["Location"]

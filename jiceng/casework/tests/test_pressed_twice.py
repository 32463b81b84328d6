"""A button pressed twice, a page sent again: done once, answered alike."""

from __future__ import annotations

from typing import Any

from jiceng.casework.models import CallUp, Case
from jiceng.casework.tests.county import County
from jiceng.casework.tests.desk import desk, untyped


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

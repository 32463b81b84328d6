"""Powers sent down: a ledger that decides who decides, kept by the administrator."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.county import EAST, FAR, LONG_AGO, NOON, County
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import Configuration
from jiceng.services.actions.applications import Asked, apply_for
from jiceng.services.models import ServicePoint
from jiceng.services.queries.items import does, item_for
from jiceng.services.queries.schemas import SCHEMAS
from jiceng.services.rules.powers import KIND
from jiceng.services.tests.cast import opened, with_items
from jiceng.services.tests.test_efficiency import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/delegated-powers/"
POWER: dict[str, Any] = {
    "item": "临时摆摊备案", "case_types": [], "from_unit": "HOUSING", "to_unit": "T-NORTH",
    "mode": "entrusted", "basis": "县府〔2026〕1 号", "effective_from": "2026-01-01",
    "service_items": ["stall_permit"],
}  # fmt: skip


@pytest.fixture
def town(county_with_kinds: County) -> County:
    return with_items(county_with_kinds)


def sent_down(**changes: Any) -> None:
    content = {**POWER, **changes}
    set_rule(KIND, "power_1", content, valid_from=LONG_AGO, reason="下放", by="试", now=NOON)


def decides(**more: Any) -> str:
    given = Asked("stall_permit", "13812345678", channel="counter", **more)
    return apply_for(given, now=NOON).application.unit


def test_the_town_decides_for_its_communities_and_they_collect(town: County) -> None:
    sent_down()
    point = opened(town, items=("stall_permit",))
    assert decides(point=point) == "T-NORTH"
    assert not does(point, item_for("stall_permit", NOON), NOON)
    assert "代收转办" in Client().get(f"/services/{point.number}").content.decode()
    station = ServicePoint.objects.get(name="北镇便民服务站")
    assert does(station, item_for("stall_permit", NOON), NOON)


def test_what_comes_over_the_net_goes_where_the_applicant_lives(town: County) -> None:
    sent_down()
    assert (decides(area=EAST), decides(area=FAR), decides()) == ("T-NORTH", "HOUSING", "HOUSING")


def test_the_power_that_was_sent_farther_down_counts(town: County) -> None:
    sent_down()
    content = {**POWER, "to_unit": "C-EAST"}
    set_rule(KIND, "power_2", content, valid_from=LONG_AGO, reason="下放", by="试", now=NOON)
    assert decides(area=EAST) == "C-EAST"


@pytest.mark.parametrize(
    ("changes", "unit"),
    [
        ({"effective_from": "2026-12-01"}, "HOUSING"),
        ({"effective_to": "2026-11-22"}, "HOUSING"),
        ({"effective_to": "2026-11-23"}, "T-NORTH"),
        ({"service_items": []}, "HOUSING"),
    ],
)
def test_a_power_counts_on_its_days_and_for_its_items(
    town: County, changes: dict[str, Any], unit: str
) -> None:
    sent_down(**changes)
    assert decides(area=EAST) == unit


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"item": " "}, ("text_length", "item")),
        ({"basis": ""}, ("text_length", "basis")),
        ({"mode": "lent"}, ("unknown_value", "mode")),
        ({"from_unit": "X"}, ("unknown_unit", "from_unit")),
        ({"to_unit": "POLICE"}, ("power_not_down", "to_unit")),
        ({"effective_from": None}, ("needed", "effective_from")),
        ({"effective_to": "2025-12-31"}, ("power_ends_first", "effective_to")),
        ({"review_on": "soon"}, ("bad_day", "review_on")),
        ({"service_items": ["nothing"]}, ("unknown_item", "service_items")),
    ],
)
def test_each_fault_of_a_power_names_its_field(
    town: County, changes: dict[str, Any], fault: tuple[str, str] | None
) -> None:
    faults = SCHEMAS[KIND]("power_1", {**POWER, **changes}, None)
    assert [(r.code, r.field) for r in faults] == ([fault] if fault else [])


def test_the_administrator_sends_a_power_down_and_everybody_reads_it(town: County) -> None:
    administrator = desk(town, "guo")
    typed = {**POWER, "reason": "县里下文", "version": 0, "from_unit": "HOUSING"}
    typed.pop("case_types")
    answer = administrator.post(f"{HERE}new", typed)
    assert answer.status_code == 302, answer.content.decode()
    assert decides(area=EAST) == "T-NORTH"
    for page in (Client().get("/services/powers"), desk(town, "li").get(HERE)):
        assert "县府〔2026〕1 号" in page.content.decode()
    ended = {**typed, "effective_to": "2026-11-22", "version": 1, "reason": "收回"}
    assert administrator.post(f"{HERE}power_1/change", ended).status_code == 302
    assert decides(area=EAST) == "HOUSING"
    assert "县府〔2026〕1 号" not in Client().get("/services/powers").content.decode()
    assert "已经失效" in desk(town, "li").get(HERE).content.decode()
    assert Configuration.objects.filter(kind=KIND, key="power_1").count() == 2
    stale = administrator.post(f"{HERE}power_1/change", {**ended, "version": 1, "reason": "再改"})
    assert stale.status_code == 409


def test_what_was_typed_stays_when_it_is_refused(town: County) -> None:
    typed = {**POWER, "reason": "县里下文", "version": 0, "to_unit": "POLICE"}
    answer = desk(town, "guo").post(f"{HERE}new", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "县府〔2026〕1 号" in page
    assert "赋权清单只列下放给" in page


@pytest.mark.parametrize("who", ["zhao", "zhou", "lu"])
def test_nobody_else_keeps_the_ledger(town: County, who: str) -> None:
    assert desk(town, who).get(f"{HERE}new").status_code == 403
    assert "登记下放的权力" not in desk(town, who).get(HERE).content.decode()

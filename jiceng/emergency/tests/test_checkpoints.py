"""Checkpoints: by an order alone, for an emergency that is on; incidents become cases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiceng.casework.tests.county import FAR, NOON, SOUTH, County
from jiceng.emergency.actions.checkpoints import (
    change_checkpoint,
    close_checkpoints,
    move_checkpoint,
    open_checkpoints,
    register_checkpoint,
    report_incident,
    take_checkpoints,
)
from jiceng.emergency.models import Checkpoint, Incident
from jiceng.emergency.rules.checkpoints import COLUMNS, row_of
from jiceng.emergency.tests.cast import decided
from jiceng.emergency.tests.cast import switched_on as by_decision
from jiceng.emergency.tests.posts import (
    ORDER,
    TOLD,
    opened,
    registered,
    switched_on,
    with_office,
)
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(county: County) -> County:
    return with_office(county)


def codes(error: pytest.ExceptionInfo[Refused | Invalid]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def test_an_order_opens_what_stands_in_the_area(office: County) -> None:
    first, _second = registered(office)
    emergency = switched_on()
    assert open_checkpoints(emergency, ORDER, by=office["shi"], now=NOON, kind="compound") == 1
    first.refresh_from_db()
    assert (first.state, first.order, first.emergency) == ("open", ORDER, emergency)
    with pytest.raises(Refused) as error:
        open_checkpoints(emergency, ORDER, by=office["shi"], now=NOON, kind="compound")
    assert codes(error) == ["nothing_to_open"]
    assert close_checkpoints(emergency, ORDER, by=office["kou"], now=NOON) == 1


@pytest.mark.parametrize("name", ["suspend", "close"])
def test_nothing_is_closed_without_an_order(office: County, name: str) -> None:
    registered(office)
    opened(office)
    row = Checkpoint.objects.get(code="K001")
    with pytest.raises(Refused) as error:
        move_checkpoint(row, name, by=office["shi"], now=NOON, version=row.version)
    assert codes(error) == ["paper_missing"]
    move_checkpoint(row, name, by=office["shi"], now=NOON, version=row.version, order="2 号")
    row.refresh_from_db()
    assert row.order == "2 号"


def test_nothing_opens_where_no_emergency_is_on(office: County) -> None:
    row, _second = registered(office)
    with pytest.raises(Refused) as error:
        move_checkpoint(row, "open", by=office["shi"], now=NOON, version=1, order=ORDER)
    assert codes(error) == ["no_emergency_on"]
    elsewhere = switched_on(SOUTH)
    with pytest.raises(Refused) as error:
        move_checkpoint(row, "open", by=office["shi"], now=NOON, version=1, order=ORDER,
                        emergency=elsewhere)  # fmt: skip
    assert codes(error) == ["checkpoint_outside"]


def test_a_decision_opens_and_closes_what_its_plan_names(office: County) -> None:
    registered(office)
    port = replace(TOLD, code="P1", kind="port")
    register_checkpoint(port, by=office["shi"], now=NOON)
    emergency = by_decision(office)
    row = Checkpoint.objects.get(code="P1")
    assert (row.state, row.order, row.emergency) == ("open", emergency.decision, emergency)
    assert Checkpoint.objects.filter(state="planned").count() == 2
    decided(office, emergency, "end")
    row.refresh_from_db()
    assert row.state == "closed"


def test_a_drill_opens_nothing_by_itself(office: County) -> None:
    register_checkpoint(replace(TOLD, kind="port"), by=office["shi"], now=NOON)
    by_decision(office, is_drill=True)
    assert Checkpoint.objects.get().state == "planned"


def test_only_the_office_writes_them_down(office: County) -> None:
    with pytest.raises(NotAllowed):
        register_checkpoint(TOLD, by=office["chen"], now=NOON)
    row, _second = registered(office)
    with pytest.raises(NotAllowed):
        change_checkpoint(row, TOLD, by=office["chen"], now=NOON, version=1)
    with pytest.raises(Stale):
        change_checkpoint(row, TOLD, by=office["shi"], now=NOON, version=9)
    switched_on()
    with pytest.raises(Refused):
        move_checkpoint(row, "open", by=office["chen"], now=NOON, version=1, order=ORDER)


def test_each_fault_is_named_at_its_field(office: County) -> None:
    wrong = replace(TOLD, area="1", keeper="X", kind="wall", needed=99, title="", lat=200)
    with pytest.raises(Invalid) as error:
        register_checkpoint(wrong, by=office["shi"], now=NOON)
    assert {r.field for r in error.value.reasons} == {
        "area", "keeper", "kind", "needed", "title", "lon"
    }  # fmt: skip
    registered(office)
    with pytest.raises(Invalid) as error:
        register_checkpoint(TOLD, by=office["shi"], now=NOON)
    assert codes(error) == ["checkpoint_there"]


def test_a_sheet_adds_and_changes_and_names_faulty_lines(office: County) -> None:
    cells = {"编号": "K001", "名称": "东社区北门", "所在区域": "东社区", "地点": "北门",
             "经度": "109.6", "纬度": "19.9", "类型": "小区门口", "级别": "村（社区）级",
             "用途": "登记", "值守单位": "东社区居委会", "每班人数": "2", "通电": "是"}  # fmt: skip
    lines = [cells, {**cells, "每班人数": "3"}, {**cells, "编号": "K9", "类型": "空中"},
             {**cells, "经度": "东边"}]  # fmt: skip
    rows = [*enumerate(lines, 2)]
    read = COLUMNS.read(list(cells), rows, row_of)
    taken = take_checkpoints(read, by=office["shi"], now=NOON, is_trial=True)
    assert Checkpoint.objects.count() == 0
    taken = take_checkpoints(read, by=office["shi"], now=NOON)
    assert (taken.added, taken.changed) == (1, 1)
    assert [(n, r[0].code) for n, r in taken.refused] == [
        (4, "unknown_checkpoint_kind"), (5, "bad_number")
    ]  # fmt: skip
    assert Checkpoint.objects.get().needed == 3


def test_what_happens_there_becomes_a_case_of_its_place(office: County) -> None:
    row, _second = registered(office)
    with pytest.raises(Refused) as error:
        report_incident(row, "帐篷被风吹倒", by=office["shi"], now=NOON)
    assert codes(error) == ["checkpoint_not_open"]
    opened(office)
    row.refresh_from_db()
    case = report_incident(row, "帐篷被风吹倒", by=office["chen"], now=NOON)
    assert case.grid_code == row.area_id
    assert Incident.objects.get(case=case).checkpoint == row
    assert FAR not in case.area_path

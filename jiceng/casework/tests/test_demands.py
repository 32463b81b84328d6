"""No report without its cost being seen, none for a number that is held, none without an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.casework.actions.demands import Wanted, decide_demand, demand_report
from jiceng.casework.actions.sweep import ring
from jiceng.casework.desk.demands import numbers_held
from jiceng.casework.models import ReportDemand
from jiceng.casework.queries.demands import in_force_for
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.kernel.records.models import PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TODAY = date(2026, 11, 23)
WANTED = Wanted(
    title="汛情日报",
    purpose="值班调度",
    fields=("水位", "雨量"),
    units=("T-NORTH", "T-SOUTH"),
    frequency="day",
    minutes_per_field=2,
    last_on=TODAY + timedelta(days=30),
)
FORM = {
    "title": "汛情日报",
    "purpose": "值班调度",
    "field_names": "水位\n雨量",
    "groups": ["towns"],
    "frequency": "week",
    "minutes_per_field": "5",
    "last_on": "2026-12-31",
}


def demanded(county: County, **changes: Any) -> ReportDemand:
    wanted = replace(WANTED, **changes)
    return demand_report(wanted, numbers_held(), by=county["zhao"], now=NOON)


def approved(county: County, **changes: Any) -> ReportDemand:
    row = demanded(county, **changes)
    return decide_demand(
        row, "approve", by=county["lu"], now=NOON, version=row.version, last_on=row.last_on
    )


def test_a_demand_waits_for_a_signatory_and_is_in_force_once_approved(county: County) -> None:
    row = demanded(county)
    assert WorkItem.objects.get(subject_kind="report_demand").role == "signatory"
    assert not in_force_for(["GOV/T-NORTH/"])
    waiting = desk(county, "lu").get("/desk/?tab=report_demand").content.decode()
    assert f"/desk/demands/{row.number}/" in waiting
    decide_demand(row, "approve", by=county["lu"], now=NOON, version=1, last_on=row.last_on)
    assert [r.pk for r in in_force_for(["GOV/T-NORTH/"])] == [row.pk]
    assert not in_force_for(["GOV/POLICE/"])


def test_a_demand_of_a_town_waits_for_the_leaders_of_the_county(county: County) -> None:
    wanted = replace(WANTED, units=("C-EAST",))
    row = demand_report(wanted, {}, by=county["wang"], now=NOON)
    waiting = desk(county, "lu").get("/desk/?tab=report_demand").content.decode()
    assert f"/desk/demands/{row.number}/" in waiting


def test_a_number_the_system_holds_is_refused_by_name_and_nothing_is_kept(county: County) -> None:
    with pytest.raises(Invalid) as refused:
        demanded(county, fields=("水位", "本月办结数（件）", "网格总数"))
    told = [(r.code, r.params["field"], r.params["name"]) for r in refused.value.reasons]
    assert told == [
        ("number_held", "本月办结数（件）", "结案数"),
        ("number_held", "网格总数", "网格数"),
    ]
    assert not ReportDemand.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fields": ()}, "fields"),
        ({"units": ()}, "units"),
        ({"units": ("NOWHERE",)}, "units"),
        ({"frequency": "hour"}, "frequency"),
        ({"minutes_per_field": 0}, "minutes_per_field"),
        ({"last_on": TODAY - timedelta(days=1)}, "last_on"),
    ],
)
def test_a_wrong_field_is_named(changes: dict[str, Any], field: str, county: County) -> None:
    with pytest.raises(Invalid) as refused:
        demanded(county, **changes)
    assert {r.field for r in refused.value.reasons} == {field}


def test_a_town_demands_of_its_own_communities_only(county: County) -> None:
    below, beside = replace(WANTED, units=("C-EAST",)), replace(WANTED, units=("C-FAR",))
    assert demand_report(below, {}, by=county["wang"], now=NOON).unit == "T-NORTH"
    with pytest.raises(Invalid) as refused:
        demand_report(beside, {}, by=county["wang"], now=NOON)
    assert [r.code for r in refused.value.reasons] == ["units_not_below"]


def test_who_neither_handles_nor_supervises_demands_nothing(county: County) -> None:
    with pytest.raises(NotAllowed):
        demand_report(WANTED, {}, by=county["li"], now=NOON)


def test_nobody_approves_without_a_last_day_and_nobody_but_a_signatory(county: County) -> None:
    row = demanded(county)
    with pytest.raises(Refused) as refused:
        decide_demand(row, "approve", by=county["lu"], now=NOON, version=1)
    assert [r.code for r in refused.value.reasons] == ["paper_missing"]
    with pytest.raises(Refused) as refused:
        decide_demand(row, "approve", by=county["zhao"], now=NOON, version=1, last_on=TODAY)
    assert [r.code for r in refused.value.reasons] == ["wrong_role"]


def test_after_its_last_day_a_demand_ends_by_itself(county: County) -> None:
    row = approved(county, last_on=TODAY + timedelta(days=2))
    alarm = PendingAlarm.objects.get(subject_kind="report_demand", subject_id=row.pk)
    assert alarm.at is not None
    assert alarm.at.isoformat() == "2026-11-25T15:59:59+00:00"
    assert ring(alarm, now=alarm.at)
    row.refresh_from_db()
    assert (row.state, row.ended_at) == ("ended", alarm.at)
    assert not in_force_for(["GOV/T-NORTH/"])


def test_a_demand_is_refused_withdrawn_and_stopped_by_those_who_may(county: County) -> None:
    refused = demanded(county)
    decide_demand(refused, "refuse", by=county["lu"], now=NOON, version=1, reason="已有类似报表")
    withdrawn = demanded(county)
    decide_demand(withdrawn, "withdraw", by=county["zhao"], now=NOON, version=1)
    stopped = approved(county)
    decide_demand(stopped, "end", by=county["tang"], now=NOON, version=stopped.version)
    assert [r.state for r in (refused, withdrawn, stopped)] == ["refused", "withdrawn", "ended"]


def test_the_form_shows_the_cost_before_anything_is_asked(county: County) -> None:
    zhao = desk(county, "zhao")
    answer = zhao.post("/desk/demands/new", {**FORM, "check": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not ReportDemand.objects.exists()
    for shown in ("10.0", "每次 10 分钟", "17.3", "208", "2 项 × 2 个单位", "没有，需要填报"):
        assert shown in page


def test_a_held_number_is_refused_with_the_place_where_it_stands(county: County) -> None:
    tang = desk(county, "tang")
    answer = tang.post("/desk/demands/new", {**FORM, "field_names": "水位\n本月办结数"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“本月办结数”系统已有，即“结案数”" in page
    assert 'href="/cockpit/figures/#cases_closed"' in page
    assert not ReportDemand.objects.exists()


def test_every_place_that_is_pointed_to_is_a_page(county: County) -> None:
    tang = desk(county, "tang")
    places = {held.url.partition("#")[0] for held in numbers_held().values()}
    assert {tang.get(place).status_code for place in places} == {200}


def test_a_demand_goes_its_way_over_the_pages(county: County) -> None:
    zhao, lu, chen = (desk(county, who) for who in ("zhao", "lu", "wang"))
    where = zhao.post("/desk/demands/new", FORM)["Location"]
    said = {"version": 1, "last_on": "2026-12-31"}
    assert lu.get("/desk/demands/?tab=waiting").content.decode().count("汛情日报") == 1
    assert zhao.post(f"{where}approve", said).status_code == 409
    assert lu.post(f"{where}approve", said).status_code == 302
    listed = chen.get("/desk/demands/").content.decode()
    assert "汛情日报" in listed
    assert "每周约 10.0 分钟" in listed
    assert "2026-12-31" in chen.get(where).content.decode()


def test_who_is_not_asked_and_reaches_nothing_does_not_see_a_demand(county: County) -> None:
    row = demanded(county, units=("T-NORTH",))
    assert desk(county, "sun").get(f"/desk/demands/{row.number}/").status_code == 404

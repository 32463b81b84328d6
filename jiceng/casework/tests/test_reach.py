"""Seeing a matter is not holding it: who may act on what lies in his area, and what he is shown."""

from __future__ import annotations

import pytest

from jiceng.casework.actions.call_ups import Whistle, arrive, finish, rate_unit, whistle
from jiceng.casework.models import CallUp, Case
from jiceng.casework.queries.search import notices_of
from jiceng.casework.tests.county import COUNTY, NOON, START, County
from jiceng.casework.tests.desk import RUBBISH, desk, moved, report, untyped
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import load_rules
from jiceng.kernel.records.models import Appointment, Notice
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import Actor

NOISE = ("夜里噪声扰民", "0201")


@pytest.mark.parametrize("who", ["li", "han"])
def test_a_grid_worker_does_not_act_on_what_a_department_holds(county: County, who: str) -> None:
    case = report(*NOISE)
    assert (case.unit, case.state) == ("POLICE", "dispatched")
    for name in ("sign_for", "escalate"):
        with pytest.raises(Refusal) as refused:
            moved(case, county, who, name, reason="代办")
        assert "wrong_role" in [r.code for r in refused.value.reasons]
    assert moved(report(RUBBISH), county, who, "sign_for").state == "handling"


def sent_back_to_the_town(county: County) -> Case:
    case = report("路面有大坑", "0102")
    moved(case, county, "chen", "sign_for")
    return moved(case, county, "chen", "send_back", reason="不属本社区", proposed_unit="HOUSING")


def test_a_community_desk_does_not_decide_what_lies_with_the_town(county: County) -> None:
    case = sent_back_to_the_town(county)
    assert (case.unit, case.tier, case.state) == ("T-NORTH", "town", "returned")
    with pytest.raises(Refusal) as refused:
        moved(case, county, "chen", "dispatch", unit="C-WEST")
    assert "wrong_role" in [r.code for r in refused.value.reasons]
    assert (
        moved(case, county, "wang", "dispatch", unit="HOUSING", reason="房屋问题").unit == "HOUSING"
    )


def test_a_community_neither_ends_nor_rates_the_towns_call_up(county: County) -> None:
    given = Whistle("emergency", ("HOUSING",), "HOUSING", "路面塌陷", case=untyped(county))
    call_up = whistle(given, by=county["wang"], now=NOON)
    with pytest.raises(Refusal):
        finish(call_up, "withdraw", "不用来了", by=county["chen"], now=NOON, version=1)
    call_up = CallUp.objects.get(pk=call_up.pk)
    call_up = arrive(call_up, by=county["zhao"], now=NOON, version=call_up.version)
    with pytest.raises(Refusal):
        finish(call_up, "settle", "好了", by=county["chen"], now=NOON, version=call_up.version)
    call_up = CallUp.objects.get(pk=call_up.pk)
    finish(call_up, "settle", "已回填", by=county["wang"], now=NOON, version=call_up.version)
    call_up = CallUp.objects.get(pk=call_up.pk)
    with pytest.raises(Refusal):
        rate_unit(call_up, "HOUSING", 1, by=county["chen"], now=NOON, version=call_up.version)


def head_of_housing(county: County) -> Actor:
    """A leader within one department: reach by unit, though appointed for the whole county."""
    content = {"name": "部门负责人", "roles": ["handler", "leader"], "tier": "county",
               "reach": "unit"}  # fmt: skip
    load_rules([("post", "department_leader", content)], at=NOON, by="setup")
    Appointment.objects.create(
        person=county.people["zhao"], post="department_leader", unit_id="HOUSING",
        area_id=COUNTY, starts_on=START,
    )  # fmt: skip
    return actor_for(county.people["zhao"], now=NOON, today=NOON.date())


def test_the_head_of_a_department_is_told_of_its_own_matters_alone(county: County) -> None:
    for case in (report(*NOISE), report(RUBBISH)):
        Notice.objects.create(
            kind="stage_100", subject_kind="case", subject_id=case.pk, number=case.number,
            role="leader", unit_path=case.unit_path, area_path=case.area_path, at=NOON,
            key=case.number,
        )  # fmt: skip
    assert list(notices_of(head_of_housing(county))) == []
    assert notices_of(county["gao"]).count() == 2


def test_a_clerk_is_shown_no_like_case_of_another_town(county: County, at_noon: object) -> None:
    theirs = report("文化广场路面有大坑", "0102")
    sent = {"source": "clerk", "text": "文化广场路面有大坑", "place": "文化广场",
            "case_type": "0102"}  # fmt: skip
    page = desk(county, "chen").post("/desk/cases/new", sent)
    assert theirs.number in page.text
    assert theirs.number not in desk(county, "sun").post("/desk/cases/new", sent).text


def test_a_unit_reads_what_it_was_given_wherever_it_lies(county: County, at_noon: object) -> None:
    case = sent_back_to_the_town(county)
    given = moved(case, county, "wang", "dispatch", unit="C-WEST")
    assert not given.area_path.startswith(county["xie"].grips[0].area_path)
    client = desk(county, "xie")
    listed = client.get("/desk/")
    assert given.number in listed.text
    assert client.get(f"/desk/cases/{given.number}/").status_code == 200
    assert desk(county, "sun").get(f"/desk/cases/{given.number}/").status_code == 404
    assert moved(given, county, "xie", "sign_for").state == "handling"

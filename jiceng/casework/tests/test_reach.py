"""Seeing a matter is not holding it: who may act on what lies in his area, and what he is shown."""

from __future__ import annotations

import pytest

from jiceng.casework.actions.call_ups import Whistle, arrive, finish, rate_unit, whistle
from jiceng.casework.actions.pictures import bind_pictures
from jiceng.casework.models import CallUp, Case
from jiceng.casework.queries import cases_of
from jiceng.casework.queries.search import notices_of
from jiceng.casework.tests.calling import Caller
from jiceng.casework.tests.county import COUNTY, FAR, NOON, START, County
from jiceng.casework.tests.desk import RUBBISH, desk, moved, picture, report, untyped
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import load_rules
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Appointment, Attachment, Notice
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


def given_to_the_west(county: County) -> Case:
    """A case of East that the village of West has: outside its area, but its own to do."""
    case = moved(sent_back_to_the_town(county), county, "wang", "dispatch", unit="C-WEST")
    bind_pictures(case, [store_upload(picture(), now=NOON).upload])
    return case


def reads_of(county: County, name: str, case: Case) -> dict[str, bool]:
    """Where somebody meets a case: every list, search, feed and picture, and its page."""
    upload = Attachment.objects.get(subject_id=case.pk).upload
    api, desk_of = Caller(county, name), desk(county, name)
    listed = ("/cases", "/cases?text=大坑", "/journal")
    found = {path: case.number in api.get(path).text for path in listed}
    found["/desk/cases/"] = case.number in desk_of.get("/desk/cases/?text=大坑").text
    opened = {
        "page": desk_of.get(f"/desk/cases/{case.number}/"),
        "api": api.get(f"/cases/{case.number}"),
        "picture": desk_of.get(f"/desk/cases/{case.number}/photos/{upload}"),
        "api picture": api.get(f"/uploads/{upload}"),
        "field picture": desk_of.get(f"/field/photos/{upload}"),
    }
    for answer in opened.values():
        answer.getvalue()
    return found | {name: answer.status_code == 200 for name, answer in opened.items()}


def test_a_unit_lists_finds_and_looks_at_what_it_was_given(county: County, at_noon: object) -> None:
    case = given_to_the_west(county)
    assert set(reads_of(county, "xie", case).values()) == {True}
    for name in ("sun", "lin", "qian"):
        assert set(reads_of(county, name, case).values()) == {False}, name
    moved(case, county, "xie", "send_back", reason="不属本村", proposed_unit="T-NORTH")
    assert set(reads_of(county, "xie", case).values()) == {False}, "given back, seen no more"


def test_lists_show_exactly_what_opens(county: County, at_noon: object) -> None:
    given_to_the_west(county)
    for case in (report(RUBBISH), report(*NOISE), untyped(county)):
        assert case.pk
    report("南镇路面有坑", "0102", lon=None, lat=None, grid_code=FAR)
    everything = list(Case.objects.all())
    for name, actor in county.actors.items():
        listed = set(cases_of(actor).values_list("pk", flat=True))
        assert listed == {c.pk for c in everything if actor.sees(c)}, name


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

"""Orange and red chosen before they are due: where the rule allows it, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from jiceng.casework.actions.urging import Urge, urge, withdraw
from jiceng.casework.models import Urging
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk, report
from jiceng.casework.tests.supervising import assigned
from jiceng.kernel.records.models import JournalEntry, Note
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused

PassTime = Callable[[timedelta], None]
RED = Urge("slip", "今日内到场处置", colour="red", reason="县委专题会定为特事特办")


def test_a_red_slip_is_sent_at_once_about_what_a_leader_instructed(county: County) -> None:
    task = assigned(county, source="instruction")
    (sent,) = urge(task, RED, by=county["tang"], now=NOON)
    assert (sent.kind, sent.colour, sent.state) == ("slip", "red", "sent")
    line = JournalEntry.objects.get(subject_kind="urging", subject_id=sent.pk, kind="urge")
    note = Note.objects.get(subject_kind="urging", subject_id=sent.pk)
    assert note.text == RED.reason and str(note.pk) in line.payload
    assert RED.reason not in line.payload, "words stand in erasable rows"


@pytest.mark.parametrize(
    ("importance", "source", "colour", "may"),
    [
        ("A", "meeting", "red", True),
        ("B", "meeting", "orange", True),
        ("B", "meeting", "red", False),
        ("C", "meeting", "orange", False),
        ("C", "meeting", "red", False),
    ],
)
def test_weight_and_source_decide_what_may_be_chosen(
    county: County, importance: str, source: str, colour: str, may: bool
) -> None:
    task = assigned(county, importance=importance, source=source)
    given = Urge("slip", "限期办结", colour=colour, reason="台风来临前必须完成")
    if may:
        assert urge(task, given, by=county["tang"], now=NOON)[0].colour == colour
        return
    with pytest.raises(Refused) as refusal:
        urge(task, given, by=county["tang"], now=NOON)
    assert [(r.code, r.field) for r in refusal.value.reasons] == [("slip_not_direct", "colour")]
    assert not Urging.objects.exists()


@pytest.mark.parametrize("reason", ["", " ", "急"])
def test_without_a_reason_nothing_is_sent(county: County, reason: str) -> None:
    task = assigned(county, importance="A")
    with pytest.raises(Invalid) as refusal:
        urge(task, Urge("slip", "快", colour="red", reason=reason), by=county["tang"], now=NOON)
    assert [r.field for r in refusal.value.reasons] == ["reason"]
    assert not Urging.objects.exists()


def test_the_colour_that_is_due_needs_no_reason(county: County) -> None:
    task = assigned(county, importance="A")
    given = Urge("slip", "限期办结", colour="orange")
    assert urge(task, given, by=county["tang"], now=NOON)[0].colour == "orange"


def test_only_slips_have_colours_and_nobody_but_the_office_chooses(county: County) -> None:
    task = assigned(county, importance="A")
    with pytest.raises(Invalid):
        urge(task, Urge("talk", "请到会", colour="red", reason="急"), by=county["tang"], now=NOON)
    for who in ("zhao", "wang", "ma"):
        with pytest.raises(NotAllowed):
            urge(task, RED, by=county[who], now=NOON)


def test_colours_never_fall_even_when_chosen(county: County) -> None:
    task = assigned(county, importance="A")
    (first,) = urge(task, RED, by=county["tang"], now=NOON)
    with pytest.raises(Refused) as refusal:
        urge(task, Urge("slip", "再催", colour="orange"), by=county["tang"], now=NOON)
    assert [r.code for r in refusal.value.reasons] == ["slip_live"]
    withdraw(first, "发错了", by=county["tang"], now=NOON, version=first.version)
    again = urge(task, Urge("slip", "再催"), by=county["tang"], now=NOON)
    assert again[0].colour == "orange", "what was withdrawn counts for nothing"


def test_the_form_offers_what_may_be_chosen_and_keeps_what_was_typed(
    county: County, at_noon: PassTime
) -> None:
    tang, task = desk(county, "tang"), assigned(county, importance="A")
    url = "/desk/supervision/urge"
    page = tang.get(f"{url}?kind=supervision_task&number={task.number}").content.decode()
    assert '<option value="red">红色督办单</option>' in page
    posted = {"kind": "supervision_task", "number": task.number, "sort": "slip",
              "text": "今日内到场", "colour": "red"}  # fmt: skip
    refused = tang.post(url, posted)
    assert refused.status_code == 422
    told = refused.content.decode()
    assert "写明理由" in told and "今日内到场" in told
    assert tang.post(url, {**posted, "reason": "特事特办"}).status_code == 302
    sent = Urging.objects.get()
    page = desk(county, "zhao").get(f"/desk/supervision/urgings/{sent.number}/").content.decode()
    assert "红色督办单" in page and "特事特办" in page, "the unit reads why"


def test_where_nothing_may_be_chosen_the_form_has_no_colours_and_a_forged_one_is_refused(
    county: County, at_noon: PassTime
) -> None:
    case, tang, url = report(), desk(county, "tang"), "/desk/supervision/urge"
    page = tang.get(f"{url}?kind=case&number={case.number}").content.decode()
    assert 'name="colour"' not in page
    forged = {"kind": "case", "number": case.number, "sort": "slip", "text": "快",
              "colour": "red", "reason": "特事特办"}  # fmt: skip
    refused = tang.post(url, forged)
    assert refused.status_code == 409
    assert "不能直接发红色督办单" in refused.content.decode()
    assert not Urging.objects.exists()

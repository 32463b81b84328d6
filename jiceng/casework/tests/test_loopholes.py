"""Ways round the rules that somebody may try, or stumble into, and that must stay shut."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from jiceng.casework.actions.around import erase_due
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.sweep import ring
from jiceng.casework.models import Case, Contact, Extension
from jiceng.casework.tests.calling import Calling, is_problem
from jiceng.casework.tests.county import LONG_AGO, NOON, TERMS, TYPES, County
from jiceng.casework.tests.desk import ROAD, closed, moved, report, untyped
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Attachment, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, Refusal

PHONE = "13800006021"
YEAR = timedelta(days=366)


def codes(county: County, case: Case, who: str, name: str, **given: str) -> list[str]:
    """Why a move is refused."""
    with pytest.raises(Refusal) as refused:
        moved(case, county, who, name, NOON, **given)
    return [r.code for r in refused.value.reasons]


def changed(kind: str, key: str, content: Mapping[str, Any]) -> None:
    since = LONG_AGO + timedelta(days=1)
    set_rule(kind, key, content, valid_from=since, reason="调整", by="setup", now=since)


def with_closing_picture() -> None:
    """From now on a mended road is shown by a picture."""
    changed("case_type", "0102", {**TYPES["0102"], "needs": ["photo_after"]})


def picture(colour: str = "red") -> Attachment:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(kept, "PNG")
    return store_upload(kept.getvalue(), now=NOON)


def in_hand(county: County) -> Case:
    case = report(ROAD, "0102", phone=PHONE)
    return moved(case, county, "chen", "sign_for")


def test_a_picture_asked_for_is_a_picture_kept_with_the_case(county: County) -> None:
    with_closing_picture()
    case = in_hand(county)
    for told in ("拍了", str(uuid4())):
        assert codes(county, case, "chen", "handle", result="已填平", photo_after=told) == [
            "unknown_upload"
        ]
    sent = picture()
    moved(case, county, "chen", "handle", result="已填平", photo_after=str(sent.upload))
    sent.refresh_from_db()
    assert (sent.subject_kind, sent.subject_id, sent.moment) == ("case", case.pk, "after")
    other = in_hand(county)
    assert codes(
        county, other, "chen", "handle", result="已填平", photo_after=str(sent.upload)
    ) == ["unknown_upload"]


def test_another_type_named_in_passing_lends_neither_terms_nor_conditions(
    county: County, calling: Calling
) -> None:
    with_closing_picture()
    case = in_hand(county)
    sent = {"version": case.version, "result": "已填平", "case_type": "0201"}
    told = is_problem(calling("chen").post(f"/cases/{case.number}/moves/handle", sent), 409)
    assert told["codes"] == ["paper_missing"]


@pytest.mark.parametrize("term", ["101 working_days", "9999999 working_days"])
def test_nobody_asks_for_more_time_than_a_calendar_has(county: County, term: str) -> None:
    case = in_hand(county)
    assert codes(county, case, "chen", "ask_extension", reason="下雨", term=term) == ["bad_term"]


@pytest.mark.parametrize(
    ("who", "name", "given"),
    [
        ("chen", "send_back", {"reason": "不属本社区", "proposed_unit": "HOUSING"}),
        ("chen", "escalate", {"reason": "办不了"}),
        ("wang", "suspend", {"reason": "等待验收", "evidence": "会议纪要"}),
        ("chen", "handle", {"result": "已填平"}),
    ],
)
def test_a_request_for_more_time_lapses_with_the_work_it_was_for(
    county: County, who: str, name: str, given: dict[str, str]
) -> None:
    case = in_hand(county)
    moved(case, county, "chen", "ask_extension", reason="下雨", term="2 working_days")
    left = moved(case, county, who, name, NOON, **given)
    assert left.asked_extension == ""
    asked = Extension.objects.get()
    assert asked.answered_at == NOON and asked.is_granted is None
    assert not WorkItem.objects.filter(purpose="extension").exists()


def test_a_case_that_climbs_takes_no_open_request_along(county: County) -> None:
    case = in_hand(county)
    moved(case, county, "chen", "ask_extension", reason="下雨", term="2 working_days")
    alarm = PendingAlarm.objects.get(subject_kind="case", subject_id=case.pk)
    alarm.at, alarm.clock, alarm.percent = NOON, "stage", 150
    alarm.light, alarm.tell = "red", "overseer"
    alarm.save()
    assert ring(alarm, now=NOON + timedelta(days=9))
    case.refresh_from_db()
    assert (case.tier, case.asked_extension) == ("town", "")
    assert not WorkItem.objects.filter(purpose="extension").exists()


def test_a_case_merges_neither_into_a_younger_nor_into_a_closed_one(county: County) -> None:
    old = untyped(county)
    young = report("说不清是什么事，同一处", "", now=NOON + timedelta(hours=1))
    assert codes(county, old, "chen", "merge", into=young.number) == ["merge_into_younger"]
    late = report(ROAD, "0102", now=NOON + timedelta(hours=2))
    done = closed(county)
    assert codes(county, late, "wang", "merge", into=done.number) == ["merge_into_ended"]


def kept_until(case: Case) -> object:
    return Contact.objects.get(case=case).erase_at


def test_a_contact_goes_some_time_after_a_refusal_too(county: County) -> None:
    changed("terms", "case", {**TERMS, "erase_days": 30})
    case = report("说不清是什么事", "", phone=PHONE)
    moved(case, county, "chen", "refuse", reason="不是诉求")
    assert kept_until(case) == NOON + timedelta(days=30)
    moved(case, county, "chen", "accept")
    assert kept_until(case) is None


def test_a_contact_stays_while_its_case_is_under_way_again(county: County) -> None:
    case = in_hand(county)
    moved(case, county, "chen", "handle", result="已填平")
    moved(case, county, "wang", "verify")
    moved(case, county, "wang", "close")
    assert kept_until(case) == NOON + timedelta(days=180)
    moved(case, county, "wang", "reopen", reason="又塌了")
    assert kept_until(case) is None
    assert erase_due(NOON + YEAR) == 0


def test_contacts_of_merged_cases_go_with_the_case_that_was_worked_on(county: County) -> None:
    elder = in_hand(county)
    middle, last = (
        report("说不清是什么事", "", now=NOON + timedelta(minutes=n), phone=PHONE) for n in (1, 2)
    )
    moved(last, county, "chen", "merge", into=middle.number)
    moved(middle, county, "chen", "merge", into=elder.number)
    moved(elder, county, "chen", "handle", result="已填平")
    moved(elder, county, "wang", "verify")
    moved(elder, county, "wang", "close")
    assert kept_until(last) == kept_until(middle) == NOON + timedelta(days=180)
    assert erase_due(NOON + YEAR) == 3
    assert not Contact.objects.filter(erased_at=None).exists()


def test_a_phone_number_in_title_or_place_is_kept_with_the_contact_alone(county: County) -> None:
    given = Raised(text="路灯不亮", title=f"找老王 {PHONE}", place=f"东门 {PHONE} 旁")
    case = raise_case(given, now=NOON).case
    case.refresh_from_db()
    assert PHONE not in f"{case.title} {case.place_text}"
    assert (case.title, case.place_text) == ("找老王 138****6021", "东门 138****6021 旁")
    assert Contact.objects.get(case=case).hint == "138****6021"


def test_nothing_happened_before_there_was_a_county(county: County) -> None:
    with pytest.raises(Invalid) as refused:
        raise_case(Raised(text="路灯不亮", happened_at=LONG_AGO.replace(year=1)), now=NOON)
    assert [(r.code, r.field) for r in refused.value.reasons] == [("bad_time", "happened_at")]


def test_an_entry_made_just_before_the_sweep_silences_no_alarm(county: County) -> None:
    case = in_hand(county)
    alarm = PendingAlarm.objects.get(subject_kind="case", subject_id=case.pk)
    assert alarm.at is not None
    late = alarm.at + timedelta(seconds=1)
    moved(case, county, "chen", "start", late)
    due = PendingAlarm.objects.get(pk=alarm.pk)
    assert (due.at, due.clock, due.percent) == (alarm.at, alarm.clock, alarm.percent)
    assert ring(due, now=late)

"""The portal as a resident meets it: over HTTP, without scripts, without an account."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from PIL import Image

from jiceng.casework.actions.intake import Raised, Receipt, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case, Contact
from jiceng.casework.tests.county import COUNTY, EAST, LONG_AGO, NOON, TERMS, County
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import Attachment

Answer = Any
"""What Django's test client gives back."""
LATER = NOON + timedelta(hours=2)
BINS: dict[str, Any] = {
    "text": "文化广场垃圾桶满了，臭味很大",
    "place": "文化广场",
    "phone": "13812346021",
}
BINS |= {"community": "", "name": "符", "lon": "", "lat": ""}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """It is Monday noon in the county."""
    with override_settings(FIXED_NOW=NOON.isoformat()):
        yield


@pytest.fixture
def resident(county: County) -> Client:
    return Client()


def page(answer: Answer) -> str:
    return str(answer.content.decode())


def hidden(answer: Answer) -> dict[str, str]:
    """What the page's form would send along: the values of its hidden inputs."""
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page(answer))
    return {name: value for name, value in inputs if name != "csrfmiddlewaretoken"}


def check(resident: Client, **changed: Any) -> Answer:
    return resident.post("/report", {**BINS, "step": "check", **changed})


def send(resident: Client, checked: Answer, **changed: Any) -> Answer:
    return resident.post("/report", {**hidden(checked), "step": "send", **changed})


def a_case(**changed: Any) -> Receipt:
    given: dict[str, Any] = {"case_type": "0101", "place": "文化广场", **changed}
    return raise_case(Raised("文化广场垃圾桶满了", **given), now=NOON)


def settled(county: County) -> Receipt:
    receipt = a_case()
    given = Given(result="已清运并冲洗")
    make_move(receipt.case, "settle_on_the_spot", by=county["li"], now=NOON, version=1, given=given)
    return receipt


def shown(receipt: Receipt, **more: Any) -> dict[str, Any]:
    return {"number": receipt.case.number, "code": receipt.access_code, **more}


@pytest.mark.parametrize(
    "url", ["/", "/report", "/track", "/services", "/news", "/figures", "/privacy"]
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_without_signing_in(resident: Client, url: str, language: str) -> None:
    resident.cookies["jiceng_language"] = language
    answer = resident.get(url)
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_three_pages_lead_from_words_to_a_number(resident: Client) -> None:
    checked = check(resident)
    assert Case.objects.count() == 0
    receipt = send(resident, checked, case_type="0101")
    case = Case.objects.get()
    told = page(receipt)
    assert case.number in told
    assert "东社区居委会" in told
    assert "11-24 17:30" in told, "one working day after Monday"
    assert "<svg" in told
    assert (case.state, case.case_type, case.grid_code[-3:]) == ("dispatched", "0101", "001")
    code = re.findall(r'name="code" value="(\w{8})"', told)[0]
    assert "办理中" in page(resident.post("/track", {"number": case.number, "code": code}))


def test_one_sentence_is_enough(resident: Client) -> None:
    nothing = dict.fromkeys(BINS, "")
    checked = check(resident, **{**nothing, "text": "路灯坏了"})
    assert send(resident, checked).status_code == 200
    case = Case.objects.get()
    assert (case.state, case.place_text) == ("reported", "")
    assert not Contact.objects.exists()


def test_pressing_twice_makes_one_case_and_shows_one_receipt(resident: Client) -> None:
    checked = check(resident)
    assert page(send(resident, checked)).count("jc-number") == 2
    first, second = send(resident, checked), send(resident, checked)
    assert Case.objects.count() == 1
    assert hidden(first)["code"] == hidden(second)["code"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": "坏"}, "2"),
        ({"phone": "12345"}, "电话号码的位数不对"),
        ({"community": "nowhere"}, "nowhere"),
        ({"lon": "500", "lat": "500"}, "位置坐标不对"),
    ],
    ids=["too short", "bad phone", "unknown community", "bad point"],
)
def test_a_mistake_is_named_and_what_was_typed_is_kept(
    resident: Client, changed: dict[str, str], said: str
) -> None:
    answer = check(resident, **changed)
    assert answer.status_code == 422
    text = page(answer)
    assert said in text
    assert "文化广场" in text
    assert Case.objects.count() == 0


def test_going_back_keeps_what_was_typed(resident: Client) -> None:
    again = resident.post("/report", {**hidden(check(resident)), "step": "edit"})
    assert "臭味很大" in page(again)
    assert "13812346021" in page(again)


def test_the_kind_is_suggested_from_the_words(resident: Client) -> None:
    assert "生活垃圾" in page(check(resident))
    assert "生活垃圾" in page(resident.post("/report/kinds", {"text": "垃圾没人收"}))
    assert "jc-chips" not in page(resident.post("/report/kinds", {"text": "你好"}))


def test_a_community_locates_what_words_do_not(resident: Client) -> None:
    send(resident, check(resident, place="老槐树下", community=EAST))
    assert (Case.objects.get().area_code, Case.objects.get().place_text) == (EAST, "老槐树下")


def test_a_known_place_is_better_than_a_community(resident: Client) -> None:
    send(resident, check(resident, community="469024100200"))
    assert Case.objects.get().grid_code.startswith(EAST)


def test_likely_duplicates_are_shown_before_sending_without_anybodys_words(
    resident: Client,
) -> None:
    content = {**TERMS, "public_types": ["01"]}
    set_rule("terms", "case", content, valid_from=LONG_AGO, reason="t", by="g", now=LONG_AGO)
    other = raise_case(
        Raised("文化广场垃圾桶满了，臭味大，老王家门口", case_type="0101", place="文化广场"),
        now=NOON,
    ).case
    text = page(check(resident, case_type="0101"))
    assert "附近已有相似上报" in text
    assert "老王" not in text
    assert other.number not in text


def _picture() -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "PNG")
    drawn.seek(0)
    drawn.name = "IMG_13812346021.png"
    return drawn


def test_a_photo_travels_to_the_case_under_no_name(resident: Client) -> None:
    checked = check(resident, photos=_picture())
    assert "IMG_" not in page(checked)
    send(resident, checked)
    row = Attachment.objects.get()
    assert (row.subject_kind, row.subject_id) == ("case", Case.objects.get().pk)


def test_what_is_no_picture_is_refused_and_the_words_stay(resident: Client) -> None:
    note = io.BytesIO(b"#!/bin/sh")
    note.name = "photo.jpg"
    answer = check(resident, photos=note)
    assert answer.status_code == 422
    assert "臭味很大" in page(answer)


def test_sending_too_often_is_slowed_and_keeps_the_words(resident: Client) -> None:
    for _ in range(20):
        send(resident, check(resident))
    answer = send(resident, check(resident))
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "臭味很大" in page(answer)


def test_looking_over_a_report_is_counted_too_but_generously(resident: Client) -> None:
    assert {check(resident).status_code for _ in range(60)} == {200}
    answer = check(resident)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "臭味很大" in page(answer)
    assert "秒再试" in page(answer)


def test_a_number_and_a_code_copied_by_hand_are_understood(resident: Client) -> None:
    receipt = a_case()
    code = f"{receipt.access_code[:4].lower()} - {receipt.access_code[4:].lower()}"
    answer = resident.post("/track", {"number": f" {receipt.case.number} ", "code": code})
    assert answer.status_code == 200


@pytest.mark.parametrize("wrong", ["number", "code"])
def test_a_wrong_number_and_a_wrong_code_look_alike(resident: Client, wrong: str) -> None:
    answer = resident.post("/track", shown(a_case(), **{wrong: "20269999999"}))
    assert answer.status_code == 404
    assert "编号或查询码不对" in page(answer)
    assert 'value="20269999999"' in page(answer)


def test_guessing_codes_is_shut_after_twenty_tries(resident: Client) -> None:
    receipt = a_case()
    for _ in range(20):
        resident.post("/track", shown(receipt, code="AAAAAAAA"))
    assert resident.post("/track", shown(receipt)).status_code == 429


def test_tracking_names_units_and_never_persons(resident: Client, county: County) -> None:
    text = page(resident.post("/track", shown(settled(county))))
    assert "已清运并冲洗" in text
    assert "东社区居委会已处理" in text
    assert "居委会 李" not in text


def test_notes_between_officials_stay_with_them(resident: Client, county: County) -> None:
    receipt = a_case()
    given = Given(reason="内部研究意见", proposed_unit="HOUSING")
    make_move(receipt.case, "send_back", by=county["chen"], now=NOON, version=1, given=given)
    text = page(resident.post("/track", shown(receipt)))
    assert "重新确定承办单位" in text
    assert "内部研究意见" not in text


def test_what_is_not_taken_in_says_why(resident: Client, county: County) -> None:
    receipt = raise_case(Raised("邻县的路坏了", place="东社区"), now=NOON)
    given = Given(reason="不在本县职权范围，可拨打邻县 12345")
    make_move(receipt.case, "refuse", by=county["chen"], now=NOON, version=1, given=given)
    text = page(resident.post("/track", shown(receipt)))
    assert "不予受理" in text
    assert "不在本县职权范围" in text


def test_a_closed_case_is_rated_once(resident: Client, county: County) -> None:
    receipt = settled(county)
    rating = shown(receipt, act="rate", rating="4", comment="很快")
    assert "谢谢您的评价" in page(resident.post("/track", rating))
    assert resident.post("/track", rating).status_code == 409
    assert Case.objects.get().rating == 4


def test_a_rating_without_a_grade_is_asked_for_again(resident: Client, county: County) -> None:
    answer = resident.post("/track", shown(settled(county), act="rate", comment="写了很多"))
    assert answer.status_code == 422
    assert "写了很多" in page(answer)


def test_what_is_not_solved_is_taken_up_again_within_the_window(
    resident: Client, county: County
) -> None:
    receipt = settled(county)
    version = Case.objects.get().version
    ask = shown(receipt, act="reopen", reason="又满了", version=version)
    assert "重新办理" in page(resident.post("/track", ask))
    assert Case.objects.get().state == "dispatched"
    assert resident.post("/track", ask).status_code == 409, "pressed twice"
    assert Case.objects.get().reopenings == 1


def test_after_the_window_nothing_is_offered(resident: Client, county: County) -> None:
    receipt = settled(county)
    with override_settings(FIXED_NOW=(NOON + timedelta(days=60)).isoformat()):
        text = page(resident.post("/track", shown(receipt)))
        late = resident.post("/track", shown(receipt, act="reopen", reason="又满了", version=2))
    assert "要求重新办理" not in text
    assert "提交评价" not in text
    assert late.status_code == 409


def test_more_can_be_said_while_the_case_is_open(resident: Client) -> None:
    receipt = a_case()
    answer = resident.post("/track", shown(receipt, act="note", note="晚上更臭"))
    assert "晚上更臭" in page(answer)


def test_contact_is_taken_back_with_number_and_code(resident: Client) -> None:
    receipt = a_case(phone="13812346021")
    assert "138****6021" in page(resident.post("/track", shown(receipt)))
    assert "138****6021" not in page(resident.post("/track", shown(receipt, act="erase")))
    assert Contact.objects.get().key is None


def test_a_merged_case_shows_the_elders_progress_and_keeps_its_own_answer(
    resident: Client, county: County
) -> None:
    elder, younger = a_case(), a_case()
    given = Given(into=elder.case.number)
    make_move(younger.case, "merge", by=county["chen"], now=NOON, version=1, given=given)
    given = Given(result="已清运并冲洗")
    make_move(elder.case, "settle_on_the_spot", by=county["li"], now=LATER, version=1, given=given)
    text = page(resident.post("/track", shown(younger)))
    assert younger.case.number in text
    assert "一并办理" in text
    assert "已清运并冲洗" in text
    assert elder.case.number not in text


def test_the_chosen_community_is_remembered_on_this_device_only(resident: Client) -> None:
    assert "东社区居委会" in page(resident.get(f"/?community={EAST}"))
    assert "东社区居委会" in page(resident.get("/"))
    assert "东社区居委会" not in page(Client().get("/"))
    assert resident.get(f"/?community={COUNTY}").cookies["jiceng_community"].value == ""


def test_large_type_and_english_are_offered_on_the_page(resident: Client) -> None:
    text = page(resident.get("/"))
    assert "大字版" in text
    assert "language=en" in text
    resident.get("/display?large=1&next=/")
    assert "jc-elderly" in page(resident.get("/"))


def test_the_map_shows_grids_and_nothing_else(resident: Client) -> None:
    features = resident.get("/report/areas.json").json()["features"]
    assert {f["properties"]["name"] for f in features} == {"东一网格", "东二网格"}

"""The phone app over HTTP: what a worker sees, settles, sends on, and what the outbox is told."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from PIL import Image

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case
from jiceng.casework.tests.county import GRID_1, NOON, SOUTH, County
from jiceng.kernel.records.models import Area, Attachment, JournalEntry, Note

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """It is Monday noon in the county."""
    with override_settings(FIXED_NOW=NOON.isoformat()):
        yield


def signed_in(county: County, name: str) -> Client:
    client = Client()
    client.force_login(county.people[name])
    return client


@pytest.fixture
def li(county: County) -> Client:
    return signed_in(county, "li")


def page(answer: Any) -> str:
    return str(answer.content.decode())


def rubbish(**changed: Any) -> Case:
    given: dict[str, Any] = {"case_type": "0101", "place": "文化广场", **changed}
    return raise_case(Raised("广场东侧垃圾没人收", **given), now=NOON).case


def at(case: Case, name: str = "") -> str:
    return f"/field/cases/{case.number}/{name}"


def street(**changed: Any) -> dict[str, Any]:
    given = {"text": "广场东侧垃圾没人收", "place": "文化广场", "area": GRID_1}
    return {**given, "outcome": "reported", "result": "", "lon": "", "lat": "", **changed}


PAGES = ("/field/", "/field/?show=done", "/field/?show=all", "/field/grid", "/field/report",
         "/field/queue", "/field/me")  # fmt: skip


@pytest.mark.parametrize("url", PAGES)
def test_every_page_opens_for_a_worker_and_asks_others_to_sign_in(li: Client, url: str) -> None:
    assert li.get(url).status_code == 200
    sent = Client().get(url)
    assert (sent.status_code, sent["Location"].split("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize("name", ["tang", "he"])
def test_who_handles_nothing_has_no_phone_app(county: County, name: str) -> None:
    assert signed_in(county, name).get("/field/").status_code == 403


def test_what_awaits_me_stands_first_and_leads_straight_to_settling(li: Client) -> None:
    case = rubbish()
    text = page(li.get("/field/"))
    assert "广场东侧垃圾没人收" in text
    assert at(case, "settle_on_the_spot") in text


def test_the_soonest_due_comes_first(li: Client) -> None:
    later = rubbish()
    Case.objects.filter(pk=later.pk).update(due_at=NOON + timedelta(days=9))
    sooner = raise_case(Raised("垃圾桶倒了", case_type="0101", place="文化广场"), now=NOON).case
    text = page(li.get("/field/?show=all"))
    assert text.index(sooner.title) < text.index(later.title)


def test_another_grids_cases_are_neither_listed_nor_opened(county: County) -> None:
    case = rubbish()
    lin = signed_in(county, "lin")
    for segment in ("mine", "done", "all"):
        assert case.number not in page(lin.get(f"/field/?show={segment}"))
    for name in ("", "settle_on_the_spot"):
        assert lin.get(at(case, name)).status_code == 404
    settle = {"version": case.version, "result": "已清"}
    assert lin.post(at(case, "settle_on_the_spot"), settle).status_code == 404


def test_a_small_matter_is_settled_with_one_sentence(li: Client) -> None:
    case = rubbish()
    form = page(li.get(at(case, "settle_on_the_spot")))
    assert form.count("<textarea") == 1
    sent = li.post(at(case, "settle_on_the_spot"), {"version": case.version, "result": "已清运"})
    assert (sent.status_code, sent["Location"]) == (302, at(case) + "?done=settle_on_the_spot")
    case.refresh_from_db()
    assert (case.state, case.handled_tier) == ("closed", "grid")
    assert "已清运" in page(li.get(at(case)))
    assert case.title in page(li.get("/field/?show=done"))


def test_settling_without_a_word_is_asked_for_again(li: Client) -> None:
    case = rubbish()
    answer = li.post(at(case, "settle_on_the_spot"), {"version": case.version, "result": ""})
    assert answer.status_code == 422
    assert Case.objects.get(pk=case.pk).state == "dispatched"


def test_a_form_grown_old_keeps_the_words_and_changes_nothing(li: Client, county: County) -> None:
    case = rubbish()
    make_move(case, "sign_for", by=county["li"], now=NOON, version=1, given=Given())
    late = li.post(at(case, "settle_on_the_spot"), {"version": 1, "result": "写了很久的结果"})
    assert late.status_code == 409
    assert "写了很久的结果" in page(late)
    assert Case.objects.get(pk=case.pk).state == "handling"


def test_buttons_are_those_the_process_allows(li: Client) -> None:
    case = rubbish()
    text = page(li.get(at(case)))
    for name in ("settle_on_the_spot", "sign_for", "send_back", "escalate"):
        assert at(case, name) in text
    for name in ("handle", "verify", "merge", "suspend"):
        assert at(case, name) not in text


def test_a_move_of_the_desk_is_no_address_of_the_phone(li: Client) -> None:
    assert li.post(at(rubbish(), "merge"), {"version": 1, "into": "1"}).status_code == 404


def test_signing_for_is_one_tap(li: Client) -> None:
    case = rubbish()
    assert li.post(at(case, "sign_for"), {"version": case.version}).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "handling"


def test_help_is_called_one_level_up_with_its_reason(li: Client) -> None:
    case = rubbish()
    assert "吹哨" in page(li.get(at(case, "escalate") + "?help=1"))
    sent = {"version": case.version, "reason": "请镇里吹哨：需要清运车"}
    assert li.post(at(case, "escalate"), sent).status_code == 302
    case.refresh_from_db()
    assert (case.tier, case.state) == ("community", "dispatched")
    assert Note.objects.filter(text__contains="清运车").exists()


def test_sending_back_names_the_unit_by_words(county: County) -> None:
    case = rubbish()
    chen = signed_in(county, "chen")
    sent = {"version": case.version, "reason": "主干道归住建", "proposed_unit": "县住建局"}
    assert chen.post(at(case, "send_back"), sent).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "returned"


def test_a_unit_nobody_knows_is_named_and_the_words_stay(county: County) -> None:
    case = rubbish()
    chen = signed_in(county, "chen")
    sent = {"version": case.version, "reason": "主干道归住建", "proposed_unit": "县不存在局"}
    answer = chen.post(at(case, "send_back"), sent)
    assert answer.status_code == 422
    assert "主干道归住建" in page(answer)


def test_a_case_says_why_it_is_here_and_what_may_be_the_same(li: Client) -> None:
    first, second = rubbish(), rubbish()
    text = page(li.get(at(second)))
    assert "“文化广场”在东一网格。" in text
    assert at(first) in text


def test_a_phone_number_is_masked_until_somebody_looks_and_the_look_is_kept(li: Client) -> None:
    case = rubbish(phone="13812346021")
    assert "13812346021" not in page(li.get(at(case)))
    assert "13812346021" in page(li.post(at(case, "contact")))
    assert JournalEntry.objects.filter(kind="show_contact", subject_id=case.pk).count() == 1


def test_progress_is_written_without_moving_anything(li: Client) -> None:
    case = rubbish()
    assert li.post(at(case, "note"), {"note": "清运车下午到"}).status_code == 302
    assert "清运车下午到" in page(li.get(at(case)))
    assert li.post(at(case, "note"), {"note": " "}).status_code == 422
    assert Case.objects.get(pk=case.pk).state == "dispatched"


def test_a_report_needs_one_sentence(li: Client) -> None:
    sent = li.post("/field/report", street(place=""))
    case = Case.objects.get()
    assert sent["Location"] == at(case)
    assert (case.source, case.case_type, case.grid_code) == ("grid_worker", "0101", GRID_1)


def test_report_and_settle_ask_for_text_and_result_alone(li: Client) -> None:
    li.post("/field/report", street(outcome="settled", result="已清运"))
    assert Case.objects.get().state == "closed"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"text": ""}, 422),
        ({"outcome": "settled", "result": ""}, 422),
        ({"text": "路面有个大坑", "outcome": "settled", "result": "填平了"}, 409),
        ({"area": SOUTH}, 422),
    ],
    ids=["no text", "settled without a result", "not a small matter", "somebody else's area"],
)
def test_a_refused_report_leaves_nothing_behind_and_keeps_the_words(
    li: Client, changed: dict[str, str], status: int
) -> None:
    answer = li.post("/field/report", street(place="巷口第三家", **changed))
    assert answer.status_code == status
    assert "巷口第三家" in page(answer)
    assert not Case.objects.exists()


def test_the_outbox_is_told_the_number_once_and_again(li: Client) -> None:
    headers = {**JSON, "Idempotency-Key": "draft-1"}
    first = li.post("/field/report", street(), headers=headers)
    second = li.post("/field/report", street(), headers=headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Case.objects.count() == 1


def test_a_button_pressed_twice_without_scripts_reports_once(li: Client) -> None:
    key = re.findall(r'name="idempotency_key" value="([^"]+)"', page(li.get("/field/report")))[0]
    for _ in range(2):
        li.post("/field/report", street(idempotency_key=key))
    assert Case.objects.count() == 1


def test_another_workers_key_is_their_own(county: County) -> None:
    headers = {**JSON, "Idempotency-Key": "draft-1"}
    for name in ("li", "han"):
        signed_in(county, name).post("/field/report", street(), headers=headers)
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "status"), [({"result": ""}, 422), ({"result": "已清", "version": 99}, 409)]
)
def test_the_outbox_is_told_why_not_in_sentences(
    li: Client, sent: dict[str, Any], status: int
) -> None:
    case = rubbish()
    answer = li.post(at(case, "settle_on_the_spot"), {"version": 1, **sent}, headers=JSON)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["reasons"]


def test_a_settled_draft_sent_twice_is_acknowledged_twice(li: Client) -> None:
    """The phone lost the first answer; the second try must not be told that its form is old."""
    case = rubbish()
    headers = {**JSON, "Idempotency-Key": "draft-2"}
    sent = {"version": case.version, "result": "已清运"}
    answers = [li.post(at(case, "settle_on_the_spot"), sent, headers=headers) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 200]


def test_a_lost_answer_is_given_again_when_the_case_has_left_my_reach(county: County) -> None:
    case = raise_case(Raised("夜里噪声大", case_type="0201", place="文化广场"), now=NOON).case
    qian = signed_in(county, "qian")
    headers = {**JSON, "Idempotency-Key": "draft-3"}
    sent = {"version": case.version, "reason": "属住建", "proposed_unit": "县住建局"}
    first = qian.post(at(case, "send_back"), sent, headers=headers)
    Case.objects.filter(pk=case.pk).update(unit="HOUSING", unit_path="GOV/HOUSING/")
    assert qian.get(at(case)).status_code == 404
    again = qian.post(at(case, "send_back"), sent, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)


def _picture() -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "JPEG")
    drawn.seek(0)
    drawn.name = "IMG.jpg"
    return drawn


def test_a_picture_of_the_result_is_seen_within_reach_only(li: Client, county: County) -> None:
    case = rubbish()
    sent = {"version": case.version, "result": "已清运", "photos": _picture()}
    li.post(at(case, "settle_on_the_spot"), sent)
    row = Attachment.objects.get()
    assert (row.subject_id, row.moment) == (case.pk, "after")
    url = f"/field/photos/{row.upload}"
    assert li.get(url)["Content-Type"] == "image/jpeg"
    assert signed_in(county, "lin").get(url).status_code == 404


def test_a_picture_of_a_refused_move_is_bound_to_nothing(li: Client) -> None:
    case = rubbish()
    li.post(at(case, "settle_on_the_spot"), {"version": 99, "result": "已", "photos": _picture()})
    assert not Attachment.objects.filter(subject_id=case.pk).exists()


def test_a_phone_whose_clock_runs_ahead_is_not_believed(li: Client) -> None:
    ahead, behind = NOON + timedelta(hours=1), NOON - timedelta(hours=1)
    li.post("/field/report", street(happened_at=ahead.isoformat()))
    li.post("/field/report", street(happened_at=behind.isoformat()))
    moments = Case.objects.order_by("pk").values_list("happened_at", flat=True)
    assert list(moments) == [None, behind]


def test_the_tab_of_the_grid_is_called_by_what_it_opens(li: Client) -> None:
    text = page(li.get("/field/grid"))
    tabs = re.findall(r'<a[^>]*href="([^"]+)"([^>]*)>(.*?)</a>', text.partition("jc-tabs")[2])
    (mine,) = [tab for tab in tabs if tab[0] == "/field/grid"]
    assert 'aria-current="page"' in mine[1]
    assert "网格" in mine[2]
    assert "#grid-dots" in mine[2]


def test_my_grid_shows_places_to_look_at_and_prefills_a_report(li: Client) -> None:
    Area.objects.filter(code=GRID_1).update(households=412)
    text = page(li.get("/field/grid"))
    assert "412" in text
    link = re.findall(r'href="(/field/report\?place=[^"]+)"', text)[0].replace("&amp;", "&")
    assert 'value="文化广场"' in page(li.get(link))


def test_the_map_of_my_grid_shows_mine_alone(li: Client) -> None:
    case = rubbish()
    raise_case(Raised("垃圾", case_type="0101", grid_code=GRID_1[:-1] + "2"), now=NOON)
    names = [f["properties"]["name"] for f in li.get("/field/areas.json").json()["features"]]
    points = li.get("/field/points.json").json()["features"]
    assert names == ["东一网格"]
    assert [p["properties"]["number"] for p in points] == [case.number]


def test_a_department_without_a_grid_works_from_the_same_list(county: County) -> None:
    case = raise_case(Raised("路面有坑", case_type="0102", place="文化广场"), now=NOON).case
    make_move(case, "escalate", by=county["chen"], now=NOON, version=1, given=Given(reason="大"))
    make_move(case, "escalate", by=county["wang"], now=NOON, version=2, given=Given(reason="大"))
    assert case.title in page(signed_in(county, "zhao").get("/field/"))


def test_the_offline_script_may_rule_the_phone_app_and_nothing_else(county: County) -> None:
    answer = Client().get("/field/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert (answer["Service-Worker-Allowed"], answer["Cache-Control"]) == ("/field/", "no-cache")
    text = page(answer)
    assert "/field/report" in text
    assert "/desk/" not in text


def test_the_app_can_be_installed_and_opens_without_a_network(county: County) -> None:
    assert Client().get("/field/manifest.webmanifest").json()["scope"] == "/field/"
    assert "没有网络" in page(Client().get("/field/offline"))


def test_no_page_asks_for_the_workers_own_whereabouts(li: Client) -> None:
    rubbish()
    for url in PAGES:
        text = page(li.get(url))
        assert not re.search(r"打卡|签到|公里|排名|积分", text.split('id="jc-words"')[0]) or (
            url == "/field/me"
        ), url

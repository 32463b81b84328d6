"""Reporting over the API, and who is let in with which key."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from jiceng.casework.models import Case
from jiceng.casework.tests.calling import ELSEWHERE, JSON, RUBBISH, Caller, Calling, is_problem
from jiceng.casework.tests.county import GRID_1, GRID_2, NOON, County, build_county
from jiceng.kernel.records.models import Appointment, IdempotentAnswer, JournalEntry


def test_a_report_is_answered_with_everything_the_contract_names(anybody: Caller) -> None:
    answer = anybody.post("/cases", RUBBISH)
    assert answer.status_code == 201
    body = answer.json()
    assert body.keys() == {
        "number", "access_code", "state", "grid_code", "unit", "due_at", "provisional", "because",
    }  # fmt: skip
    assert (body["state"], body["grid_code"]) == ("dispatched", GRID_1)
    assert body["unit"] == {"code": "C-EAST", "name": "东社区居委会"}
    assert body["due_at"].endswith("+08:00")
    assert all(s.endswith("。") for s in body["because"])


def test_two_calls_settle_a_small_matter(anybody: Caller, calling: Calling) -> None:
    number = anybody.post("/cases", RUBBISH).json()["number"]
    li = calling("li")
    seen = li.get(f"/cases/{number}").json()
    assert "settle_on_the_spot" in {m["name"] for m in seen["moves"]}
    done = li.post(
        f"/cases/{number}/moves/settle_on_the_spot",
        {"version": seen["version"], "result": "已清运并冲洗"},
    )
    assert (done.status_code, done.json()["state"]) == (200, "closed")
    assert ["已清运并冲洗"] in [line["notes"] for line in done.json()["timeline"]]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"location": {"lon": 109.6, "lat": 19.9, "height": 3}}, "location/height"),
        ({"contact": {"mail": "a@b"}}, "contact/mail"),
        ({"text": "a"}, "text"),
        ({"text": "好" * 4001}, "text"),
        ({"text": None}, "text"),
        ({"source": "rumour"}, "source"),
        ({"case_type": "9999"}, "case_type"),
        ({"case_type": "01"}, "case_type"),
        ({"grid_code": "123"}, "grid_code"),
        ({"location": {"lon": 200, "lat": 19.9}}, "location"),
        ({"location": {"lon": 109.6}}, "location"),
        ({"happened_at": "2026-11-24T00:00:00+08:00"}, "happened_at"),
        ({"happened_at": "2026-11-20T00:00:00"}, "happened_at"),
        ({"contact": {"phone": "12"}}, "phone"),
        ({"attachments": ["not-an-id"]}, "attachments/0"),
        ({"attachments": ["00000000-0000-4000-8000-000000000000"]}, "attachments"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    anybody: Caller, change: dict[str, Any], field: str
) -> None:
    problem = is_problem(anybody.post("/cases", RUBBISH | change), 422)
    assert field in {f["name"] for f in problem["fields"]}
    assert not Case.objects.exists()


SOURCES = ("resident", "api", "grid_worker", "clerk", "hotline", "import", "inspection")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("", {"resident"}),
        ("li", {"resident", "api", "grid_worker", "inspection"}),
        ("chen", {"resident", "api", "clerk", "hotline", "import", "inspection"}),
        ("zhao", {"resident", "api"}),
        ("tang", {"resident", "api", "inspection"}),
        ("guo", {"resident", "api"}),
    ],
)
def test_nobody_names_a_source_that_is_none_of_his_posts(
    county: County, at_noon: object, who: str, may: set[str]
) -> None:
    caller = Caller(county, who) if who else Caller()
    for source in SOURCES:
        answer = caller.post("/cases", {"text": "有坑", "source": source})
        if source in may:
            assert answer.status_code == 201, answer.content.decode()
            continue
        problem = is_problem(answer, 422)
        assert [f["name"] for f in problem["fields"]] == ["source"]
        assert source in problem["detail"]
    assert set(Case.objects.values_list("source", flat=True)) == may


def test_every_unknown_field_is_named_at_once(anybody: Caller) -> None:
    problem = is_problem(anybody.post("/cases", RUBBISH | {"a": 1, "b": 2}), 422)
    assert {f["pointer"] for f in problem["fields"]} == {"/a", "/b"}


@pytest.mark.parametrize("body", ['{"text": ', '{"text": "\\ud800"}', "nonsense"])
def test_a_body_that_is_no_json_is_a_bad_request(anybody: Caller, body: str) -> None:
    is_problem(anybody.post("/cases", body), 400)


@pytest.mark.parametrize("body", ["[]", "3", "null", '{"text": "坏\\u0000字符"}', "{}"])
def test_json_that_is_no_report_is_refused(anybody: Caller, body: str) -> None:
    is_problem(anybody.post("/cases", body), 422)


def test_a_form_instead_of_json_is_the_wrong_kind(anybody: Caller) -> None:
    is_problem(anybody.client.post("/api/v1/cases", {"text": "有坑"}), 415)


def test_a_huge_body_is_refused(anybody: Caller) -> None:
    is_problem(anybody.post("/cases", {"text": "好" * 1_000_000}), 413)


def test_a_point_in_a_shifted_system_counts_when_it_is_declared(anybody: Caller) -> None:
    def grid_of(lon: float, lat: float, **system: str) -> Any:
        where = {"lon": lon, "lat": lat, **system}
        return anybody.post("/cases", {"text": "有坑", "location": where}).json()["grid_code"]

    assert grid_of(109.6095, 19.905) == GRID_1
    assert grid_of(109.6140, 19.9025, system="gcj02") == GRID_1
    assert grid_of(109.6140, 19.9025) == GRID_2


def test_the_sentences_speak_the_readers_language(anybody: Caller) -> None:
    answer = anybody.post("/cases", {"text": "a"}, **{"Accept-Language": "en"})
    assert is_problem(answer, 422)["codes"] == ["text_length"]
    assert answer["Content-Language"] == "en"


def test_a_repeated_key_gets_the_same_answer(anybody: Caller) -> None:
    first = anybody.post("/cases", RUBBISH, **{"Idempotency-Key": "k1"})
    second = anybody.post("/cases", RUBBISH, **{"Idempotency-Key": "k1"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Case.objects.count() == 1


def test_a_key_for_another_body_is_refused(anybody: Caller) -> None:
    anybody.post("/cases", RUBBISH, **{"Idempotency-Key": "k1"})
    again = anybody.post("/cases", RUBBISH | {"text": "别的"}, **{"Idempotency-Key": "k1"})
    assert is_problem(again, 422)["codes"] == ["key_reused"]


def test_a_key_cannot_read_what_another_caller_was_answered(
    anybody: Caller, calling: Calling
) -> None:
    first = anybody.post("/cases", RUBBISH, **{"Idempotency-Key": "k1"})
    other = calling("sun").post("/cases", RUBBISH, **{"Idempotency-Key": "k1"})
    assert (first.status_code, other.status_code) == (201, 201)
    assert first.json()["access_code"] != other.json()["access_code"]
    kept = b"".join(bytes(a.answer) for a in IdempotentAnswer.objects.all())
    assert first.json()["access_code"].encode() not in kept


UUID_KEY = "0d1f1c2e-7a55-4b3c-9f66-1f2e3d4c5b6a"


@pytest.mark.parametrize(
    ("key", "is_same"),
    [("k1", False), ("report", False), ("a" * 40, False), ("12" * 20, False), (UUID_KEY, True)],
)
def test_a_key_that_others_may_hit_upon_gives_nobody_elses_receipt(
    anybody: Caller, key: str, is_same: bool
) -> None:
    first, second = (
        anybody.client.post(
            "/api/v1/cases",
            RUBBISH,
            content_type=JSON,
            headers={"Idempotency-Key": key},
            REMOTE_ADDR=address,
        )
        for address in ("203.0.113.7", "203.0.113.8")
    )
    assert (first.json() == second.json()) is is_same
    assert Case.objects.count() == (1 if is_same else 2)


@pytest.mark.parametrize(
    ("key", "minutes", "is_same"),
    [("k1", 9, True), ("k1", 11, False), (UUID_KEY, 60 * 24 * 6, True)],
)
def test_a_short_key_counts_for_minutes_and_a_long_one_for_days(
    anybody: Caller, at_noon: Callable[[timedelta], None], key: str, minutes: int, is_same: bool
) -> None:
    first = anybody.post("/cases", RUBBISH, **{"Idempotency-Key": key})
    at_noon(timedelta(minutes=minutes))
    second = anybody.post("/cases", RUBBISH, **{"Idempotency-Key": key})
    assert (first.json() == second.json()) is is_same
    assert Case.objects.count() == (1 if is_same else 2)


@pytest.mark.django_db(transaction=True)
def test_eight_equal_requests_at_once_make_one_case(at_noon: object) -> None:
    build_county()
    ready = Barrier(8)

    def send(_: int) -> HttpResponse:
        caller = Caller()
        ready.wait(timeout=20)
        try:
            return caller.post("/cases", RUBBISH, **{"Idempotency-Key": "k8"})  # type: ignore[no-any-return]  # Django's test client gives Any
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sorted(a.status_code for a in answers) == [200] * 7 + [201]
    assert len({a.content for a in answers}) == 1
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_editors_at_once_exactly_one_wins(at_noon: object) -> None:
    county = build_county()
    number = Caller().post("/cases", RUBBISH).json()["number"]
    callers = [Caller(county, "li") for _ in range(8)]
    version = callers[0].get(f"/cases/{number}").json()["version"]
    ready = Barrier(8)

    def sign(caller: Caller) -> int:
        ready.wait(timeout=20)
        try:
            answer = caller.post(f"/cases/{number}/moves/sign_for", {"version": version})
            return int(answer.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(sign, callers)) == [200] + [409] * 7
    assert JournalEntry.objects.filter(kind="sign_for").count() == 1


def test_the_twenty_first_report_of_a_minute_from_one_address_waits(
    anybody: Caller, calling: Calling, at_noon: Callable[[timedelta], None]
) -> None:
    for _ in range(20):
        assert anybody.post("/cases", ELSEWHERE).status_code == 201
    refused = anybody.post("/cases", ELSEWHERE)
    is_problem(refused, 429)
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert Case.objects.count() == 20
    assert calling("li").post("/cases", ELSEWHERE).status_code == 201
    at_noon(timedelta(seconds=61))
    assert anybody.post("/cases", ELSEWHERE).status_code == 201


def test_the_code_opens_the_public_view_and_nothing_more(anybody: Caller) -> None:
    given = RUBBISH | {"contact": {"name": "陈某", "phone": "13800001234"}}
    receipt = anybody.post("/cases", given).json()
    seen = anybody.get(f"/cases/{receipt['number']}", access_code=receipt["access_code"])
    assert seen.status_code == 200
    body = seen.json()
    assert body["next"] == "等待东社区居委会签收办理。"
    assert (body["moves"], body["version"], body["text"]) == (None, None, None)
    assert [line["kind"] for line in body["timeline"]] == ["report", "accept", "file", "dispatch"]
    assert "陈某" not in seen.content.decode()


@pytest.mark.parametrize("code", ["AAAAAAAA", "x", "' OR 1=1 --", "。"])
def test_a_wrong_code_and_an_unknown_number_look_alike(anybody: Caller, code: str) -> None:
    number = anybody.post("/cases", RUBBISH).json()["number"]
    wrong = is_problem(anybody.get(f"/cases/{number}", access_code=code), 404)
    unknown = is_problem(anybody.get("/cases/202600099999", access_code=code), 404)
    assert wrong == unknown


def test_codes_cannot_be_guessed_without_end(anybody: Caller) -> None:
    receipt = anybody.post("/cases", RUBBISH).json()
    where = f"/cases/{receipt['number']}"
    statuses = {anybody.get(where, access_code="WRONG").status_code for _ in range(21)}
    assert statuses == {404, 429}
    assert anybody.get(where, access_code=receipt["access_code"]).status_code == 429
    neighbour = anybody.post("/cases", RUBBISH).json()
    there = f"/cases/{neighbour['number']}"
    assert anybody.get(there, access_code=neighbour["access_code"]).status_code == 200


def test_without_a_key_staff_addresses_ask_for_one(anybody: Caller) -> None:
    number = anybody.post("/cases", RUBBISH).json()["number"]
    for path in ("/cases", f"/cases/{number}", "/worklist", "/areas", "/units", "/journal"):
        answer = anybody.get(path)
        is_problem(answer, 401)
        assert answer["WWW-Authenticate"] == "Bearer"
    is_problem(anybody.post(f"/cases/{number}/moves/sign_for", {"version": 1}), 401)


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic bGk6bGk=", "Bearer 坏"])
def test_a_key_that_opens_nothing_opens_not_even_the_public_door(
    anybody: Caller, header: str
) -> None:
    anybody.headers = {"Authorization": header}
    is_problem(anybody.post("/cases", RUBBISH), 401)


def test_a_revoked_key_or_a_disabled_person_is_out_at_once(
    county: County, calling: Calling
) -> None:
    li = calling("li")
    assert li.get("/worklist").status_code == 200
    county.people["li"].tokens.update(revoked_at=NOON)
    is_problem(li.get("/worklist"), 401)
    lin = calling("lin")
    county.people["lin"].is_active = False
    county.people["lin"].save()
    is_problem(lin.get("/worklist"), 401)


def test_a_post_that_has_ended_reads_nothing(county: County, calling: Calling) -> None:
    li = calling("li")
    Appointment.objects.filter(person=county.people["li"]).update(ends_on="2026-11-22")
    is_problem(li.get("/worklist"), 403)


def test_a_session_reads_but_writes_only_with_a_form_token(county: County, at_noon: object) -> None:
    number = Caller().post("/cases", RUBBISH).json()["number"]
    client = Client(enforce_csrf_checks=True)
    client.force_login(county.people["li"])
    assert client.get(f"/api/v1/cases/{number}").status_code == 200
    move = f"/api/v1/cases/{number}/moves/sign_for"
    body = json.dumps({"version": 1})
    is_problem(client.post(move, body, content_type=JSON), 403)
    client.get("/account")
    token = client.cookies["csrftoken"].value
    answer = client.post(move, body, content_type=JSON, headers={"X-CSRFToken": token})
    assert answer.status_code == 200

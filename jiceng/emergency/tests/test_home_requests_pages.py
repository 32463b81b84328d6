"""Home service over HTTP: the public form, the receipt, the phone, the desk, the certificate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.models import Case
from jiceng.casework.tests.county import EAST, GRID_1, NOON, County
from jiceng.emergency.actions.home_requests import ask_home
from jiceng.emergency.models import HomeRequest
from jiceng.emergency.rules.home_requests import HomeWish
from jiceng.emergency.tests.cast import decided, switched_on, with_command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TYPED: dict[str, Any] = {
    "need": "medicine", "area": EAST, "details": "降压药一盒", "drop_point": "3号楼门口",
    "window": "any", "phone": "13800000000", "token": "t" * 36,
}  # fmt: skip
WISH = HomeWish("food", GRID_1, "大米 10 斤", "门口")


@pytest.fixture
def command(county: County) -> County:
    return with_command(county)


def at(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_where_nothing_is_open_the_page_says_where_else_to_turn(command: County) -> None:
    switched_on(command, is_drill=True, level="II")
    page = text(Client(), "/home-service")
    assert "现在没有开通居家服务" in page
    assert "/report" in page
    assert "<form class" not in page


def test_a_resident_asks_once_and_follows_it_with_number_and_code(command: County) -> None:
    switched_on(command, level="II")
    client = Client()
    assert "/home-service" in text(client, "/emergencies")
    assert "买药" in text(client, "/home-service")
    wrong = client.post("/home-service", {**TYPED, "drop_point": ""})
    assert wrong.status_code == 422
    assert "降压药一盒" in wrong.content.decode()
    first, again = (client.post("/home-service", TYPED) for _ in range(2))
    assert first.status_code == again.status_code == 200
    case = Case.objects.get(case_type="2003")
    assert case.number in first.content.decode()
    typed = {"number": case.number, "code": first.context["access_code"]}
    assert case.number in client.post("/track", typed).content.decode()


def test_a_need_not_open_in_the_area_is_refused_in_a_sentence(command: County) -> None:
    switched_on(command, level="II")
    answer = Client().post("/home-service", {**TYPED, "need": "care"})
    assert answer.status_code == 422


def test_a_worker_asks_for_somebody_and_tells_it_as_brought(command: County) -> None:
    switched_on(command, level="II")
    li = at(command, "li")
    typed = {k: v for k, v in TYPED.items() if k != "token"}
    typed |= {"area": GRID_1, "idempotency_key": "k" * 20}
    for _ in range(2):
        assert li.post("/field/home-service/new", typed).status_code == 302
    number = HomeRequest.objects.get().case.number
    assert f"/field/cases/{number}/" in text(li, "/field/home-service/")
    brought = f"/field/home-service/{number}/"
    assert "请选择费用由谁承担" in li.post(brought, {"cost_fen": "35.50"}).content.decode()
    assert li.post(brought, {"cost_fen": "35.50", "paid_by": "household"}).status_code == 302
    assert "35.50" in text(at(command, "ma"), "/desk/home-service/")
    assert at(command, "sun").get(brought).status_code == 404


def test_the_desk_narrows_by_need_place_and_state(command: County) -> None:
    switched_on(command, level="II")
    link = f"/desk/cases/{ask_home(WISH, now=NOON).case.number}/"
    desk = at(command, "shi")
    for query, is_there in (("", True), ("?need=food", True), ("?need=repair", False),
                            ("?state=answered", False), ("?under=" + EAST, True)):  # fmt: skip
        assert (link in text(desk, f"/desk/home-service/{query}")) is is_there, query


def test_closing_waits_for_open_requests_and_the_certificate_counts(command: County) -> None:
    row = switched_on(command, level="II")
    case = ask_home(WISH, now=NOON).case
    page, officer = f"/desk/emergencies/{row.number}/", at(command, "shi")
    assert officer.get(f"{page}certificate").status_code == 404
    row = decided(command, row, "end", who="shi", now=NOON + timedelta(seconds=1))
    assert "还有 1 件居家服务和应急事项没有办结" in text(officer, page)
    assert "还有 1 件没有删除" in text(officer, f"{page}certificate")
    Case.objects.filter(pk=case.pk).update(state="closed", handled_at=NOON, closed_at=NOON)
    decided(command, row, "close", who="shi", now=NOON + timedelta(seconds=2))
    told = text(officer, f"{page}certificate")
    assert "已全部删除" in told
    assert "删除个人信息" in text(officer, page)
    assert "<td>买菜和生活用品</td><td>1</td><td>1</td><td>1</td>" in told

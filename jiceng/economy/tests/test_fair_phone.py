"""Sales entered on a phone: kept there without a network, taken once, refused in one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.county import County
from jiceng.economy.models import FairSale
from jiceng.economy.tests.fairs import TODAY, Market, market

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LIST = "/field/fairs/"


@pytest.fixture
def opened(county: County) -> Market:
    found = market(county)
    found.moved("publish", "open")
    return found


def phone(market: Market, who: str = "chen") -> Client:
    client = Client()
    client.force_login(market.county.people[who])
    return client


def typed(market: Market, **changes: str) -> dict[str, Any]:
    return {"offer": market.offer("A01").pk, "day": TODAY.isoformat(), "quantity": "10",
            "amount": "", "reason": "", **changes}  # fmt: skip


def delivered(market: Market, client: Client, key: str = "draft 1", **changes: str) -> Any:
    headers = {"Accept": "application/json", "Idempotency-Key": key}
    return client.post(f"{LIST}{market.fair.number}/", typed(market, **changes), headers=headers)


def test_a_sale_is_delivered_once_and_reckoned_by_its_sign(opened: Market) -> None:
    client = phone(opened)
    first, again = delivered(opened, client), delivered(opened, client)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    sale = FairSale.objects.get()
    assert (sale.hundredths, sale.fen) == (1000, 3500)


def test_it_works_without_scripts_and_shows_what_was_entered(opened: Market) -> None:
    client = phone(opened)
    assert opened.fair.title in client.get(LIST).content.decode()
    url = f"{LIST}{opened.fair.number}/"
    page = client.get(url).content.decode()
    assert "data-outbox" in page
    assert "A01 示例农户甲 红薯 3.50 元/斤" in page
    sent = client.post(url, {**typed(opened), "idempotency_key": "page 1"}, follow=True)
    assert "35.00 元" in sent.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"quantity": "0"}, "数量须大于 0"),
        ({"quantity": "一堆"}, "看不懂数量"),
        ({"amount": "36"}, "金额高于摊位标价应收的 35.00 元"),
        ({"amount": "30"}, "35.00 元"),
        ({"offer": "999999"}, "999999"),
    ],
)
def test_what_is_wrong_is_said_to_the_outbox_and_nothing_is_kept(
    opened: Market, changes: dict[str, str], sentence: str
) -> None:
    answer = delivered(opened, phone(opened), **changes)
    assert answer.status_code == 422
    assert sentence in str(answer.json()["reasons"])
    assert not FairSale.objects.exists()


def test_two_phones_do_not_sell_the_same_twice(opened: Market) -> None:
    delivered(opened, phone(opened))
    answer = delivered(opened, phone(opened), key="draft of another phone")
    assert answer.status_code == 409
    assert "红薯" in str(answer.json()["reasons"])
    assert FairSale.objects.count() == 1


def test_a_fair_of_others_or_before_it_opens_takes_nothing(county: County) -> None:
    planned = market(county)
    assert planned.fair.title not in phone(planned).get(LIST).content.decode()
    assert delivered(planned, phone(planned)).status_code == 409
    assert delivered(planned, phone(planned, "sun")).status_code == 404

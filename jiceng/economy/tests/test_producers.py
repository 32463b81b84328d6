"""Producers and produce: who keeps them, prices with history, papers with an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from jiceng.casework.tests.county import EAST, FAR, NOON, WEST, County
from jiceng.economy.actions.producers import (
    ProducerTold,
    ProduceTold,
    add_paper,
    add_produce,
    change_produce,
    change_producer,
    register_producer,
    retire_producer,
    set_price,
)
from jiceng.economy.models import Produce, ProducePrice, Producer
from jiceng.economy.queries.producers import sale_faults
from jiceng.economy.rules.produce import QualityPaper
from jiceng.economy.tests.fairs import TODAY, with_kinds
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused, Stale

pytestmark = pytest.mark.django_db
JIA = ProducerTold("示例农户甲", "household", EAST)
POTATO = ProduceTold("红薯", "vegetable", "斤", 350)


@pytest.fixture
def jia(county: County) -> Producer:
    with_kinds()
    return register_producer(JIA, by=county["chen"], now=NOON)


@pytest.fixture
def potato(jia: Producer, county: County) -> Produce:
    return add_produce(jia, POTATO, by=county["chen"], now=NOON)


def codes(refused: Any) -> list[tuple[str, str]]:
    return [(r.code, r.field) for r in refused.value.reasons]


def test_the_desk_of_a_community_registers_its_producers(jia: Producer) -> None:
    assert jia.number.startswith("PD2026")
    assert jia.area_id == EAST
    assert JournalEntry.objects.filter(kind="economy.register_producer").count() == 1


@pytest.mark.parametrize("who", ["xie", "sun", "zhao", "tang"])
def test_nobody_else_does(jia: Producer, county: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        register_producer(replace(JIA, name="另一户"), by=county[who], now=NOON)
    with pytest.raises(NotAllowed):
        add_produce(jia, POTATO, by=county[who], now=NOON)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"name": " "}, ("text_length", "name")),
        ({"kind": "company"}, ("unknown_value", "kind")),
        ({"households": 2}, ("household_is_one", "households")),
        ({"area": "1"}, ("unknown_area", "area")),
        ({}, ("producer_twice", "name")),
    ],
)
def test_each_fault_of_a_producer_names_its_field(
    jia: Producer, county: County, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        register_producer(replace(JIA, **given), by=county["chen"], now=NOON)
    assert codes(refused) == [fault]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"kind": "gold"}, ("unknown_produce_kind", "kind")),
        ({"measure": "车"}, ("unknown_measure", "measure")),
        ({"price_fen": 0}, ("price_not_positive", "price_fen")),
        ({"name": ""}, ("text_length", "name")),
    ],
)
def test_each_fault_of_produce_names_its_field(
    jia: Producer, county: County, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        add_produce(jia, replace(POTATO, **given), by=county["chen"], now=NOON)
    assert codes(refused) == [fault]


def test_prices_keep_their_history(potato: Produce, county: County) -> None:
    later = NOON + timedelta(days=1)
    set_price(potato, 400, by=county["chen"], now=later, version=1)
    same = replace(POTATO, price_fen=400, name="红心红薯")
    change_produce(potato, same, by=county["chen"], now=later, version=2)
    kept = ProducePrice.objects.filter(produce=potato).order_by("pk").values_list("fen", "since")
    assert list(kept) == [(350, NOON), (400, later)]
    assert Produce.objects.get().price_fen == 400


def test_produce_is_sold_while_its_papers_are_valid(potato: Produce, county: County) -> None:
    def why(days: int) -> list[str]:
        return [r.code for r in sale_faults(potato, TODAY + timedelta(days=days), NOON)]

    assert why(0) == ["quality_paper_missing"]
    paper = QualityPaper("pass_certificate", "HG-1", TODAY)
    add_paper(potato, paper, by=county["chen"], now=NOON, version=1)
    assert (why(0), why(1)) == ([], ["quality_paper_lapsed"])


def test_a_paper_that_is_over_is_not_taken(potato: Produce, county: County) -> None:
    old = QualityPaper("pass_certificate", "HG-1", TODAY - timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        add_paper(potato, old, by=county["chen"], now=NOON, version=1)
    assert codes(refused) == [("quality_paper_over", "until")]


def test_two_people_change_produce_one_after_the_other(potato: Produce, county: County) -> None:
    set_price(potato, 400, by=county["chen"], now=NOON, version=1)
    with pytest.raises(Stale):
        set_price(potato, 450, by=county["wang"], now=NOON, version=1)
    assert Produce.objects.get().price_fen == 400
    assert ProducePrice.objects.count() == 2


def test_a_producer_that_left_sells_nothing_and_is_changed_no_more(
    jia: Producer, potato: Produce, county: County
) -> None:
    retire_producer(jia, by=county["chen"], now=NOON, version=1)
    assert not Produce.objects.get().on_sale
    with pytest.raises(Refused):
        add_produce(jia, POTATO, by=county["chen"], now=NOON)
    with pytest.raises(Refused):
        change_producer(jia, JIA, by=county["chen"], now=NOON, version=2)
    assert register_producer(JIA, by=county["chen"], now=NOON).pk != jia.pk


def test_a_producer_moves_only_where_the_desk_keeps_both(jia: Producer, county: County) -> None:
    there = replace(JIA, area=WEST)
    with pytest.raises(NotAllowed):
        change_producer(jia, there, by=county["chen"], now=NOON, version=1)
    assert change_producer(jia, there, by=county["wang"], now=NOON, version=1).area_id == WEST
    with pytest.raises(NotAllowed):
        change_producer(jia, replace(JIA, area=FAR), by=county["wang"], now=NOON, version=2)

"""Supplies: balances that never go below nothing, entries that are countered, what is short."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jiceng.casework.tests.county import COUNTY, GRID_1, NOON, County
from jiceng.emergency.actions.supplies import Coming, counter, give_out, open_store, take_in
from jiceng.emergency.models import Store, Supply, SupplyBatch, SupplyMovement
from jiceng.emergency.queries.supplies import expiring, short_supplies
from jiceng.emergency.tests.posts import TODAY, registered, with_office
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db
MASKS = Coming("医用口罩", "只", 1000, "P1", TODAY + timedelta(days=20), "A-1", 500)


@pytest.fixture
def office(county: County) -> County:
    return with_office(county)


@pytest.fixture
def store(office: County) -> Store:
    return open_store("县应急物资库", COUNTY, "文明东路 1 号", by=office["shi"], now=NOON)


def stocked(office: County, store: Store, **changes: object) -> SupplyBatch:
    given = replace(MASKS, **changes)  # type: ignore[arg-type]  # fields of the row by name
    return take_in(store, given, by=office["shi"], now=NOON).batch


def codes(error: pytest.ExceptionInfo[Refused | Invalid]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def test_what_comes_and_goes_adds_up(office: County, store: Store) -> None:
    batch, shi = stocked(office, store), office["shi"]
    first, _second = registered(office)
    give_out(batch, 200, by=shi, now=NOON, checkpoint=first)
    give_out(batch, 100, by=shi, now=NOON, area=GRID_1)
    give_out(batch, 50, by=shi, now=NOON, note="受潮报废")
    supply = Supply.objects.get()
    batch.refresh_from_db()
    assert supply.on_hand == batch.on_hand == 650
    assert sum(m.amount for m in batch.movements.all()) == 650
    assert [m.kind for m in batch.movements.order_by("pk")] == [
        "in", "allotted", "allotted", "out"
    ]  # fmt: skip


def test_nobody_gives_out_more_than_is_there(office: County, store: Store) -> None:
    batch = stocked(office, store)
    with pytest.raises(Refused) as error:
        give_out(batch, 1001, by=office["shi"], now=NOON)
    assert codes(error) == ["supply_too_low"]
    assert error.value.reasons[0].params["left"] == 1000
    assert SupplyMovement.objects.count() == 1


def test_a_mistake_is_countered_once(office: County, store: Store) -> None:
    batch, shi = stocked(office, store), office["shi"]
    out = give_out(batch, 200, by=shi, now=NOON)
    back = counter(out, by=shi, now=NOON, reason="记错批次")
    assert (back.amount, Supply.objects.get().on_hand) == (200, 1000)
    with pytest.raises(Refused) as error:
        counter(out, by=shi, now=NOON, reason="再来")
    assert codes(error) == ["supply_countered"]
    with pytest.raises(Refused) as error:
        counter(back, by=shi, now=NOON, reason="再来")
    assert codes(error) == ["supply_is_counter"]
    give_out(batch, 900, by=shi, now=NOON)
    with pytest.raises(Refused) as error:
        counter(batch.movements.get(kind="in"), by=shi, now=NOON, reason="没有到货")
    assert codes(error) == ["supply_gone"]


def test_what_is_short_and_what_expires_is_listed(office: County, store: Store) -> None:
    batch = stocked(office, store)
    assert list(expiring(TODAY)) == [batch]
    assert not short_supplies()
    give_out(batch, 600, by=office["shi"], now=NOON)
    assert [s.item for s in short_supplies()] == ["医用口罩"]


def test_what_is_past_its_day_goes_to_no_checkpoint(office: County, store: Store) -> None:
    batch, shi = stocked(office, store), office["shi"]
    later = NOON + timedelta(days=21)
    with pytest.raises(Refused) as error:
        give_out(batch, 1, by=shi, now=later, area=GRID_1)
    assert codes(error) == ["batch_expired"]
    give_out(batch, 1000, by=shi, now=later, note="过期报废")
    with pytest.raises(Invalid) as late:
        take_in(store, MASKS, by=shi, now=later)
    assert codes(late) == ["batch_expired"]


def test_each_fault_of_an_entry_is_named(office: County, store: Store) -> None:
    stocked(office, store)
    for changes, code in (
        ({"measure": "箱"}, "supply_measure"),
        ({"expires_on": TODAY}, "batch_expiry"),
        ({"amount": 0}, "supply_amount"),
        ({"batch": ""}, "text_length"),
    ):
        with pytest.raises(Invalid) as error:
            stocked(office, store, **changes)
        assert codes(error) == [code]
    with pytest.raises(NotAllowed):
        take_in(store, MASKS, by=office["chen"], now=NOON)
    with pytest.raises(Invalid) as error:
        open_store("县应急物资库", COUNTY, "别处", by=office["shi"], now=NOON)
    assert codes(error) == ["store_there"]

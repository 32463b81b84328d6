"""At the same moment: the last of a batch goes out once, nobody stands twice; on both engines."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from jiceng.casework.tests.county import COUNTY, NOON, build_county
from jiceng.emergency.actions.duties import give_duty
from jiceng.emergency.actions.supplies import Coming, give_out, open_store, take_in
from jiceng.emergency.models import Duty, Shift, Supply, SupplyBatch, SupplyMovement
from jiceng.emergency.tests.posts import TODAY, drafted, held, opened, registered, with_office
from jiceng.kernel.refusal import Refused
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_eight_who_give_out_at_once_no_more_get_than_there_is() -> None:
    county = with_office(build_county())
    shi = county["shi"]
    store = open_store("县应急物资库", COUNTY, "文明东路 1 号", by=shi, now=NOON)
    batch = take_in(store, Coming("口罩", "只", 100, "P1"), by=shi, now=NOON).batch
    asked = [SupplyBatch.objects.select_related("supply__store").get(pk=batch.pk)
             for _ in range(8)]  # fmt: skip
    found = at_once(*(partial(give_out, row, 30, by=shi, now=NOON) for row in asked))
    assert sum(isinstance(r, SupplyMovement) for r in found) == 3
    assert [r.reasons[0].code for r in found if isinstance(r, Refused)] == ["supply_too_low"] * 5
    assert Supply.objects.get().on_hand == SupplyBatch.objects.get().on_hand == 10


def test_nobody_is_given_two_duties_at_once() -> None:
    county = with_office(build_county())
    registered(county)
    roster = drafted(county, opened(county))
    rows = Shift.objects.select_related("checkpoint", "roster__emergency")
    asked = list(rows.filter(roster=roster, day=TODAY + timedelta(days=1), turn=0))
    li, shi = held(county, "li"), county["shi"]
    found = at_once(*(partial(give_duty, at, li, by=shi, now=NOON) for at in asked))
    assert sorted(type(r).__name__ for r in found) == ["Duty", "Refused"]
    assert Duty.objects.count() == sum(s.filled for s in Shift.objects.all()) == 1

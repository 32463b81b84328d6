"""Grants at the same moment: what excludes each other is granted once, money is spent once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from jiceng.casework.tests.county import NOON, build_county
from jiceng.economy.actions.reliefs import Said, move_relief
from jiceng.economy.models import Relief, ReliefAccount
from jiceng.economy.tests.relief_cast import applied, checked, company, moved, with_relief
from jiceng.kernel.refusal import Refusal
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = NOON + timedelta(days=7)


def refused(given: list[object]) -> list[str]:
    return [g.reasons[0].code for g in given if isinstance(g, Refusal)]


def test_two_policies_that_exclude_each_other_approved_at_once_are_one_grant() -> None:
    town = with_relief(build_county())
    rows = [moved(checked(applied("refund"), town), town, "zhao", "publish"),
            checked(applied("training"), town)]  # fmt: skip
    approve = [
        partial(move_relief, row, "approve", by=town["yin"], now=WEEK, version=row.version)
        for row in (Relief.objects.get(pk=r.pk) for r in rows)
    ]
    assert refused(at_once(*approve)) == ["excluded_by"]
    assert Relief.objects.filter(state="approved").count() == 1
    granted = ReliefAccount.objects.filter(account="money.granted", fen__gt=0)
    assert granted.count() == 1


def test_the_last_of_a_budget_is_granted_once() -> None:
    town = with_relief(build_county())
    company(3)
    rows = [checked(applied("training", place), town) for place in (1, 2, 3)]
    ReliefAccount.objects.filter(policy="training", account="money.free").update(fen=1_400_000)
    approve = [
        partial(move_relief, row, "approve", by=town["yin"], now=NOON, version=row.version)
        for row in (Relief.objects.get(pk=r.pk) for r in rows)
    ]
    assert refused(at_once(*approve)) == ["budget_short"] * 2
    assert ReliefAccount.objects.get(policy="training", account="money.free").fen == 0


def test_one_payment_recorded_twice_at_once_is_one() -> None:
    town = with_relief(build_county())
    row = moved(checked(applied("training"), town), town, "yin", "approve")
    pay = partial(move_relief, row, "pay", by=town["yin"], now=NOON, version=row.version,
                  given=Said(reference="付1"))  # fmt: skip
    assert len(refused(at_once(pay, pay))) == 1
    paid = ReliefAccount.objects.get(policy="training", account="money.paid")
    assert paid.fen == row.amount_fen

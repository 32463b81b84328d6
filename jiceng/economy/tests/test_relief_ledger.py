"""Every fen is accounted for, whatever is done in whatever order (Hypothesis)."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiceng.casework.tests.county import NOON, County
from jiceng.economy.actions.relief_ledger import post, set_budget
from jiceng.economy.models import Company, Relief, ReliefAccount, ReliefEntry
from jiceng.economy.queries.relief_policies import policy_at
from jiceng.economy.rules import relief_ledger as ledger
from jiceng.economy.tests.relief_cast import applied, checked, company, moved
from jiceng.kernel.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.once]
POLICIES = ("training", "waiver", "deferral")
ACTS = st.sampled_from(["apply", "approve", "pay", "defer", "settle", "part", "recover", "decline",
                        "budget"])  # fmt: skip
STEPS = st.lists(
    st.tuples(ACTS, st.sampled_from(POLICIES), st.integers(1, 2), st.integers(1, 3 * 10**6)),
    max_size=14,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_money_is_conserved_and_nothing_falls_below_zero(
    town: County, steps: list[tuple[str, str, int, int]]
) -> None:
    with transaction.atomic():
        for number, (act, policy, place, fen) in enumerate(steps):
            with suppress(Refusal), transaction.atomic():
                _do(town, number, act, policy, place, fen)
        _adds_up()
        transaction.set_rollback(True)


def _do(town: County, number: int, act: str, policy: str, place: int, fen: int) -> None:
    said: Any = {"reference": f"凭证{number}", "reason": "核"}
    if act == "budget":
        set_budget(policy_at(policy, NOON), "2026", fen, reference=f"预{number}", by=town["yin"],
                   now=NOON)  # fmt: skip
    elif act == "apply":
        checked(applied(policy, place), town)
    else:
        name = "recover_part" if act == "part" else act
        row = Relief.objects.filter(policy=policy, company__number=f"CO{place:06}").last()
        if row is not None:
            moved(row, town, "yin", name, amount_fen=fen, **said)


def _adds_up() -> None:
    entries = list(ReliefEntry.objects.select_related("voucher"))
    by_voucher, by_account = Counter[int](), Counter[tuple[str, str, str]]()
    for entry in entries:
        by_voucher[entry.voucher_id] += entry.fen
        by_account[entry.voucher.policy, entry.voucher.period, entry.account] += entry.fen
    assert not any(by_voucher.values())
    kept = {(a.policy, a.period, a.account): a.fen for a in ReliefAccount.objects.all()}
    assert kept == dict(by_account)
    assert all(fen >= 0 for (_p, _s, account), fen in kept.items() if "source" not in account)
    _agrees_with_records(kept)


def _agrees_with_records(kept: dict[tuple[str, str, str], int]) -> None:
    """What stands as granted, paid and taken back is what the applications say."""
    told = Counter[str]()
    for row in Relief.objects.all():
        book = ledger.BOOKS[row.kind]
        if row.approved_at and row.paid_at is None:
            told[f"{book}.granted"] += row.amount_fen
        if row.paid_at:
            told[f"{book}.paid"] += row.amount_fen - row.back_fen
            told[f"{book}.back"] += row.back_fen
    seen = Counter[str]()
    for (_policy, _period, account), fen in kept.items():
        if account.partition(".")[2] in (ledger.GRANTED, ledger.PAID, ledger.BACK):
            seen[account] += fen
    assert +seen == +told


def test_a_voucher_that_does_not_add_up_is_not_written(town: County) -> None:
    grip = town["yin"].grips[0]
    with pytest.raises(ValueError, match="lost"):
        post("lost", "refund", "2026", (("money.free", 5),), grip=grip, now=NOON)


def test_a_row_of_the_ledger_is_never_changed(town: County) -> None:
    entry = ReliefEntry.objects.first()
    assert entry is not None
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_companies_and_times_are_counted_apart(town: County) -> None:
    rows = [applied("training"), applied("waiver")]
    assert Company.objects.filter(reliefs__in=rows).distinct().count() == 1
    assert company(3).reliefs.count() == 0

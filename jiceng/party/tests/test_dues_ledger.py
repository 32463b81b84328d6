"""Every fen is accounted for, whatever is done in whatever order (Hypothesis)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiceng.casework.tests.county import NOON
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused, Stale
from jiceng.party.actions.dues_ledger import post
from jiceng.party.actions.dues_payments import give_more, take_back
from jiceng.party.actions.dues_publication import publish_dues
from jiceng.party.actions.dues_remittances import (
    Sending,
    available,
    enter_interest,
    enter_spending,
    remit,
    settle_remittance,
)
from jiceng.party.models import DuesPublication, Member, Organisation, Payment, Remittance, Voucher
from jiceng.party.queries.dues import balance, free_to_remit, member_balance
from jiceng.party.queries.dues_totals import publications_for, totals_of
from jiceng.party.rules import dues_ledger as ledger
from jiceng.party.rules.dues_ledger import Entry, countered, is_balanced
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.dues import MONTHLY, fix_year, import_lines, ledger_sum, line, owed_by, take

FEN = st.integers(1, 10**9)
ONE, OTHER = 1, 2
ACTS = st.one_of(
    st.builds(lambda f: ledger.owed(ONE, {7: f, 8: 2 * f}), FEN),
    st.builds(
        lambda f: ledger.paid(ONE, 7, {ONE: f, OTHER: 1}, source=ledger.into_hand(ONE, f + 1)), FEN
    ),
    st.builds(
        lambda f, large: ledger.given(ONE, 7, is_large=large, source=ledger.into_hand(ONE, f)),
        FEN, st.booleans(),
    ),
    st.builds(lambda f: ledger.received(ONE, f), FEN),
    st.builds(lambda f: ledger.returned(ONE, f), FEN),
    st.builds(lambda f: ledger.earned(ONE, f), FEN),
    st.builds(lambda f: ledger.used(ONE, f), FEN),
    st.builds(lambda f, c: ledger.sent(ONE, f, for_centre=c), FEN, st.booleans()),
    st.builds(lambda f, c: ledger.arrived(ONE, OTHER, f, for_centre=c), FEN, st.booleans()),
    st.builds(lambda f, c: ledger.sent_back(ONE, f, for_centre=c), FEN, st.booleans()),
    st.builds(lambda f, c: ledger.passed_out(ONE, f, for_centre=c), FEN, st.booleans()),
)  # fmt: skip


@given(ACTS)
def test_every_kind_of_voucher_adds_up_and_so_does_its_counter(
    entries: tuple[Entry, ...],
) -> None:
    assert is_balanced(entries)
    assert is_balanced(countered(entries))
    assert countered(countered(entries)) == entries


def test_what_does_not_add_up_is_no_voucher() -> None:
    assert not is_balanced(())
    assert not is_balanced((Entry("held", 1, 5),))
    assert not is_balanced((Entry("held", 1, 0), Entry("dues", 1, 0)))


@given(FEN, st.booleans())
def test_what_is_sent_and_sent_back_is_as_if_nothing_had_been_sent(
    fen: int, for_centre: bool
) -> None:
    total: dict[tuple[str, int], int] = {}
    entries = (*ledger.sent(ONE, fen, for_centre=for_centre),
               *ledger.sent_back(ONE, fen, for_centre=for_centre))  # fmt: skip
    for entry in entries:
        key = (entry.account, entry.organisation)
        total[key] = total.get(key, 0) + entry.fen
    assert set(total.values()) == {0}


pytestmark = pytest.mark.django_db


def test_the_ledger_takes_nothing_that_does_not_add_up(party: Party) -> None:
    grip = party["bai"].grips[0]
    with pytest.raises(ValueError, match="does not add up"):
        post("bank", party.at("P-EAST"), (Entry("held", 1, 5),), on=TODAY, by=grip, now=NOON)
    assert not Voucher.objects.exists()


class Treasury:
    """A branch and its committee, and everything that can happen to their money."""

    def __init__(self, party: Party) -> None:
        self.party, self.serial = party, 0
        self.members: list[Member] = fix_year(party)
        self.said: dict[str, Any] = {"now": NOON, "today": TODAY}

    def act(self, name: str, number: int) -> None:
        """One act; what is refused has changed nothing."""
        with suppress(Refusal):
            getattr(self, name)(number)

    def cash(self, n: int) -> None:
        take(self.party, self.members[n % 6], date(2026, 1 + n % 12, 1), "补交" if n % 2 else "")

    def bank(self, n: int) -> None:
        self.serial += 1
        payer = self.members[n % 6].name if n % 4 else "不知名"
        rows = [line(f"{self.serial}", 1 + n, payer), line(f"{self.serial - 1}", 7, payer)]
        import_lines(self.party, rows, file=f"{self.serial}")

    def gift(self, n: int) -> None:
        give_more(self.members[n % 6], 1 + n * 5000, on=TODAY, by=self.party["bai"], **self.said)

    def back(self, n: int) -> None:
        found = list(Payment.objects.order_by("pk"))
        if found:
            take_back(found[n % len(found)], "误收", by=self.party["bai"], **self.said)

    def send(self, n: int) -> None:
        purpose = "centre" if n % 3 == 0 else "dues"
        given = Sending(1 + n * 700, TODAY, TODAY, TODAY, purpose)
        remit(self.party.at("P-EAST"), given, by=self.party["bai"], **self.said)

    def settle(self, n: int) -> None:
        row = Remittance.objects.filter(state="sent").first()
        if row:
            name = "return" if n % 3 == 0 else "confirm"
            settle_remittance(
                row, name, by=self.party["luo"], version=row.version, reason="未到账", **self.said
            )

    def spend(self, n: int) -> None:
        enter_spending(
            self.party.at("P-EAST"), 1 + n * 100, "training", on=TODAY, by=self.party["bai"],
            **self.said,
        )  # fmt: skip

    def earn(self, n: int) -> None:
        at = self.party.at("P-EAST")
        enter_interest(at, 1 + n, on=TODAY, by=self.party["bai"], **self.said)

    def check(self) -> None:
        assert ledger_sum() == 0
        for member in self.members:
            assert member_balance(member) == owed_by(member)
        for at in Organisation.objects.all():
            assert balance(at, "held") >= 0
            assert balance(at, "in_transit") >= 0
            assert balance(at, "unassigned") <= 0
            assert balance(at, "for_centre") <= 0
        moving = sum(r.fen for r in Remittance.objects.filter(state="sent"))
        assert balance(self.party.at("P-EAST"), "in_transit") == moving


NAMES = ("cash", "bank", "gift", "back", "send", "settle", "spend", "earn")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 40)), min_size=4, max_size=12))
def test_after_any_sequence_of_acts_every_fen_is_accounted_for(
    party: Party, acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        treasury = Treasury(party)
        for name, number in acts:
            treasury.act(name, number)
            treasury.check()
        transaction.set_rollback(True)


# Handing on.


def ready(party: Party) -> tuple[Member, Organisation]:
    """A branch that holds 180 yuan."""
    member = fix_year(party)[5]
    take(party, member)
    return member, party.at("P-EAST")


def send(party: Party, fen: int, *, who: str = "bai", code: str = "P-EAST") -> Any:
    given = Sending(fen, date(2026, 6, 1), TODAY, TODAY)
    return remit(party.at(code), given, by=party[who], now=NOON, today=TODAY)


def settle(party: Party, row: Remittance, name: str, who: str, reason: str = "") -> Remittance:
    row = Remittance.objects.get(pk=row.pk)
    return settle_remittance(
        row, name, by=party[who], now=NOON, today=TODAY, version=row.version, reason=reason
    )


def test_money_sent_is_on_its_way_until_the_receiving_side_confirms(party: Party) -> None:
    _member, east = ready(party)
    row = send(party, 10_000)
    assert (row.unit, row.state) == ("P-NORTH", "sent")
    assert (free_to_remit(east), balance(east, "in_transit")) == (8_000, 10_000)
    for who in ("bai", "shen", "hao"):
        with pytest.raises(NotAllowed):
            settle(party, row, "confirm", who)
    settle(party, row, "confirm", "luo")
    assert balance(party.at("P-NORTH"), "held") == 10_000
    assert balance(east, "in_transit") == 0
    with pytest.raises(Refused, match="wrong_state"):
        settle(party, row, "confirm", "luo")


def test_whoever_sent_money_does_not_confirm_it(party: Party) -> None:
    ready(party)
    both = party.also("bai", "town_organisation_officer", "P-NORTH")
    row = send(party, 10_000)
    for name in ("confirm", "return"):
        with pytest.raises(Refused, match="remittance_same_hands"):
            settle_remittance(
                row, name, by=both, now=NOON, today=TODAY, version=row.version, reason="没有到账"
            )
    settle(party, row, "confirm", "luo")


def test_what_did_not_come_is_the_senders_again(party: Party) -> None:
    _member, east = ready(party)
    row = send(party, 10_000)
    with pytest.raises(Refused, match="paper_missing"):
        settle(party, row, "return", "luo")
    settle(party, row, "return", "luo", "账上没有")
    assert free_to_remit(east) == 18_000


def test_nobody_hands_on_more_than_there_is_or_for_another(party: Party) -> None:
    ready(party)
    with pytest.raises(Refused, match="remit_too_much"):
        send(party, 18_001)
    for who in ("luo", "shen", "hao"):
        with pytest.raises(NotAllowed):
            send(party, 1, who=who)
    wrong = Sending(0, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=1), "else")
    with pytest.raises(Invalid) as refusal:
        remit(party.at("P-EAST"), wrong, by=party["bai"], now=NOON, today=TODAY)
    assert [r.code for r in refusal.value.reasons] == [
        "unknown_value", "amount_zero", "period_reversed", "in_the_future_day",
    ]  # fmt: skip


def test_a_form_filled_in_before_somebody_else_acted_is_stale(party: Party) -> None:
    ready(party)
    row = send(party, 5_000)
    with pytest.raises(Stale):
        settle_remittance(row, "confirm", by=party["luo"], now=NOON, today=TODAY, version=9)


def test_a_large_gift_travels_apart_up_to_the_county_and_out_of_it(party: Party) -> None:
    member, east = ready(party)
    give_more(member, 200_000, on=TODAY, by=party["bai"], now=NOON, today=TODAY)
    steps = (("P-EAST", "bai", "luo"), ("P-NORTH", "luo", "shen"))
    for code, sender, receiver in steps:
        assert available(party.at(code), "centre") == 200_000
        given = Sending(200_000, TODAY, TODAY, TODAY, "centre")
        row = remit(party.at(code), given, by=party[sender], now=NOON, today=TODAY)
        assert isinstance(row, Remittance)
        assert available(party.at(code), "centre") == 0
        settle(party, row, "confirm", receiver)
    assert free_to_remit(east) == 18_000
    out = remit(party.at("P"), given, by=party["shen"], now=NOON, today=TODAY)
    assert isinstance(out, Voucher)
    assert (balance(party.at("P"), "held"), balance(party.at("P"), "for_centre")) == (0, 0)


def test_what_was_handed_on_cannot_be_taken_back(party: Party) -> None:
    member, _east = ready(party)
    send(party, 10_000)
    payment = member.payments.get()
    with pytest.raises(Refused, match="payment_handed_on"):
        take_back(payment, "误收", by=party["bai"], now=NOON, today=TODAY)


def test_dues_are_spent_on_what_the_rule_names(party: Party) -> None:
    _member, east = ready(party)
    bai = party["bai"]
    with pytest.raises(Invalid, match="unknown_value"):
        enter_spending(east, 100, "banquet", on=TODAY, by=bai, now=NOON, today=TODAY)
    with pytest.raises(Refused, match="remit_too_much"):
        enter_spending(east, 18_001, "training", on=TODAY, by=bai, now=NOON, today=TODAY)
    enter_spending(east, 8_000, "training", on=TODAY, by=bai, now=NOON, today=TODAY)
    enter_interest(east, 12, on=TODAY, by=bai, now=NOON, today=TODAY)
    assert free_to_remit(east) == 10_012


def test_a_year_is_published_as_totals_without_names(party: Party) -> None:
    _member, east = ready(party)
    send(party, 10_000)
    row = publish_dues(east, 2026, by=party["bai"], now=NOON, today=TODAY)
    assert row.totals == totals_of(east, 2026)
    assert row.totals == {
        "members": 6, "due": (5 * 11 + 6) * MONTHLY, "collected": 18_000, "voluntary": 0,
        "interest": 0, "from_below": 0, "handed_up": 10_000, "for_centre": 0, "spent": 0,
        "held": 8_000,
    }  # fmt: skip
    with pytest.raises(Refused, match="published_today"):
        publish_dues(east, 2026, by=party["bai"], now=NOON, today=TODAY)
    with pytest.raises(Invalid, match="number_range"):
        publish_dues(east, 2027, by=party["bai"], now=NOON, today=TODAY)
    with pytest.raises(NotAllowed):
        publish_dues(east, 2025, by=party["luo"], now=NOON, today=TODAY)
    assert publications_for(east) == list(DuesPublication.objects.all())
    assert publications_for(party.at("P-WEST")) == []


def test_a_committee_sums_up_what_its_branches_did(party: Party) -> None:
    ready(party)
    settle(party, send(party, 10_000), "confirm", "luo")
    totals = totals_of(party.at("P-NORTH"), 2026)
    assert (totals["collected"], totals["from_below"], totals["held"]) == (18_000, 10_000, 10_000)

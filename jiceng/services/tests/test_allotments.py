"""Funds and goods sent down: nothing appears, nothing vanishes, nobody answers his own entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.tests.county import LONG_AGO, NOON, County
from jiceng.casework.tests.desk import report
from jiceng.kernel.records.configuration import load_rules
from jiceng.kernel.records.models import Document, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused, Stale
from jiceng.services.actions import allotment_uses as uses
from jiceng.services.actions.allotment_uses import Use, use_allotment
from jiceng.services.actions.allotments import (
    Handover,
    move_allotment,
    send_many,
)
from jiceng.services.models import Allotment, AllotmentEntry
from jiceng.services.queries.allotments import allotments_of, sums_by_receiver
from jiceng.services.queries.schemas import SCHEMAS
from jiceng.services.rules.allotments import FLOWS, Standing, standing_of
from jiceng.services.tests.cast import FUNDS, GOODS, sent_down

database = pytest.mark.django_db
TODAY = date(2026, 11, 23)
USE = Use(1_200_50, TODAY, "更换路灯 6 盏", "发票 00012345")
STEP = st.tuples(st.sampled_from(sorted(FLOWS)), st.integers(1, 10_000_00))


def moved(row: Allotment, county: County, who: str, name: str, **said: Any) -> Allotment:
    at = said.pop("now", NOON)
    row.refresh_from_db()
    return move_allotment(
        row, name, by=county[who], now=at, version=row.version, given=Handover(**said)
    )


def used(row: Allotment, county: County, who: str = "chen", **changes: Any) -> AllotmentEntry:
    row.refresh_from_db()
    return use_allotment(
        row, replace(USE, **changes), by=county[who], now=NOON, version=row.version
    )


def in_use(county: County, **changes: Any) -> Allotment:
    return moved(sent_down(county, **changes), county, "chen", "receive")


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [r.code for r in refusal.value.reasons]


@given(st.integers(1, 10_000_00), st.lists(STEP, max_size=30))
def test_whatever_happens_sent_is_used_returned_and_left_to_the_fen(
    amount: int, steps: list[tuple[str, int]]
) -> None:
    standing = standing_of([("sent", amount)])
    for kind, part in steps:
        following = standing.after(kind, part) if kind != "sent" else None
        standing = following or standing
        assert amount == standing.used + standing.returned + standing.balance
        assert min(standing.columns().values()) >= 0


@given(st.sampled_from(sorted(FLOWS.keys() - {"sent"})), st.integers(1, 99), st.integers(0, 99))
def test_an_account_is_never_overdrawn(kind: str, part: int, there: int) -> None:
    giver = FLOWS[kind][0]
    found = Standing(**{giver: there}).after(kind, part)
    assert (found is None) == (part > there)


def test_a_ledger_that_overdraws_is_no_ledger() -> None:
    with pytest.raises(ValueError, match="overdraws"):
        standing_of([("sent", 5), ("received", 6)])


@database
def test_what_is_sent_waits_at_the_receiver(county: County) -> None:
    document = Document.objects.create(
        number=FUNDS.document_number, title="下达通知", issuer="县财政局"
    )
    row = sent_down(county)
    assert (row.unit, row.state, row.balance, row.document) == (
        "C-EAST", "sent", 20_000_00, document,
    )  # fmt: skip
    item = WorkItem.objects.get(subject_kind="allotment")
    assert (item.role, item.unit) == ("clerk", "C-EAST")
    # five working days end on the next Monday, when offices close
    assert item.due_at is not None
    assert item.due_at.strftime("%m-%d") == "11-30"


@database
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"receiver": "T-SOUTH-9"}, ("unknown_unit", "receiver")),
        ({"receiver": "POLICE"}, ("receiver_not_below", "receiver")),
        ({"title": " "}, ("text_length", "title")),
        ({"amount": 0}, ("quantity_range", "amount")),
        ({"kind": "gifts"}, ("unknown_allotment_kind", "kind")),
        ({"source": "luck"}, ("unknown_source", "source")),
        ({"document_number": ""}, ("document_needed", "document_number")),
        ({"kind": "goods"}, ("measure_needed", "measure")),
        ({"year": 2024}, ("budget_year_range", "year")),
        ({"use_by": date(2026, 11, 22)}, ("use_by_past", "use_by")),
        ({"use_by": date(2036, 1, 1)}, ("use_by_too_far", "use_by")),
    ],
)
def test_each_fault_names_its_field(
    county: County, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        sent_down(county, **changes)
    assert [(r.code, r.field) for r in refused.value.reasons] == [fault]
    assert not Allotment.objects.exists()


@database
def test_a_community_sends_nothing_and_a_town_only_into_its_own_area(county: County) -> None:
    with pytest.raises(NotAllowed):
        sent_down(county, "chen")
    assert sent_down(county, "wang").sender == "T-NORTH"
    for receiver in ("C-FAR", "T-SOUTH"):
        with pytest.raises(Invalid) as refused:
            sent_down(county, "wang", receiver=receiver)
        assert codes(refused) == ["receiver_not_below"]


@database
def test_a_difference_at_receipt_is_explained_and_goes_back_to_the_sender(county: County) -> None:
    row = sent_down(county, of=GOODS)
    with pytest.raises(Invalid) as refused:
        moved(row, county, "chen", "receive", received=58)
    assert codes(refused) == ["difference_unsaid"]
    row = moved(row, county, "chen", "receive", received=58, difference="两件破损")
    assert (row.state, row.in_hand, row.returned) == ("in_use", 58, 2)
    assert [e.kind for e in row.entries.order_by("pk")] == ["sent", "received", "short"]


@database
@pytest.mark.parametrize(("received", "code"), [(61, "receipt_above_sent"), (0, "receipt_nothing")])
def test_more_than_was_sent_is_not_received_nor_is_nothing(
    county: County, received: int, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        moved(sent_down(county, of=GOODS), county, "chen", "receive", received=received)
    assert codes(refused) == [code]


@database
@pytest.mark.parametrize("who", ["qian", "wang", "xie", "sun"])
def test_nobody_but_the_receiver_receives(county: County, who: str) -> None:
    row = sent_down(county)
    with pytest.raises(Refused) as refused:
        moved(row, county, who, "receive")
    assert "wrong_role" in codes(refused)


@database
def test_whoever_sent_does_not_receive_even_with_a_post_in_both_units(county: County) -> None:
    row = sent_down(county)
    Allotment.objects.update(sent_by=county["chen"].person)
    with pytest.raises(Refused) as refused:
        moved(row, county, "chen", "receive")
    assert codes(refused) == ["received_by_sender"]


@database
def test_a_use_is_taken_from_the_balance_and_may_name_what_it_served(county: County) -> None:
    case = report()
    row = in_use(county)
    entry = used(row, county, served=case.number)
    row.refresh_from_db()
    assert (row.used, row.balance, entry.served_kind) == (1_200_50, 18_799_50, "case")
    assert standing_of(row.entries.order_by("pk").values_list("kind", "amount")) == row.standing


@database
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 20_000_01}, "balance_short"),
        ({"amount": 0}, "quantity_range"),
        ({"purpose": ""}, "text_length"),
        ({"voucher": ""}, "voucher_needed"),
        ({"on": TODAY + timedelta(days=1)}, "day_in_the_future"),
        ({"on": TODAY - timedelta(days=1)}, "used_before_receipt"),
        ({"served": "202600000000"}, "unknown_served"),
    ],
)
def test_a_use_that_cannot_be_is_refused(
    county: County, changes: dict[str, Any], code: str
) -> None:
    row = in_use(county)
    with pytest.raises(Invalid) as refused:
        used(row, county, **changes)
    assert codes(refused) == [code]
    row.refresh_from_db()
    assert row.balance == 20_000_00


@database
def test_nothing_is_used_after_the_last_day(county: County) -> None:
    row = in_use(county)
    late = NOON + timedelta(days=60)
    given = replace(USE, on=late.date())
    with pytest.raises(Invalid) as refused:
        use_allotment(row, given, by=county["chen"], now=late, version=row.version)
    assert codes(refused) == ["used_after_use_by"]


@database
def test_a_large_use_is_set_aside_until_a_second_person_says_yes(county: County) -> None:
    row = in_use(county)
    entry = used(row, county, amount=5_000_01)
    row.refresh_from_db()
    assert (row.held, row.used, row.in_hand) == (5_000_01, 0, 14_999_99)
    with pytest.raises(Refused) as refused:
        uses.answer_use(row, entry, True, by=county["chen"], now=NOON, version=row.version)
    assert codes(refused) == ["second_is_first"]
    with pytest.raises(NotAllowed):
        uses.answer_use(row, entry, True, by=county["xie"], now=NOON, version=row.version)
    uses.answer_use(row, entry, True, by=county["gao"], now=NOON, version=row.version)
    assert (row.held, row.used) == (0, 5_000_01)
    with pytest.raises(Refused) as refused:
        uses.answer_use(row, entry, False, "再看", by=county["ma"], now=NOON, version=row.version)
    assert codes(refused) == ["entry_followed"]


@database
def test_a_large_use_that_is_refused_comes_back_to_the_balance(county: County) -> None:
    row = in_use(county)
    entry = used(row, county, amount=6_000_00)
    row.refresh_from_db()
    with pytest.raises(Invalid):
        uses.answer_use(row, entry, False, by=county["ma"], now=NOON, version=row.version)
    uses.answer_use(row, entry, False, "没有合同", by=county["ma"], now=NOON, version=row.version)
    assert row.standing == Standing(in_hand=20_000_00)


@database
def test_the_county_says_from_which_sum_on(county: County) -> None:
    content = {"funds_yuan": 1_000, "goods": 10}
    assert SCHEMAS["allotment_limit"]("county", content, {}) == []
    assert SCHEMAS["allotment_limit"]("county", {"funds_yuan": -1, "goods": "x"}, {})
    load_rules([("allotment_limit", "county", content)], at=LONG_AGO, by="setup")
    assert used(in_use(county), county).kind == "asked"


@database
def test_a_mistake_is_undone_by_a_counter_entry_and_only_once(county: County) -> None:
    row = in_use(county)
    entry = used(row, county)
    row.refresh_from_db()
    back = uses.undo_use(row, entry, "登记错了", by=county["chen"], now=NOON, version=row.version)
    assert (row.balance, back.follows, back.amount) == (20_000_00, entry, 1_200_50)
    entry.refresh_from_db()
    assert (entry.kind, entry.purpose) == ("used", "更换路灯 6 盏")
    with pytest.raises(Refused) as refused:
        uses.undo_use(row, entry, "再冲一次", by=county["chen"], now=NOON, version=row.version)
    assert codes(refused) == ["entry_followed"]


@database
def test_the_remainder_goes_back_and_the_sender_confirms_it(county: County) -> None:
    row = in_use(county)
    used(row, county)
    row = moved(row, county, "chen", "give_back", reason="工程结余")
    assert (row.unit, row.returned, row.balance) == ("HOUSING", 18_799_50, 0)
    assert WorkItem.objects.get(subject_kind="allotment").unit == "HOUSING"
    with pytest.raises(Refused):
        moved(row, county, "chen", "confirm_return")
    row = moved(row, county, "zhao", "confirm_return")
    assert (row.state, row.closed_at) == ("closed", NOON)
    assert not WorkItem.objects.filter(subject_kind="allotment").exists()


@database
def test_what_never_came_is_refused_whole(county: County) -> None:
    row = moved(sent_down(county), county, "chen", "refuse_receipt", reason="没有收到")
    assert (row.state, row.unit, row.returned) == ("returning", "HOUSING", 20_000_00)


@database
def test_it_is_closed_when_nothing_is_left_and_nothing_waits(county: County) -> None:
    row = in_use(county, amount=1_200_50)
    with pytest.raises(Refused) as refused:
        moved(row, county, "chen", "close")
    assert codes(refused) == ["something_left"]
    assert refused.value.reasons[0].params == {"balance": "¥1,200.50"}
    used(row, county)
    assert moved(row, county, "chen", "close").state == "closed"
    with pytest.raises(Refused) as refused:
        used(row, county)
    assert codes(refused) == ["not_in_use"]


@database
def test_nothing_goes_back_while_a_use_waits(county: County) -> None:
    row = in_use(county)
    used(row, county, amount=6_000_00)
    with pytest.raises(Refused) as refused:
        moved(row, county, "chen", "give_back", reason="结余")
    assert codes(refused) == ["use_waits"]


@database
def test_two_who_use_the_same_balance_at_once_do_not_both_get_it(county: County) -> None:
    row = in_use(county, amount=2_000_00)
    same = Allotment.objects.get(pk=row.pk)
    used(row, county)
    with pytest.raises(Stale):
        use_allotment(same, USE, by=county["chen"], now=NOON, version=same.version)
    assert AllotmentEntry.objects.filter(kind="used").count() == 1


@database
def test_the_database_itself_refuses_an_account_that_does_not_add_up(county: County) -> None:
    row = in_use(county)
    for columns in ({"used": 1}, {"in_hand": -1, "used": 20_000_01}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Allotment.objects.filter(pk=row.pk).update(**columns)


@database
def test_the_holder_is_reminded_before_the_last_day(county: County) -> None:
    row = in_use(county)
    alarm = PendingAlarm.objects.get(subject_kind="allotment", subject_id=row.pk)
    assert (alarm.percent, alarm.tell) == (80, "holder")
    assert alarm.at is not None
    assert alarm.at.date() < row.use_by


@database
def test_somebody_sees_what_was_sent_by_his_unit_or_into_his_area(county: County) -> None:
    row = sent_down(county)
    seen = {who for who in county.actors if allotments_of(county[who]).filter(pk=row.pk).exists()}
    assert seen == {"chen", "gao", "wang", "ma", "zhao", "zhou", "wu", "tang", "lu"}


@database
def test_sums_of_a_community_are_those_of_its_allotments(county: County) -> None:
    row = in_use(county)
    used(row, county)
    sent_down(county, of=GOODS)
    sent_down(county, "sun", receiver="C-FAR")
    found = sums_by_receiver(county["ma"], 2026, TODAY)
    assert list(found) == ["C-EAST"]
    east = found["C-EAST"]
    assert (east["sent_fen"], east["used_fen"], east["in_hand_fen"]) == (
        20_000_00,
        1_200_50,
        18_799_50,
    )
    assert (east["goods"], east["goods_left"], east["overdue"]) == (1, 1, 0)
    late = sums_by_receiver(county["ma"], 2026, date(2027, 1, 1))["C-EAST"]
    assert late["overdue"] == 2


@database
def test_a_table_is_sent_whole_or_not_at_all(county: County) -> None:
    rows = [(2, FUNDS), (3, replace(GOODS, measure="")), (4, replace(GOODS, receiver="C-FAR"))]
    taken = send_many(rows, by=county["zhao"], now=NOON)
    assert {row: [r.code for r in why] for row, why in taken.refused} == {3: ["measure_needed"]}
    assert not Allotment.objects.exists()
    assert send_many([(2, FUNDS), (3, GOODS)], by=county["zhao"], now=NOON).added == 2

"""Leads: a framework is never a contract, a next step is still to come, money is only added."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.tests.county import NOON, County
from jiceng.economy.actions import leads as acts
from jiceng.economy.figures.investment import figure, records
from jiceng.economy.models import InvestmentLead, LeadContact, LeadEntry, LeadFunds
from jiceng.economy.queries.leads import (
    above_promise,
    leads_of,
    stages,
    sums_behind,
    sums_by_lead,
)
from jiceng.economy.rules.leads import FUNDS, day_faults, next_faults, sums_of
from jiceng.economy.tests.investment_cast import LEAD, TODAY, company, filed, in_talks, moved
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused, Stale
from jiceng.kernel.reports import Span

WAN = 1_000_000
YEAR = Span(TODAY - timedelta(days=365), TODAY, NOON)
SIGNED: dict[str, Any] = {"on": TODAY, "paper": "临商合〔2026〕1 号", "approval": "县政府批复",
                          "fen": 500 * WAN}  # fmt: skip


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [r.code for r in refusal.value.reasons]


@given(st.lists(st.tuples(st.sampled_from(tuple(FUNDS)), st.integers(1, 10**13))))
def test_amounts_of_one_sort_never_touch_another(rows: list[tuple[str, int]]) -> None:
    sums = sums_of(rows)
    for kind in FUNDS:
        assert getattr(sums, kind) == sum(fen for k, fen in rows if k == kind)
    taken_back = sums_of([*rows, *((kind, -fen) for kind, fen in rows)])
    assert taken_back == sums_of([])
    without = sums_of(row for row in rows if row[0] != "framework")
    assert (without.contract, without.in_place) == (sums.contract, sums.in_place)


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(DAYS, DAYS, st.none() | DAYS)
def test_a_contract_follows_talks_and_framework(on: date, talks: date, signed: date | None) -> None:
    today = date(2030, 1, 1)
    faults = [*day_faults("contract", on, today, talks_on=talks, framework_on=signed)]
    in_order = talks <= on and (signed is None or signed <= on)
    assert bool(faults) == (not in_order)


@given(DAYS)
def test_a_next_step_lies_today_or_later(on: date) -> None:
    assert bool([*next_faults("再谈", on, TODAY)]) == (on < TODAY)


@pytest.mark.django_db
class TestLife:
    def test_a_lead_stands_on_the_list_of_its_unit_with_an_alarm(self, office: County) -> None:
        row = filed(office)
        assert (row.state, row.unit, row.next_on) == ("lead", "COMMERCE", LEAD.next_on)
        assert WorkItem.objects.get(subject_kind="investment_lead").role == "investment_officer"
        assert PendingAlarm.objects.get(subject_kind="investment_lead").at

    def test_from_talks_over_a_framework_to_a_contract(self, office: County) -> None:
        row = in_talks(office)
        row = moved(row, office, "sign_framework", on=TODAY, paper="框架协议一份", fen=900 * WAN)
        assert (row.state, row.contract_on, row.framework_on) == ("framework_signed", None, TODAY)
        assert figure("funds_promised_sum", YEAR).numerator == 0
        row = moved(row, office, "sign_contract", **SIGNED)
        sums = sums_by_lead([row])[row.pk]
        assert (sums.framework, sums.contract, sums.in_place) == (900 * WAN, 500 * WAN, 0)
        row = moved(row, office, "register", project_code="2611-469024-04-01-000001")
        row = moved(row, office, "build", permit="施工许可 1 号")
        row = moved(row, office, "produce", output="月产 20 吨", next_step="", next_on=None)
        assert (row.state, row.next_on) == ("in_production", None)
        row = moved(row, office, "reach_capacity", output="达产")
        assert LeadContact.objects.get().erase_at

    def test_a_contract_asks_for_its_papers(self, office: County) -> None:
        row = in_talks(office)
        with pytest.raises(Refused) as refused:
            moved(row, office, "sign_contract", on=TODAY, fen=WAN)
        assert {r.params["paper"] for r in refused.value.reasons} == {"contract", "approval"}

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"on": TODAY - timedelta(days=31)}, "signed_before_talks"),
            ({"on": TODAY + timedelta(days=1)}, "day_in_the_future"),
            ({"on": None}, "day_missing"),
            ({"fen": 0}, "amount_above_zero"),
            ({"next_on": TODAY - timedelta(days=1)}, "next_step_in_the_past"),
            ({"next_step": ""}, "next_step_missing"),
            ({"next_on": None}, "next_day_missing"),
            ({"paper": "长" * 121}, "text_length"),
        ],
    )
    def test_what_makes_no_sense_is_told(
        self, office: County, change: dict[str, Any], fault: str
    ) -> None:
        row = in_talks(office)
        with pytest.raises(Invalid) as refused:
            moved(row, office, "sign_contract", **{**SIGNED, **change})
        assert codes(refused) == [fault]

    def test_only_its_unit_works_on_it_and_only_the_head_ends_it(self, office: County) -> None:
        row = in_talks(office)
        for who, name in (("zhao", "sign_contract"), ("tang", "drop"), ("bei", "drop")):
            with pytest.raises(Refused) as refused:
                moved(row, office, name, who, reason="x", **SIGNED)
            assert "wrong_role" in codes(refused)
        with pytest.raises(NotAllowed):
            acts.file_lead(row.company, LEAD, by=office["zhao"], now=NOON)
        assert [leads_of(office[who]).count() for who in ("bei", "mo", "tang", "lu", "zhao")] == [
            1, 1, 1, 1, 0,
        ]  # fmt: skip

    def test_a_paused_lead_goes_on_where_it_was(self, office: County) -> None:
        row = moved(in_talks(office), office, "sign_contract", **SIGNED)
        row = moved(row, office, "pause", "mo", reason="企业调整计划")
        with pytest.raises(Refused) as refused:
            moved(row, office, "resume", "mo")
        assert codes(refused) == ["paused_elsewhere"]
        row = moved(row, office, "resume_contract", "mo")
        assert (row.state, row.contract_on) == ("contract_signed", TODAY)

    def test_who_reported_first_follows_it(self, office: County) -> None:
        row = filed(office)
        with pytest.raises(Refused) as refused:
            filed(office, row.company)
        assert refused.value.reasons[0].params == {"number": row.number}
        assert filed(office, row.company, title="冷链项目").pk

    def test_a_stale_form_is_refused(self, office: County) -> None:
        row = in_talks(office)
        with pytest.raises(Stale):
            acts.plan_next(row, "再谈", TODAY, by=office["bei"], now=NOON, version=1)
        acts.plan_next(row, "再谈", TODAY, by=office["bei"], now=NOON, version=row.version)
        assert InvestmentLead.objects.get().next_on == TODAY


@pytest.mark.django_db
class TestMoney:
    def noted(self, row: InvestmentLead, office: County, fen: int, kind: str = "in_place") -> Any:
        return acts.add_funds(row, kind, fen, TODAY, "银行进账单 1", by=office["bei"], now=NOON,
                              version=row.version)  # fmt: skip

    def test_a_framework_lets_no_money_in(self, office: County) -> None:
        row = moved(in_talks(office), office, "sign_framework", on=TODAY, paper="框架", fen=WAN)
        with pytest.raises(Refused) as refused:
            self.noted(row, office, WAN)
        assert codes(refused) == ["funds_before_contract"]

    def test_more_in_place_than_promised_is_kept_and_shown(self, office: County) -> None:
        row = moved(in_talks(office), office, "sign_contract", **SIGNED)
        self.noted(row, office, 300 * WAN)
        assert not above_promise(leads_of(office["bei"]))
        self.noted(row, office, 201 * WAN)
        assert list(above_promise(leads_of(office["bei"]))) == [row]
        assert sums_by_lead([row])[row.pk].is_above

    def test_what_was_wrong_is_taken_back_once_by_a_row(self, office: County) -> None:
        row = moved(in_talks(office), office, "sign_contract", **SIGNED)
        wrong = self.noted(row, office, 30 * WAN)

        def take_back() -> LeadFunds:
            return acts.take_back_funds(row, wrong.pk, "金额写错", by=office["bei"], now=NOON,
                                        version=row.version)  # fmt: skip

        take_back()
        assert sums_behind(row.funds.all()).in_place == 0
        assert row.funds.filter(kind="in_place").count() == 2
        with pytest.raises(Refused) as refused:
            take_back()
        assert codes(refused) == ["funds_taken_back"]

    @pytest.mark.parametrize(
        ("change", "field"),
        [({"fen": 0}, "amount"), ({"kind": "framework"}, "kind"), ({"paper": ""}, "paper"),
         ({"on": TODAY + timedelta(days=1)}, "on")],
    )  # fmt: skip
    def test_an_amount_without_sense_is_refused(
        self, office: County, change: dict[str, Any], field: str
    ) -> None:
        row = moved(in_talks(office), office, "sign_contract", **SIGNED)
        said = {"kind": "in_place", "fen": WAN, "on": TODAY, "paper": "进账单", **change}
        with pytest.raises(Invalid) as refused:
            acts.add_funds(row, **said, by=office["bei"], now=NOON, version=row.version)
        assert [r.field for r in refused.value.reasons] == [field]


@pytest.mark.django_db
class TestFigures:
    def test_a_company_in_talks_counts_once_and_stays_counted(self, office: County) -> None:
        row = in_talks(office)
        in_talks(office, row.company, title="冷链项目")
        filed(office, company(office, 2))
        moved(row, office, "drop", "mo", reason="选址不合适")
        assert figure("companies_in_talks", YEAR).numerator == 1
        assert list(records("companies_in_talks", YEAR)) == [row.company]
        before = Span(YEAR.start, TODAY - timedelta(days=31), NOON)
        assert figure("companies_in_talks", before).numerator == 0

    def test_every_figure_is_as_many_as_its_records(self, office: County) -> None:
        row = moved(in_talks(office), office, "sign_framework", on=TODAY, paper="框架", fen=9 * WAN)
        moved(row, office, "sign_contract", **SIGNED)
        for code, count in (("framework_agreements", 1), ("investment_contracts", 1)):
            assert figure(code, YEAR).numerator == records(code, YEAR).count() == count
        promised = sum(r.fen for r in records("funds_promised_sum", YEAR))
        assert figure("funds_promised_sum", YEAR).numerator == promised == 500 * WAN

    def test_stages_count_what_lies_past_its_term(self, office: County) -> None:
        filed(office)
        later = {s.state: s for s in stages(leads_of(office["bei"]), NOON + timedelta(days=3))}
        assert (later["lead"].count, later["lead"].late, later["screened"].count) == (1, 1, 0)


@pytest.mark.django_db
def test_a_contact_is_sealed_shown_with_a_line_and_erased_on_time(office: County) -> None:
    row = in_talks(office)
    assert LeadContact.objects.get().hint == "138****5678"
    shown = acts.show_lead_contact(row, by=office["bei"], now=NOON)
    assert shown["phone"] == "13812345678"
    assert JournalEntry.objects.filter(kind="lead_contact_shown").count() == 1
    for who in ("tang", "zhao"):
        with pytest.raises(NotAllowed):
            acts.show_lead_contact(row, by=office[who], now=NOON)
    moved(row, office, "drop", "mo", reason="企业退出")
    assert acts.erase_lead_contacts(NOON + timedelta(days=1)) == 0
    assert acts.erase_lead_contacts(NOON + timedelta(days=400)) == 1
    with pytest.raises(NotFound):
        acts.show_lead_contact(row, by=office["bei"], now=NOON)


@pytest.mark.django_db
def test_a_visit_is_noted_without_numbers_of_people(office: County) -> None:
    row = in_talks(office)
    noting: Callable[..., LeadEntry] = acts.note_entry
    made = noting(row, "visit", TODAY, "看了码头，联系 13812345678", "考察报告", by=office["bei"],
                  now=NOON, version=row.version)  # fmt: skip
    assert "13812345678" not in made.text
    with pytest.raises(Invalid) as refused:
        noting(row, "party", TODAY + timedelta(days=1), "看", by=office["bei"], now=NOON,
               version=row.version)  # fmt: skip
    assert [r.field for r in refused.value.reasons] == ["kind", "on", "text"]

"""Companies: registered once, changed, given a code, asking; promises kept by their unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.models import Case
from jiceng.casework.tests.county import EAST, FAR, NOON, County
from jiceng.economy.actions import companies as acts
from jiceng.economy.actions.promises import PromiseGiven, fulfil_promise, make_promise
from jiceng.economy.figures.investment import figure, records
from jiceng.economy.models import Company, CompanyRequest, CountyPromise
from jiceng.economy.queries.companies import companies_of, company_by_code
from jiceng.economy.queries.company_page import SECTIONS
from jiceng.economy.queries.leads import promises_of
from jiceng.economy.tests.investment_cast import GIVEN, SOON, TODAY, code_of, company, in_talks
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused, Stale
from jiceng.kernel.reports import Span

pytestmark = pytest.mark.django_db
YEAR = Span(TODAY - timedelta(days=365), TODAY + timedelta(days=60), NOON)
ASKED = acts.Request("1902", "冷库要增容，目前电力不够", phone="13812345678")


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [r.code for r in refusal.value.reasons]


def test_a_company_is_registered_once(office: County) -> None:
    made = company(office)
    assert (made.area_id, made.version, made.number[:2]) == (EAST, 1, "CO")
    with pytest.raises(Invalid) as twice:
        company(office, who="chen")
    assert codes(twice) == ["company_twice"]
    assert Company.objects.count() == 1


def test_a_wrong_code_and_an_unknown_area_are_told(office: County) -> None:
    wrong = replace(GIVEN, credit_code="914690240000000001")
    with pytest.raises(Invalid) as refused:
        acts.register_company(wrong, by=office["bei"], now=NOON)
    assert codes(refused) == ["credit_code_check"]
    with pytest.raises(Invalid) as refused:
        company(office, area="1")
    assert codes(refused) == ["unknown_area"]


def test_a_counter_keeps_companies_where_it_sits(office: County) -> None:
    company(office, 1, "chen")
    far = company(office, 2, area=FAR)
    assert [companies_of(office[who]).count() for who in ("bei", "zhao", "chen", "li")] == [
        2, 2, 1, 0,
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        company(office, 3, "chen", area=FAR)
    with pytest.raises(NotAllowed):
        acts.new_access_code(far, by=office["chen"], now=NOON, version=1)


def test_a_change_is_written_over_the_version_that_was_read(office: County) -> None:
    made = company(office)
    given = replace(GIVEN, credit_code=made.credit_code, name="示例渔业股份有限公司")
    acts.change_company(made, given, by=office["bei"], now=NOON, version=1)
    assert Company.objects.get().name == "示例渔业股份有限公司"
    with pytest.raises(Stale):
        acts.change_company(
            made, replace(given, name="第二次"), by=office["bei"], now=NOON, version=1
        )


def test_the_page_opens_by_number_or_credit_code_and_only_with_the_latest_code(
    office: County,
) -> None:
    given = replace(GIVEN, credit_code=code_of(1))
    made = acts.register_company(given, by=office["bei"], now=NOON)
    row, code = made.company, made.access_code
    assert company_by_code(row.number, code) == row
    assert company_by_code(row.credit_code.lower(), code.lower()) == row
    other = acts.new_access_code(row, by=office["bei"], now=NOON, version=1).access_code
    for number, shown in ((row.number, code), ("CO1", other), (row.number, "")):
        with pytest.raises(NotFound) as refused:
            company_by_code(number, shown)
        assert codes(refused) == ["wrong_number_or_code"]


def test_a_table_is_taken_in_whole_or_not_at_all(office: County) -> None:
    known = company(office)
    rows = [
        (2, replace(GIVEN, credit_code=known.credit_code, name="改了名字的公司")),
        (3, replace(GIVEN, credit_code=code_of(7))),
    ]
    taken = acts.take_companies(rows, by=office["bei"], now=NOON, is_trial=True)
    assert (taken.added, taken.changed, Company.objects.count()) == (1, 1, 1)
    wrong = [*rows, (4, replace(GIVEN, credit_code="x"))]
    taken = acts.take_companies(wrong, by=office["bei"], now=NOON)
    assert [row for row, _reasons in taken.refused] == [4]
    assert Company.objects.get().name != "改了名字的公司"
    acts.take_companies(rows, by=office["bei"], now=NOON)
    assert Company.objects.count() == 2


def test_what_a_company_asks_is_a_case_with_a_promised_time(office: County) -> None:
    made = company(office)
    case = acts.ask(made, ASKED, now=NOON)
    assert (case.unit, case.case_type, case.source) == ("HOUSING", "1902", "resident")
    assert case.due_at
    assert CompanyRequest.objects.get(case=case).company == made
    with pytest.raises(Invalid) as refused:
        acts.ask(made, replace(ASKED, case_type="0101"), now=NOON)
    assert codes(refused) == ["not_for_companies"]
    Company.objects.update(closed_on=TODAY)
    with pytest.raises(Refused):
        acts.ask(Company.objects.get(), ASKED, now=NOON)


def test_requests_in_time_are_counted_against_those_that_came_due(office: County) -> None:
    made = company(office)
    cases = [acts.ask(made, ASKED, now=NOON) for _ in range(4)]
    raise_case(Raised("路灯不亮了", case_type="0101"), now=NOON)
    later = NOON + timedelta(days=30)
    for case, state, at in zip(
        cases, ("closed", "closed", "handling", "merged"), (NOON, later, None, None), strict=True
    ):
        Case.objects.filter(pk=case.pk).update(state=state, closed_at=at)
    assert figure("company_requests_in_time_rate", YEAR).denominator == 0
    after = replace(YEAR, now=later)
    found = figure("company_requests_in_time_rate", after)
    assert (found.numerator, found.denominator) == (1, 3)
    for part, count in (("numerator", 1), ("denominator", 3)):
        assert records(found.kind.id, after, part).count() == count


def test_the_time_to_set_up_is_the_middle_one(office: County) -> None:
    for place, days in enumerate((1, 3, 30), start=1):
        asked = NOON - timedelta(days=40)
        company(office, place, set_up_asked_at=asked, set_up_at=asked + timedelta(days=days))
    company(office, 9, set_up_at=NOON)
    found = figure("company_set_up_hours", YEAR)
    assert (found.median, found.denominator) == (3 * 86400, 3)
    assert records("company_set_up_hours", YEAR).count() == 3


def promised(office: County, **changes: Any) -> CountyPromise:
    lead = in_talks(office, Company.objects.first(), title=f"项目{CountyPromise.objects.count()}")
    given = replace(PromiseGiven("三十日内通水通电", "HOUSING", SOON), **changes)
    return make_promise(lead, given, by=office["bei"], now=NOON)


def test_a_promise_is_fulfilled_by_its_unit_with_a_paper_once(office: County) -> None:
    company(office)
    made = promised(office)
    assert [promises_of(office[who]).count() for who in ("zhao", "bei", "tang", "qian")] == [
        1, 1, 1, 0,
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        fulfil_promise(made, "验收单", by=office["qian"], now=NOON)
    with pytest.raises(Invalid):
        fulfil_promise(made, " ", by=office["zhao"], now=NOON)
    fulfil_promise(made, "验收单 3 号", by=office["zhao"], now=NOON)
    assert made.fulfilled_on == TODAY
    with pytest.raises(Refused) as refused:
        fulfil_promise(made, "验收单 3 号", by=office["zhao"], now=NOON)
    assert codes(refused) == ["promise_fulfilled"]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"unit": "NOBODY"}, "unit"), ({"text": ""}, "text"), ({"task": "X1"}, "task"),
     ({"due_on": TODAY - timedelta(days=1)}, "due_on")],
)  # fmt: skip
def test_a_promise_without_sense_is_refused(
    office: County, change: dict[str, object], field: str
) -> None:
    company(office)
    with pytest.raises(Invalid) as refused:
        promised(office, **change)
    assert [r.field for r in refused.value.reasons] == [field]


def test_promises_kept_are_counted_once_their_day_is_over_or_they_are_fulfilled(
    office: County,
) -> None:
    company(office)
    early, late, _open = promised(office), promised(office), promised(office)
    fulfil_promise(early, "验收单", by=office["zhao"], now=NOON)
    fulfil_promise(late, "验收单", by=office["zhao"], now=NOON + timedelta(days=20))
    found = figure("county_promises_kept_rate", YEAR)
    assert (found.numerator, found.denominator) == (1, 2)
    over = figure("county_promises_kept_rate", replace(YEAR, now=NOON + timedelta(days=30)))
    assert (over.numerator, over.denominator) == (1, 3)


def test_a_company_reads_its_own_promises_and_projects_alone(office: County) -> None:
    own, other = company(office), company(office, 2)
    promised(office)
    told = [section(own, NOON) for section in SECTIONS]
    assert [s.key for s in told if s] == ["projects", "promises"]
    assert not any(section(other, NOON) for section in SECTIONS)

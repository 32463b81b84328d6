"""An assessment from its scheme to a corrected result, by everybody who takes part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.figures import refresh
from jiceng.casework.models import Case, CaseOutcome
from jiceng.casework.tests.county import EAST, GRID_1, NOON, NORTH, SOUTH, County
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused
from jiceng.kernel.scope import RESIDENT
from jiceng.performance.actions import assessments as acts
from jiceng.performance.actions.assessment_objections import Corrected, answer_objection, object_to
from jiceng.performance.models import Assessment, UnitResult
from jiceng.performance.queries.assessments import (
    assessment_for,
    reckoned_from,
    result_for,
    results_of,
    stored_readings,
    yardsticks,
)
from jiceng.performance.queries.matters import loads, records_of, worth_among
from jiceng.performance.queries.schemes import known_codes
from jiceng.performance.rules.matters import IN_TIME, NAMES, SATISFIED, SOLVED, Matter
from jiceng.performance.rules.matters import loads as rule
from jiceng.performance.rules.periods import Period
from jiceng.performance.rules.sheets import line_as_json, rounded
from jiceng.performance.tests.cast import Cast
from jiceng.performance.tests.scene import filled, published, saved_scheme

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def shown(office: Cast) -> Assessment:
    saved_scheme(office["shen"])
    return published(office)


def result(row: Assessment, subject: str) -> UnitResult:
    return row.results.get(is_current=True, subject=subject)


def reasons(error: pytest.ExceptionInfo[Any]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def test_only_the_organisation_department_writes_a_scheme(office: Cast) -> None:
    with pytest.raises(NotAllowed):
        saved_scheme(office["ma"])


def test_a_scheme_that_does_not_add_up_is_not_put_in_force(office: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        saved_scheme(office["shen"], total=90)
    assert "weights_do_not_add_up" in reasons(refused)


GROUP = {"key": "towns", "name": "镇", "level": "town"}
FAULTS: dict[str, dict[str, Any]] = {
    "unlike_member": {"groups": [{**GROUP, "members": [NORTH, EAST]}]},
    "group_member_unknown": {"groups": [{**GROUP, "members": [NORTH, "nowhere"]}]},
    "quota_of_unknown": {
        "quotas": [{"target": "settled", "of": "nowhere", "above": "", "amount": 1}]
    },
    "period_reversed": {"end": "2024-12-31"},
}


def test_nothing_is_put_in_force_that_compares_unlike_units_or_hands_down_to_nobody(
    office: Cast,
) -> None:
    for code, changes in FAULTS.items():
        with pytest.raises(Invalid) as refused:
            saved_scheme(office["shen"], **changes)
        assert code in reasons(refused)


def test_a_scheme_may_ask_for_any_rate_of_the_catalogue_and_for_nothing_beside_it(
    county: County,
) -> None:
    known = known_codes()
    assert known.indicators >= reporters().keys() | NAMES.keys()
    assert known.rates is not None and known.rates <= known.indicators


def test_the_worker_reckons_what_runs_and_leaves_what_is_frozen(office: Cast) -> None:
    saved_scheme(office["shen"])
    row = filled(office["shen"])
    assert acts.reckon_running(LATER) == 2
    row.refresh_from_db()
    assert row.reckoned_at == LATER
    acts.move_assessment(row, "freeze", by=office["shen"], now=LATER, version=row.version)
    assert acts.reckon_running(LATER) == 0


def test_nothing_is_frozen_before_the_period_is_over(office: Cast) -> None:
    saved_scheme(office["shen"], key="towns-2026", start="2026-01-01", end="2026-12-31")
    row = filled(office["shen"], "towns-2026")
    with pytest.raises(Refused) as refused:
        acts.move_assessment(row, "freeze", by=office["shen"], now=NOON, version=row.version)
    assert reasons(refused) == ["year_not_over"]


def test_a_missing_value_is_not_zero_and_stops_the_freezing(office: Cast) -> None:
    saved_scheme(office["shen"])
    row = acts.open_assessment("towns-2025", "towns", by=office["shen"], now=NOON)
    acts.move_assessment(row, "begin", by=office["shen"], now=NOON, version=row.version)
    with pytest.raises(Refused) as refused:
        acts.move_assessment(row, "freeze", by=office["shen"], now=NOON, version=row.version)
    assert "values_missing" in reasons(refused)


def test_a_value_with_a_record_is_not_typed(office: Cast) -> None:
    saved_scheme(office["shen"])
    row = filled(office["shen"])
    given = acts.ValueGiven("in_time", NORTH, "表", numerator=9, denominator=10)
    with pytest.raises(Invalid) as refused:
        acts.enter_value(row, given, by=office["shen"], now=NOON)
    assert reasons(refused) == ["record_exists"]


def test_whoever_froze_does_not_publish(office: Cast) -> None:
    saved_scheme(office["shen"])
    row = filled(office["shen"])
    acts.move_assessment(row, "freeze", by=office["shen"], now=NOON, version=row.version)
    with pytest.raises(Refused) as refused:
        acts.move_assessment(row, "publish", by=office["shen"], now=NOON, version=row.version)
    assert reasons(refused) == ["published_by_same"]


def test_an_extra_counts_once_somebody_else_approved_it(office: Cast) -> None:
    saved_scheme(office["shen"])
    row = filled(office["shen"])
    before = result(row, NORTH).score
    extra = acts.give_extra(
        row, NORTH, "innovation", points=Decimal(2), reason="全省推广", by=office["shen"], now=NOON
    )
    with pytest.raises(Refused):
        acts.approve_extra(extra, by=office["shen"], now=NOON)
    assert result(row, NORTH).score == before
    acts.approve_extra(extra, by=office["lu"], now=NOON)
    assert result(row, NORTH).score == before + 2


def test_a_vetoed_unit_stands_in_no_band(office: Cast) -> None:
    saved_scheme(office["shen"])
    row = filled(office["shen"])
    extra = acts.give_extra(
        row, NORTH, "major_accident", points=Decimal(0), reason="责任事故", by=office["shen"],
        now=NOON,
    )  # fmt: skip
    acts.approve_extra(extra, by=office["lu"], now=NOON)
    assert (result(row, NORTH).band, result(row, SOUTH).band) == (0, 1)


def test_a_frozen_result_is_not_reckoned_again(shown: Assessment) -> None:
    with pytest.raises(Refused):
        acts.reckon(shown, LATER)


def test_a_published_result_comes_out_again_from_what_it_keeps(shown: Assessment) -> None:
    rows = list(shown.results.filter(is_current=True))
    again = reckoned_from(shown, stored_readings(rows), LATER)
    assert {s.unit: (rounded(s.score), s.band, [line_as_json(x) for x in s.lines]) for s in again} \
        == {r.subject: (r.score, r.band, r.lines) for r in rows}  # fmt: skip


def test_a_unit_sees_its_own_sheet_and_its_groups_published_results(
    office: Cast, shown: Assessment
) -> None:
    row = assessment_for(office["ma"], shown.number, LATER)
    assert {r.subject for r in results_of(office["ma"], row)} == {NORTH, SOUTH}
    assert result_for(office["ma"], row, NORTH).subject == NORTH
    with pytest.raises(NotFound):
        result_for(office["ma"], row, SOUTH)
    with pytest.raises(NotFound):
        assessment_for(office["gao"], shown.number, LATER)


def test_an_accepted_objection_makes_a_new_row_that_says_what_it_replaces(
    office: Cast, shown: Assessment
) -> None:
    before = result(shown, SOUTH)
    made = object_to(result(shown, NORTH), "settled", "漏计一件", by=office["ma"], now=LATER)
    answer_objection(
        made, "accept", "属实，更正为二十件", by=office["shen"], now=LATER, version=made.version,
        corrected=Corrected(20, 20),
    )  # fmt: skip
    after = result(shown, NORTH)
    assert after.replaces is not None and after.replaces.score < after.score
    assert made.number in after.reason
    assert UnitResult.objects.get(pk=after.replaces.pk).is_current is False
    assert result(shown, SOUTH).reckoned_at >= before.reckoned_at


def test_an_objection_is_made_once_in_its_term_and_by_the_unit(
    office: Cast, shown: Assessment
) -> None:
    mine = result(shown, NORTH)
    with pytest.raises(NotAllowed):
        object_to(mine, "settled", "不对", by=office["gao"], now=LATER)
    with pytest.raises(Refused):
        object_to(mine, "settled", "太晚", by=office["ma"], now=NOON + timedelta(days=30))
    object_to(mine, "settled", "漏计一件", by=office["ma"], now=LATER)
    with pytest.raises(Refusal):
        object_to(mine, "settled", "再说一次", by=office["ma"], now=LATER)


def test_a_result_is_final_after_the_term_and_with_every_objection_answered(
    office: Cast, shown: Assessment
) -> None:
    late = NOON + timedelta(days=30)
    made = object_to(result(shown, NORTH), "settled", "漏计一件", by=office["ma"], now=LATER)
    with pytest.raises(Refused) as refused:
        acts.move_assessment(shown, "confirm", by=office["lu"], now=late, version=shown.version)
    assert reasons(refused) == ["objections_open"]
    answer_objection(made, "refuse", "已核对", by=office["shen"], now=late, version=made.version)
    acts.move_assessment(shown, "confirm", by=office["lu"], now=late, version=shown.version)
    assert shown.state == "final"


DUE = NOON + timedelta(days=2)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
AS_OF = NOON + timedelta(days=5)
IN_A_DAY = NOON + timedelta(days=1)
CONDITIONS: tuple[dict[str, Any], ...] = (
    {},
    {"closed_at": IN_A_DAY, "recheck": "solved", "rating": 5},
    {"closed_at": NOON + timedelta(days=3, hours=1), "recheck": "unsolved", "rating": 2},
    {"closed_at": IN_A_DAY, "reopened_at": IN_A_DAY},
    {"closed_at": IN_A_DAY, "source": "grid_worker"},
    {"ended_at": NOON, "accepted": False},
    {"closed_at": IN_A_DAY, "case_type": "0102"},
)
"""Open, kept, late, reopened, of the unit's own, refused, of another type."""


def reported(number: int, into: Case | None = None, **condition: Any) -> Case:
    """A case whose first term is over, as the outcome rows tell it."""
    given = Raised(text=f"楼下垃圾没有清运 {number}", case_type="0101", grid_code=GRID_1)
    case = raise_case(given, by=RESIDENT, now=NOON).case
    if into is not None:
        Case.objects.filter(pk=case.pk).update(merged_into=into, state="merged")
    refresh(NOON)
    told = {"first_due_at": DUE, "is_merged": into is not None, **condition}
    CaseOutcome.objects.filter(pk=case.pk).update(**told)
    return case


def as_rules_see(cases: Sequence[tuple[Case, Case | None]]) -> list[Matter]:
    """The same cases, straight from the rows."""
    rows = CaseOutcome.objects.in_bulk([case.pk for case, _into in cases])
    return [
        Matter(o.town, o.case_type, o.source, o.first_due_at, o.closed_at, o.recheck,
               o.reopened_at is not None, o.rating, o.pk, into.pk if into else 0, o.reported_at)
        for case, into in cases for o in [rows[case.pk]]
    ]  # fmt: skip


def assert_counted_alike(cases: Sequence[tuple[Case, Case | None]]) -> dict[str, Any]:
    found = loads(list(NAMES), "town", YEAR.start, YEAR.end, AS_OF)
    rows = as_rules_see(cases)
    assert found == {code: rule(code, rows, AS_OF) for code in NAMES}
    for code in NAMES:
        listed, moved = records_of(code, "town", NORTH, YEAR, AS_OF)
        worth = worth_among(code, list(listed), moved, AS_OF)
        assert sum(worth.values()) == sum(done for done, _n in found[code][NORTH].values())
        lost, moved = records_of(code, "town", NORTH, YEAR, AS_OF, is_lost=True)
        assert {row.pk for row in lost} == {key for key, one in worth.items() if one < 1}
    return found


def test_matters_counted_by_the_database_are_those_of_the_rule(county: County) -> None:
    cases = [(reported(n, **condition), None) for n, condition in enumerate(CONDITIONS)]
    found = assert_counted_alike(cases)
    kept = 2 * (1 - Fraction(3, 30)) + 1 + (1 - Fraction(2, 30)) - 1
    assert found[IN_TIME] == {NORTH: {"0101": (kept, 5), "0102": (1, 1)}}
    assert found[SOLVED] == {NORTH: {"0101": (1, 5)}}
    assert found[SATISFIED] == {NORTH: {"0101": (1, 4)}}


def test_a_merged_report_counts_by_its_own_clock_and_by_what_answers_for_it(
    county: County,
) -> None:
    before: dict[str, Any] = {"source": "grid_worker", "reported_at": NOON - timedelta(days=1)}
    own = reported(1, closed_at=NOON + timedelta(days=3), **before)
    made = reported(2, source="clerk", closed_at=NOON, reported_at=NOON + timedelta(hours=1))
    other = reported(3, closed_at=IN_A_DAY, first_due_at=DUE + timedelta(days=1))
    roots: list[tuple[Case, Case | None]] = [(own, None), (made, None), (other, None)]
    merged: list[tuple[Case, Case | None]] = [
        (reported(4 + n, into), into) for n, into in enumerate((own, own, made, other))
    ]
    found = assert_counted_alike(roots + merged)
    late = (1 - Fraction(1, 30)) + (1 - Fraction(3, 30)) + 1
    assert found[IN_TIME] == {NORTH: {"0101": (late, 3)}}


def test_a_yardstick_is_fixed_when_the_assessment_begins(office: Cast) -> None:
    saved_scheme(office["shen"], key="towns-2026", start="2026-01-01", end="2026-12-31")
    row = acts.open_assessment("towns-2026", "towns", by=office["shen"], now=NOON)
    assert yardsticks(row, NOON)["in_time"].is_stated
    acts.move_assessment(row, "begin", by=office["shen"], now=NOON, version=row.version)
    row.refresh_from_db()
    fixed = yardsticks(row, NOON)
    last_year = NOON.replace(year=2025)
    case = reported(1, closed_at=None, first_due_at=last_year, reported_at=last_year)
    assert case.pk and yardsticks(row, NOON) == fixed
    row.yardsticks = {}
    assert yardsticks(row, NOON)["in_time"].mean < fixed["in_time"].mean

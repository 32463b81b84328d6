"""While an emergency is on, cases of its area are promised sooner; afterwards and elsewhere not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.models import Case
from jiceng.casework.queries.overlays import offered_types
from jiceng.casework.queries.replay import replay
from jiceng.casework.rules.overlays import Overlay, shortened, shorter
from jiceng.casework.rules.rulebook import CaseType
from jiceng.casework.tests.county import FAR, GRID_1, LONG_AGO, NOON, County
from jiceng.emergency.models import Opening
from jiceng.emergency.tests.cast import decided, switched_on, with_command
from jiceng.kernel.records.configuration import load_rules, touch
from jiceng.kernel.refusal import Invalid
from jiceng.kernel.terms import Counting, Term

HOUR = timedelta(hours=1)
TERMS = st.builds(Term, st.integers(1, 30), st.sampled_from(list(Counting)))


@pytest.fixture
def command(county: County) -> County:
    return with_command(county)


def raised(area: str = GRID_1, now: datetime = NOON, kind: str = "0101") -> Case:
    given = Raised("垃圾满了", case_type=kind, grid_code=area)
    return raise_case(given, now=now).case


@pytest.mark.django_db
def test_a_case_of_the_area_is_promised_sooner_and_keeps_that(command: County) -> None:
    before = raised()
    row = switched_on(command)
    during, elsewhere = raised(), raised(FAR)
    assert before.due_at == elsewhere.due_at
    assert (during.due_at, during.promised) == (NOON + 2 * HOUR, "2 round_clock")
    decided(command, row, "end", who="shi", now=NOON + HOUR)
    assert Case.objects.get(pk=during.pk).due_at == NOON + 2 * HOUR
    assert raised(now=NOON + HOUR).promised == before.promised


@pytest.mark.django_db
def test_the_journal_tells_the_shorter_promise_again(command: County) -> None:
    switched_on(command)
    case = raised()
    assert replay(case).promise.due_at == case.due_at


@pytest.mark.django_db
def test_a_drill_changes_nothing_for_real_cases(command: County) -> None:
    switched_on(command, is_drill=True)
    assert raised().promised == "1 working_days"


@pytest.mark.django_db
def test_an_extra_type_is_open_only_while_something_opens_it(command: County) -> None:
    extra = {"name": "险情报告", "parent": "02", "first_tier": "community", "level": "large",
             "promise": "4 round_clock", "duty_unit": "HOUSING", "extra": True}  # fmt: skip
    load_rules([("case_type", "0202", extra)], at=LONG_AGO, by="setup")
    with pytest.raises(Invalid) as refused:
        raised(kind="0202")
    assert [r.code for r in refused.value.reasons] == ["type_not_open"]
    row = switched_on(command)
    Opening.objects.create(emergency=row, kind="case_types", key="0202", opened_at=NOON)
    touch("emergencies")
    assert "0202" in offered_types(NOON)
    assert raised(kind="0202").case_type == "0202"
    decided(command, row, "end", who="shi", now=NOON + HOUR)
    assert "0202" not in offered_types(NOON + HOUR)


@given(TERMS, TERMS)
def test_an_overlay_never_makes_a_promise_longer(promise: Term, other: Term) -> None:
    kind = CaseType("0101", path=("0101", "01"), promise=promise)
    found = shortened(kind, "a/b/", [Overlay("a/", {"01": other})]).promise
    assert found == shorter(promise, other)
    assert shortened(kind, "c/", [Overlay("a/", {"01": other})]) is kind


def test_of_two_terms_the_shorter_counts() -> None:
    hours, day = Term(8, Counting.ROUND_CLOCK), Term(1, Counting.WORKING_DAYS)
    assert shorter(hours, day) == shorter(day, hours) == hours

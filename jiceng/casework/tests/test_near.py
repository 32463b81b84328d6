"""Which open cases are shown as perhaps the same matter, to whom, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case
from jiceng.casework.queries import near, near_in_public
from jiceng.casework.rules.cases import Report
from jiceng.casework.tests.county import GRID_1, LONG_AGO, NOON, TERMS, County
from jiceng.kernel.records.configuration import set_rule

SOON = NOON + timedelta(minutes=30)
BINS = Raised("文化广场垃圾桶满了，臭味很大", case_type="0101", place="文化广场")


def _raised(given: Raised = BINS) -> Case:
    return raise_case(given, now=NOON).case


def _report(**changed: object) -> Report:
    alike = Report("文化广场垃圾桶满了没人收", "0101", 109.605, 19.905, GRID_1, "文化广场", SOON)
    return replace(alike, **changed)  # type: ignore[arg-type]  # names come from the table below


def _rule(key: str, content: dict[str, object]) -> None:
    set_rule("terms", key, content, valid_from=LONG_AGO, reason="t", by="guo", now=LONG_AGO)


def test_the_same_matter_reported_again_is_found_with_reasons(county: County) -> None:
    first = _raised()
    (found,) = near(_report(), now=SOON)
    assert found.case == first
    assert {r.code for r in found.reasons} >= {"same_spot", "minutes_apart", "same_type"}
    named = {r.code: r.params for r in found.reasons}
    assert named["same_type"] == {"type": "生活垃圾"}


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "路灯不亮", "case_type": "0102", "lon": None, "lat": None, "place_text": ""},
        {"lon": 109.609, "lat": 19.909},
        {"at": NOON + timedelta(days=4)},
    ],
    ids=["another matter", "too far", "too late"],
)
def test_what_is_not_alike_is_not_shown(county: County, changed: dict[str, object]) -> None:
    _raised()
    assert near(_report(**changed), now=SOON) == []


def test_a_case_is_never_near_itself_and_ended_ones_are_left_out(county: County) -> None:
    first, second = _raised(), _raised(replace(BINS, text="文化广场垃圾桶满了，臭味真大"))
    assert [n.case for n in near(first, now=SOON)] == [second]
    given = Given(result="已清运")
    make_move(second, "settle_on_the_spot", by=county["li"], now=SOON, version=second.version,
              given=given)  # fmt: skip
    assert near(first, now=SOON) == []


def test_a_neighbour_across_the_border_of_the_grid_is_found(county: County) -> None:
    """The two points lie 40 m apart, in grids 1 and 2."""
    first = _raised(replace(BINS, place="", lon=109.6099, lat=19.905))
    assert first.grid_code == GRID_1
    beyond = _report(lon=109.6103, place_text="", grid_code="469024100001002")
    assert [n.case for n in near(beyond, now=SOON)] == [first]


def test_the_county_says_how_alike_is_enough(county: County) -> None:
    _raised()
    _rule("likeness", {"threshold": 100})
    assert near(_report(), now=SOON) == []


def test_residents_hear_only_of_matters_the_county_calls_public(county: County) -> None:
    first = _raised()
    assert near_in_public(_report(), now=SOON) == []
    _rule("case", {**TERMS, "public_types": ["01"]})
    assert [n.case for n in near_in_public(_report(), now=SOON)] == [first]


def test_no_more_are_shown_than_asked_for(county: County) -> None:
    for _ in range(4):
        _raised()
    assert len(near(_report(), now=SOON, limit=3)) == 3

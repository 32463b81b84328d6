"""The programme of a year is consistent, and what it reached adds up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.outreach.rules.legal import check_programme, covered, programme_of, reached

PLACES = ("organ", "village", "community", "school", "company", "unit")
GOOD: dict[str, Any] = {
    "name": "2026 年服务大局普法行", "start": "2026-01-01", "end": "2026-12-31",
    "laws": {"civil": "民法典", "labour": "劳动合同法"},
    "duties": [{"unit": "HOUSING", "laws": ["civil"]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": " "}, "text_length", "name"),
        ({"laws": {}, "duties": []}, "legal_list_needed", "laws"),
        ({"laws": {"civil": ""}, "duties": []}, "legal_without_name", "laws"),
        ({"start": "2026年"}, "legal_days_needed", "start"),
        ({"start": "2026-06-01", "end": "2026-03-01"}, "legal_days_reversed", "end"),
        ({"end": "2027-01-31"}, "legal_other_year", "start"),
        ({"duties": [{"unit": "NOBODY", "laws": []}]}, "unknown_unit", "duties"),
        ({"duties": [{"unit": "HOUSING", "laws": []}] * 2}, "legal_unit_twice", "duties"),
        ({"duties": [{"unit": "HOUSING", "laws": ["tax"]}]}, "legal_unknown_law", "duties"),
    ],
)
def test_what_contradicts_itself_is_named_with_its_field(
    change: dict[str, Any], code: str, field: str
) -> None:
    faults = check_programme("2026", {**GOOD, **change}, {"HOUSING"})
    assert [(f.code, f.field) for f in faults] == [(code, field)]


def test_a_good_programme_is_read_as_it_was_written() -> None:
    assert check_programme("2026", GOOD, {"HOUSING"}) == []
    read = programme_of("2026", 1, GOOD)
    assert (read.laws["civil"], read.duties[0].unit) == ("民法典", "HOUSING")


def test_places_nothing_went_into_are_told() -> None:
    east, west = reached(["east", "west"], [("east", "school", 2), ("east", "organ", 1)])
    assert east.gaps(PLACES) == ("village", "community", "company", "unit")
    assert west.gaps(PLACES) == tuple(PLACES)


SESSIONS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(sorted(PLACES)), st.integers(1, 9))
)


@given(SESSIONS)
def test_no_session_of_a_listed_area_is_lost_or_counted_twice(
    sessions: list[tuple[str, str, int]],
) -> None:
    rows = reached(["a", "b", "c"], sessions)
    assert [r.area for r in rows] == ["a", "b", "c"]
    whole = sum(n for area, _place, n in sessions if area in "abc")
    assert sum(sum(r.sessions.values()) for r in rows) == whole
    assert covered(rows) == len({area for area, _place, _n in sessions if area in "abc"})

"""What is public is said by an entry, and figures that share a count hide together."""

from __future__ import annotations

from datetime import date

import pytest

from jiceng.kernel.refusal import Invalid
from jiceng.performance.rules.catalogue import DERIVED, Entry, check_entry
from jiceng.performance.rules.disclosure import (
    Counts,
    check_disclosure,
    hidden_areas,
    quarters_before,
)

PARENTS = {"north": "", "south": "", "n1": "north", "n2": "north"}
ENTRY = Entry("cases", DERIVED, "案件", "案件的数量", "件", disclosure="counted")


def counts(north: int, south: int, n1: int, whole: int | None = None) -> dict[str, int]:
    """Of the whole, two towns and two villages of one."""
    total = north + south if whole is None else whole
    return {"": total, "north": north, "south": south, "n1": n1, "n2": north - n1}


def test_a_village_with_few_cases_goes_with_its_neighbour() -> None:
    found = hidden_areas([Counts("reported", counts(40, 60, 3))], PARENTS)
    assert found == {"reported": {"n1", "n2"}}


def test_what_lies_nowhere_in_particular_is_a_part_too() -> None:
    reported = {"": 100, "north": 40, "south": 57}
    found = hidden_areas([Counts("reported", reported)], PARENTS)
    assert found == {"reported": {"north"}}, "three lie in no town: total less towns would tell"


def test_a_rate_hides_where_its_rest_is_small() -> None:
    one = Counts("on_time", counts(38, 50, 20), counts(40, 60, 22))
    assert hidden_areas([one], PARENTS)["on_time"] >= {"north", "south"}


def test_figures_that_share_a_count_hide_together() -> None:
    late, due = counts(2, 10, 1), counts(40, 60, 20)
    on_time = {area: due[area] - late[area] for area in due}
    found = hidden_areas([Counts("on_time", on_time, due), Counts("due", due)], PARENTS)
    assert found["due"] == found["on_time"]
    assert found["due"] >= {"north", "n1"}


def test_parts_that_exceed_their_total_are_no_sum_of_it() -> None:
    assert hidden_areas([Counts("x", counts(40, 60, 20, whole=90))], PARENTS) == {"x": frozenset()}


@pytest.mark.parametrize(
    "changes", [{"period_kind": "instant"}, {"unit": "元"}, {"disclosure": "everything"}]
)
def test_only_what_is_counted_by_period_is_public_by_quarter(changes: dict[str, str]) -> None:
    given = {f: getattr(ENTRY, f) for f in ("code", "kind", "name", "definition", "unit")}
    with pytest.raises(Invalid) as refusal:
        check_entry(Entry(**{**given, "disclosure": "counted", **changes}), {}, {})
    assert [r.field for r in refusal.value.reasons] == ["disclosure"]


def test_nothing_is_public_by_default() -> None:
    assert Entry("cases", DERIVED, "案件", "案件的数量", "件").disclosure == ""


def test_terms_are_refused_by_field() -> None:
    good = {"fewest": 5, "source": "县统计局", "licence": "注明来源", "publisher": "县统计局"}
    assert check_disclosure("county", good, None) == []
    bad = check_disclosure("county", {**good, "fewest": 2, "licence": ""}, None)
    assert [r.field for r in bad] == ["fewest", "licence"]


def test_quarters_are_whole_and_over() -> None:
    assert [p.code for p in quarters_before(date(2026, 11, 23))] == [
        "2026Q3", "2026Q2", "2026Q1", "2025Q4",
    ]  # fmt: skip
    assert quarters_before(date(2026, 12, 31))[0].code == "2026Q3"

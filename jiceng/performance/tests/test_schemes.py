"""Each fault of a scheme is named; formulas and texts of schemes."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from jiceng.performance.rules import points
from jiceng.performance.rules.scheme_faults import KnownCodes, scheme_faults
from jiceng.performance.rules.scheme_text import as_text, content_of, for_next_year
from jiceng.performance.rules.schemes import scheme_of
from jiceng.performance.tests.schemes import TOWNS, sample_content

KNOWN = KnownCodes(
    frozenset({"matters_in_time", "matters_solved", "matters_satisfied", "cases_reported"}),
    {**dict.fromkeys(TOWNS, "town"), "C1": "community", "county": "county"},
    {**dict.fromkeys(TOWNS, frozenset({"county"})), "C1": frozenset({"county", TOWNS[0]})},
    frozenset({"matters_in_time", "matters_solved", "matters_satisfied"}),
)


def changed(part: str, index: int, **values: Any) -> dict[str, Any]:
    content = deepcopy(sample_content())
    content[part][index] |= values
    return content


def quotas(*rows: tuple[str, str, int]) -> list[dict[str, Any]]:
    return [{"target": "settled", "of": of, "above": up, "amount": n} for of, up, n in rows]


FAULTS = {
    "weights_do_not_add_up": changed("targets", 0, weight=31),
    "target_indicator_unknown": changed("targets", 0, indicator="cases_admired"),
    "group_of_one": changed("groups", 0, members=[TOWNS[0]]),
    "group_member_unknown": changed("groups", 0, members=[TOWNS[0], "nowhere"]),
    "unlike_member": changed("groups", 0, members=[TOWNS[0], "C1"]),
    "quotas_do_not_add_up": sample_content(
        quotas=quotas(("county", "", 100), (TOWNS[0], "county", 60), (TOWNS[1], "county", 30))
    ),
    "quota_above_missing": sample_content(quotas=quotas((TOWNS[0], "county", 60))),
    "quota_of_unknown": sample_content(quotas=quotas(("county", "", 60), ("C9", "county", 60))),
    "quota_not_below": sample_content(
        quotas=quotas(("county", "", 60), (TOWNS[1], "county", 60), ("C1", TOWNS[1], 60))
    ),
    "rate_without_counts": changed("targets", 0, indicator="cases_reported"),
    "period_reversed": sample_content(end="2025-01-01"),
    "no_groups": sample_content(groups=[]),
    "cover_unknown": changed("targets", 0, covered_by=["nothing"]),
    "record_exists": changed("targets", 0, source="self"),
    "cap_missing": sample_content(bonus_cap=0),
    "parameters_wrong": changed("targets", 0, cap=3),
    "scheme_unreadable": sample_content(start="一月"),
    "member_twice": sample_content(
        groups=[{"key": k, "name": k, "level": "town", "members": list(TOWNS)} for k in "ab"]
    ),
}


def test_the_sample_scheme_is_fit() -> None:
    assert scheme_faults("towns-2026", sample_content(), KNOWN) == []


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_of_a_scheme_is_named(code: str) -> None:
    found = scheme_faults("towns-2026", FAULTS[code], KNOWN)
    assert code in {reason.code for reason in found}


def test_quotas_that_add_up_are_fit_and_are_goals() -> None:
    rows = quotas(("county", "", 100), (TOWNS[0], "county", 60), (TOWNS[1], "county", 40))
    content = sample_content(quotas=rows)
    assert scheme_faults("towns-2026", content, KNOWN) == []
    scheme = scheme_of(content)
    assert scheme.goal_of(scheme.targets[3], TOWNS[1]) == 40


def decomposed(community: int, post: int) -> dict[str, Any]:
    """County, town, community, post."""
    return sample_content(
        quotas=quotas(
            ("county", "", 100), (TOWNS[0], "county", 60), (TOWNS[1], "county", 40),
            ("C1", TOWNS[0], community), ("C1/网格员", "C1", post), ("C1/书记", "C1", 20),
        )
    )  # fmt: skip


def test_an_amount_is_handed_down_to_the_post_and_adds_up_on_each_level() -> None:
    assert scheme_faults("towns-2026", decomposed(60, 40), KNOWN) == []
    for community, post in ((50, 30), (60, 41)):
        found = scheme_faults("towns-2026", decomposed(community, post), KNOWN)
        assert "quotas_do_not_add_up" in {reason.code for reason in found}


def test_a_self_assessment_is_fit_where_no_record_exists() -> None:
    content = changed("targets", 2, source="self")
    assert scheme_faults("towns-2026", content, KNOWN) == []


def test_a_scheme_as_text_is_the_same_scheme() -> None:
    assert content_of(as_text(sample_content())) == sample_content()


def test_a_copy_for_next_year_moves_the_period_and_the_name() -> None:
    copied = for_next_year(sample_content())
    assert (copied["start"], copied["end"]) == ("2027-01-01", "2027-12-31")
    assert copied["name"].startswith("二〇二七年")
    assert copied["targets"] == sample_content()["targets"]


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (points.quantity_share(Fraction(90), Fraction(120)), Fraction(3, 4)),
        (points.quantity_share(Fraction(150), Fraction(120), Fraction(11, 10)), Fraction(11, 10)),
        (points.lower_share(Fraction(5), Fraction(4)), Fraction(4, 5)),
        (points.lower_share(Fraction(0), Fraction(4)), Fraction(1)),
        (points.node_share(3, 1, 5), Fraction(7, 10)),
        (points.node_share(0, 0, 0), Fraction(0)),
        (points.rank_share(Fraction(7), (Fraction(2), Fraction(12))), Fraction(1, 2)),
        (points.rank_share(Fraction(7), (Fraction(7), Fraction(7))), Fraction(1)),
    ],
)
def test_formulas_by_hand(share: Fraction, expected: Fraction) -> None:
    assert share == expected

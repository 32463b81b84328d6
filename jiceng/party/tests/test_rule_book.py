"""Rules have versions by day; a county adds or mends one without code (decisions.md 27)."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.casework.tests.county import NOON
from jiceng.kernel.refusal import Invalid, NotAllowed
from jiceng.party.actions.rule_book import SHIPPED, load_rule_book
from jiceng.party.queries.rule_book import history, version_on
from jiceng.party.rules.book import History, Version, read_book
from jiceng.party.rules.parameters import REQUIRED
from jiceng.party.rules.schemas import check_party_rule
from jiceng.party.tests.cast import Party
from jiceng.party.tests.checked import NEW


@given(st.lists(st.dates(), unique=True, max_size=8), st.dates())
def test_the_version_of_a_day_is_the_last_one_before_it(days: list[date], day: date) -> None:
    versions = tuple(Version("x", n, d, "", {}) for n, d in enumerate(sorted(days)))
    found = History(versions).on(day)
    before = [d for d in days if d <= day]
    assert (found.valid_from if found else None) == max(before, default=None)


def test_two_versions_of_one_day_are_no_history() -> None:
    twice = (Version("x", 1, date(2020, 1, 1), "", {}), Version("x", 2, date(2020, 1, 1), "", {}))
    with pytest.raises(ValueError, match="one a day"):
        History(twice)


CONTENT: dict[str, Any] = {
    "valid_from": "2027-01-01", "document": "《示例办法》", "values": dict(NEW.values),
}  # fmt: skip
SETS = {version["key"] for version in tomllib.loads(SHIPPED.read_text("utf-8"))["version"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_from": "一月"}, "valid_from"),
        ({"document": " "}, "document"),
        ({"values": {}}, "values"),
        ({"values": {**NEW.values, "least_age": -1}}, "values.least_age"),
        ({"values": {**NEW.values, "probation_months": "12"}}, "values.probation_months"),
        ({"values": {**NEW.values, "public_notice_at": 5}}, "values.public_notice_at"),
        ({"values": {**NEW.values, "public_notice_counting": ["x"]}},
         "values.public_notice_counting"),
        ({"unverified": ["most_age"]}, "unverified"),
    ],
)  # fmt: skip
def test_a_faulty_version_names_its_field(change: dict[str, Any], field: str) -> None:
    faults = check_party_rule("development", {**CONTENT, **change}, None)
    assert [r.field for r in faults] == [field]
    assert check_party_rule("development", CONTENT, None) == []


@pytest.mark.parametrize(
    ("key", "change", "field"),
    [
        ("organisation", {"warn_days": None}, "values.warn_days"),
        ("dues", {"wage_bands": [[300000, 50]]}, "values.wage_bands"),
        ("dues", {"rounding": "cent"}, "values.rounding"),
        ("dues", {"pay_within_quarter": 1}, "values.pay_within_quarter"),
        ("life", {"lecture": [1, "week"]}, "values.lecture"),
        ("life", {"near_days": {"month": "ten"}}, "values.near_days"),
        ("weak_branch", {"follow_up_months": True}, "values.follow_up_months"),
    ],
)
def test_pages_that_count_on_a_parameter_find_it_as_they_read_it(
    key: str, change: dict[str, Any], field: str
) -> None:
    shipped = read_book(SHIPPED.read_text("utf-8"), key).versions[-1].values
    faulty = {**CONTENT, "values": {**shipped, **change}}
    assert [r.field for r in check_party_rule(key, faulty, None)] == [field]


@pytest.mark.parametrize("key", sorted(SETS))
def test_what_is_shipped_passes_and_lacks_nothing(key: str) -> None:
    for version in read_book(SHIPPED.read_text("utf-8"), key).versions:
        assert check_party_rule(key, {**CONTENT, "values": version.values}, None) == []
        for name in REQUIRED[key]:
            short = {k: v for k, v in version.values.items() if k != name}
            faults = check_party_rule(key, {**CONTENT, "values": short or {"x": 1}}, None)
            assert f"values.{name}" in {r.field for r in faults}


@pytest.mark.django_db
def test_loading_the_shipped_rules_twice_writes_them_once(party: Party) -> None:
    assert load_rule_book(by="again", now=NOON) == 0
    assert [v.valid_from.year for v in history("development").versions] == [1990, 2014]


@pytest.mark.django_db
def test_last_years_file_is_judged_by_last_years_rule(party: Party) -> None:
    change_rule(
        "party_rule", "development", CONTENT, decided=Decided("按新规定调整", 2), by=party["guo"],
        now=NOON,
    )  # fmt: skip
    assert version_on("development", date(2026, 12, 31)).document.endswith("（2014年）")
    assert version_on("development", date(2027, 1, 1)).document == "《示例办法》"
    with pytest.raises(Invalid):
        version_on("development", date(1980, 1, 1))


@pytest.mark.django_db
def test_a_version_of_the_same_day_mends_the_one_before(party: Party) -> None:
    mended = {**CONTENT, "valid_from": "2014-05-28"}
    decided = Decided("更正录入错误", 2)
    change_rule("party_rule", "development", mended, decided=decided, by=party["guo"], now=NOON)
    assert version_on("development", date(2020, 1, 1)).document == "《示例办法》"
    assert len(history("development").versions) == 2


@pytest.mark.django_db
def test_only_the_administrator_changes_a_rule(party: Party) -> None:
    for who in ("shen", "luo", "bai"):
        with pytest.raises(NotAllowed):
            change_rule(
                "party_rule", "dues", CONTENT, decided=Decided("调整", 1), by=party[who], now=NOON
            )

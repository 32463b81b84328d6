"""Parameters of the five sets of rules: which must be there, and what each looks like.

A version that lacks one, or holds another sort of thing, would break pages and the worker's rounds;
it is refused when somebody writes it (facts.md §5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.party.rules.dues import UNITS as ROUNDINGS
from jiceng.party.rules.life import UNITS as PERIODS

Shape = Callable[[Any], bool]
MOST = 10**9


def count(value: Any) -> bool:
    """A whole number, not below zero."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def one_of(*words: str) -> Shape:
    return lambda value: isinstance(value, str) and value in words


def listed(of: Shape, length: int | None = None, least: int = 0) -> Shape:
    """A list of one sort of thing, of a length where one is given."""

    def fits(value: Any) -> bool:
        if not isinstance(value, list | tuple) or len(value) < least:
            return False
        return length in (None, len(value)) and all(of(each) for each in value)

    return fits


def word(value: Any) -> bool:
    return isinstance(value, str)


def bands(value: Any) -> bool:
    """Pairs of upper bound and rate; the last has no bound, so that every base has a rate."""
    return listed(listed(count, 2), least=1)(value) and value[-1][0] == 0


def frequency(value: Any) -> bool:
    """How many times in which period."""
    is_pair = isinstance(value, list | tuple) and len(value) == 2
    return is_pair and count(value[0]) and one_of(*PERIODS)(value[1])


def days_by_period(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        one_of(*PERIODS)(unit) and count(days) for unit, days in value.items()
    )


REQUIRED: Mapping[str, Mapping[str, Shape]] = {
    "organisation": dict.fromkeys((
        "least_full_members", "most_members", "most_units_of_joint",
        "committee_from_full_members", "least_committee", "most_committee", "term_years_local",
        "term_years_other", "warn_days",
    ), count),
    "development": {
        **dict.fromkeys((
            "least_age", "talk_within_months", "least_cultivation_months",
            "review_every_months", "least_contacts", "most_contacts", "introducers",
            "training_days", "training_hours", "review_valid_months", "public_notice_days",
            "meeting_within_months", "approval_within_months", "special_approval_within_months",
            "probation_months", "least_extension_months", "most_extension_months",
            "conversion_window_months", "conversion_approval_within_months", "batch_within_month",
        ), count),
        "public_notice_counting": one_of("working_days", "calendar_days"),
        "public_notice_at": listed(word),
    },
    "dues": {
        **dict.fromkeys((
            "farmer_least_fen", "farmer_most_fen", "farmer_fen", "student_fen",
            "hardship_least_fen", "back_payment_months", "remit_percent", "large_voluntary_fen",
        ), count),
        **dict.fromkeys(("wage_bands", "pension_bands"), bands),
        "flag_months": listed(count),
        "rounding": one_of(*ROUNDINGS),
        "pay_within_quarter": flag,
    },
    "life": {"excellent_share": listed(count, 2)},
    "weak_branch": {
        "conditions": lambda value: isinstance(value, list | tuple),
        "follow_up_months": count,
        "supporters": listed(word),
    },
}  # fmt: skip
"""Rule -> parameters a version must have, where a page or a job counts on them."""
OPTIONAL: Mapping[str, Mapping[str, Shape]] = {
    "development": {"full_from": word},
    "life": {
        **dict.fromkeys((
            "members_meeting", "committee_meeting", "group_meeting", "lecture", "theme_day",
            "life_meeting", "democratic_review", "talk", "leader_lecture",
        ), frequency),
        "counts_for_both": listed(listed(word, 2)),
        "near_days": days_by_period,
    },
}  # fmt: skip
"""What is not owed where it is absent, and must be readable where it is there."""


def value_faults(key: str, values: Mapping[str, Any]) -> Iterator[Reason]:
    """Every parameter that is missing or holds another sort of thing."""
    required = REQUIRED.get(key, {})
    for name in sorted(required.keys() - values.keys()):
        yield Reason("needed", field=f"values.{name}")
    for name, shape in {**required, **OPTIONAL.get(key, {})}.items():
        if name in values and not shape(values[name]):
            yield _fault(shape, values[name], f"values.{name}")


def _fault(shape: Shape, value: Any, field: str) -> Reason:
    if shape is count:
        return Reason("number_range", {"low": 0, "high": MOST}, field)
    return Reason("unknown_value", {"value": str(value)[:40]}, field)

"""Is a version of a Party rule fit to be put in force? Reasons out, each naming its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.party.rules.parameters import value_faults
from jiceng.party.rules.weak_branches import KEY, SUPPORTERS, conditions_of

Content = Mapping[str, Any]


def check_party_rule(key: str, content: Content, known: Any) -> list[Reason]:
    """A day from which it counts, the document it rests on, and parameters that are numbers."""
    return list(_faults(key, content))


def _faults(key: str, content: Content) -> Iterator[Reason]:
    try:
        date.fromisoformat(str(content.get("valid_from")))
    except ValueError:
        yield Reason("bad_day", {"value": str(content.get("valid_from") or "")}, "valid_from")
    if not 1 <= len(str(content.get("document") or "").strip()) <= 200:
        yield Reason("text_length", {"low": 1, "high": 200}, "document")
    yield from _value_faults(key, content)


def _value_faults(key: str, content: Content) -> Iterator[Reason]:
    values = content.get("values")
    if not isinstance(values, Mapping) or not values:
        yield Reason("needed", field="values")
        return
    yield from value_faults(key, values)
    if key == KEY:
        yield from _weak_faults(values)
    for name in content.get("unverified") or ():
        if name not in values and name not in ("valid_from", "whole_base"):
            yield Reason("unknown_value", {"value": name}, "unverified")


def _weak_faults(values: Content) -> Iterator[Reason]:
    """Conditions of a sweep are read by their own words, supporters are of the four kinds."""
    try:
        conditions_of(values)
    except (KeyError, TypeError, ValueError) as error:
        yield Reason("unknown_value", {"value": str(error)[:80]}, "values.conditions")
    for kind in values.get("supporters") or ():
        if kind not in SUPPORTERS:
            yield Reason("unknown_value", {"value": kind}, "values.supporters")


SCHEMAS: Mapping[str, Callable[[str, Content, Any], list[Reason]]] = {
    "party_rule": check_party_rule,
}

"""Is a star scheme fit to be put in force? Reasons out, each naming its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.performance.rules.stars import MODES, SOURCES, TESTS, repeated

Content = Mapping[str, Any]
WHOLE = {"notice_days": (5, 30), "answer_days": (1, 30), "valid_months": (1, 60)}
"""Whole numbers with their bounds; a notice is never shorter than five working days (§4.2)."""


def check_star_scheme(key: str, content: Content, known: Any) -> list[Reason]:
    """Modes, stars with criteria that can be met, vetoes, quorum, quota and terms."""
    return list(_faults(content))


def _faults(content: Content) -> Iterator[Reason]:
    if not 1 <= len(str(content.get("name") or "").strip()) <= 60:
        yield Reason("text_length", {"low": 1, "high": 60}, "name")
    if content.get("mode") not in MODES:
        yield Reason("unknown_value", {"value": content.get("mode") or ""}, "mode")
    for name, (low, high) in WHOLE.items():
        if not _is_whole(content.get(name), low, high):
            yield Reason("number_range", {"low": low, "high": high}, name)
    quota = content.get("quota_percent")
    if quota is not None and not _is_whole(quota, 1, 100):
        yield Reason("number_range", {"low": 1, "high": 100}, "quota_percent")
    if not _is_share(content.get("quorum")):
        yield Reason("quorum_share", {}, "quorum")
    yield from _star_faults(content.get("stars"))
    yield from _veto_faults(content.get("vetoes") or (), content.get("stars"))


def _tables(listed: Any) -> list[Content] | None:
    """The tables of a list; None for anything else."""
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return None
    return list(listed) if all(isinstance(one, Mapping) for one in listed) else None


def _criteria(stars: Any) -> list[Content] | None:
    """Every criterion of some stars; None where one of them is no table."""
    found: list[Content] = []
    for star in _tables(stars) or ():
        listed = _tables(star.get("criteria") or ())
        if listed is None:
            return None
        found += listed
    return found


def _star_faults(stars: Any) -> Iterator[Reason]:
    criteria = _criteria(stars)
    if not _tables(stars) or criteria is None:
        yield Reason("needed", field="stars")
        return
    for key in repeated(str(s.get("key") or "") for s in (*stars, *criteria)):
        yield Reason("key_twice", {"value": key}, "stars")
    for star in stars:
        if not star.get("name") or not star.get("criteria"):
            yield Reason("star_without_criteria", {"value": star.get("name") or ""}, "stars")
    for criterion in criteria:
        yield from _criterion_faults(criterion)


def _criterion_faults(said: Content) -> Iterator[Reason]:
    if said.get("source") not in SOURCES:
        yield Reason("unknown_value", {"value": said.get("source") or ""}, "stars")
    if said.get("test") not in TESTS:
        yield Reason("unknown_value", {"value": said.get("test") or ""}, "stars")
    if said.get("source") == "indicator" and not said.get("indicator"):
        yield Reason("criterion_without_indicator", {"value": said.get("name") or ""}, "stars")
    if not _is_number(said.get("threshold")):
        yield Reason("criterion_without_threshold", {"value": said.get("name") or ""}, "stars")


def _veto_faults(vetoes: Any, stars: Any) -> Iterator[Reason]:
    listed = _tables(vetoes)
    if listed is None:
        yield Reason("needed", field="vetoes")
        return
    # Evidence is kept by key: a veto that shares one with a criterion would write over it.
    named = {str(c.get("key") or "") for c in _criteria(stars) or ()}
    keys = [str(v.get("key") or "") for v in listed]
    for key in sorted({*repeated(keys), *(named & set(keys))}):
        yield Reason("key_twice", {"value": key}, "vetoes")
    for veto in listed:
        if not veto.get("key") or not veto.get("name"):
            yield Reason("needed", field="vetoes")


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_number(value: Any) -> bool:
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _is_share(value: Any) -> bool:
    try:
        return 0 < Fraction(str(value)) <= 1
    except (ValueError, ZeroDivisionError):
        return False

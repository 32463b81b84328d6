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
    yield from _veto_faults(content.get("vetoes") or ())


def _star_faults(stars: Any) -> Iterator[Reason]:
    if not isinstance(stars, Sequence) or isinstance(stars, str) or not stars:
        yield Reason("needed", field="stars")
        return
    criteria = [c for star in stars for c in star.get("criteria") or ()]
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


def _veto_faults(vetoes: Sequence[Content]) -> Iterator[Reason]:
    for key in repeated(str(v.get("key") or "") for v in vetoes):
        yield Reason("key_twice", {"value": key}, "vetoes")
    for veto in vetoes:
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

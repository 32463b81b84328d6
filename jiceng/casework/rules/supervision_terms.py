"""What a county's terms of supervision may say (configuration "terms", key "supervision").

At the top the thresholds of lights and plans; in "urging" reminders and slips; in "scoring" the
scheme of scores. What is left out keeps the proposal of the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from jiceng.casework.rules.scoring import DEDUCTIONS, ScoreTerms
from jiceng.casework.rules.supervision import IMPORTANCE, SOURCES, SupervisionTerms
from jiceng.casework.rules.urging import COLOURS, UrgingTerms
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Term

Content = Mapping[str, Any]
TOP = SupervisionTerms()
PARTS: Mapping[str, Any] = {"urging": UrgingTerms(), "scoring": ScoreTerms(DEDUCTIONS)}
GROUPS: Mapping[str, tuple[str, ...]] = {
    "urging.answer_slip": COLOURS,
    "scoring.deductions": tuple(DEDUCTIONS),
    "scoring.weights": IMPORTANCE,
}
"""What a group may name: kinds and colours are the product's, a county sets their numbers."""
LISTS: Mapping[str, tuple[str, ...]] = {
    "urging.direct_orange": IMPORTANCE,
    "urging.direct_sources": tuple(SOURCES),
    "urging.choose_orange": IMPORTANCE,
    "urging.choose_red": IMPORTANCE,
    "urging.choose_red_sources": tuple(SOURCES),
}
RANGES: Mapping[str, tuple[int, int]] = {
    "near_percent": (0, 100),
    "behind_yellow": (1, 100),
    "behind_red": (1, 100),
    "scoring.weights": (1, 100),
    "scoring.objection_days": (1, 365),
}
"""Where the bounds are others than those of every number."""
MOST = 1000


def check_supervision(content: Content) -> list[Reason]:
    """Every fault: a name nobody knows, a term or number that is none, a number out of bounds."""
    top = {name: value for name, value in content.items() if name not in PARTS}
    faults = [*_part(top, TOP, "")]
    for name, plain in PARTS.items():
        part = content.get(name, {})
        if isinstance(part, Mapping):
            faults += _part(part, plain, f"{name}.")
        else:
            faults.append(Reason("unknown_value", {"value": str(part)[:20]}, name))
    return faults or [*_thresholds(content)]


def proposal() -> dict[str, Any]:
    """The product's own terms, written as a county would write them."""
    parts = {name: _written(plain) for name, plain in PARTS.items()}
    return {**_written(TOP), **parts}


def completed(content: Content) -> dict[str, Any]:
    """A county's content with the proposal of the product where it says nothing."""
    whole = {**proposal(), **content}
    for name, plain in proposal().items():
        if name in PARTS:
            own = content.get(name) or {}
            whole[name] = {**plain, **own}
            for group in ("deductions", "weights"):
                if group in plain:
                    whole[name][group] = {**plain[group], **(own.get(group) or {})}
    return whole


def _written(plain: Any) -> dict[str, Any]:
    return {
        f.name: value
        for f in fields(plain)
        if (value := _value(f.name, getattr(plain, f.name))) is not None
    }


def _value(name: str, value: Any) -> Any:
    if isinstance(value, Term):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if name == "weights":
        return dict(value)
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _part(part: Content, plain: Any, at: str) -> Iterator[Reason]:
    known = {f.name for f in fields(plain)}
    for name, value in part.items():
        if name not in known:
            yield Reason("unknown_field", {"name": name}, f"{at}{name}")
            continue
        place = f"{at}{name}"
        if place in GROUPS:
            yield from _group(value, place)
        elif place in LISTS:
            yield from _listed(value, LISTS[place], place)
        elif name == "remind_before":
            yield from _days(value, place)
        elif isinstance(getattr(plain, name), Term):
            yield from _term(value, place)
        else:
            yield from _number(value, place, place)


def _group(values: Any, place: str) -> Iterator[Reason]:
    if not isinstance(values, Mapping):
        yield Reason("unknown_value", {"value": str(values)[:20]}, place)
        return
    for name, value in values.items():
        field = f"{place}.{name}"
        if name not in GROUPS[place]:
            yield Reason("unknown_field", {"name": name}, field)
        elif place == "urging.answer_slip":
            yield from _term(value, field)
        else:
            yield from _number(value, field, place)


def _listed(values: Any, known: Iterable[str], place: str) -> Iterator[Reason]:
    given = values if isinstance(values, list | tuple) else [values]
    for value in given:
        if value not in known:
            yield Reason("unknown_value", {"value": str(value)[:20]}, place)


def _days(values: Any, place: str) -> Iterator[Reason]:
    """Working days before the deadline; none sends no reminder."""
    given = values if isinstance(values, list | tuple) else [values]
    for value in given:
        yield from _number(value, place, place)


def _number(value: Any, field: str, bounds: str) -> Iterator[Reason]:
    low, high = RANGES.get(bounds, (0, MOST))
    fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    if not fits:
        yield Reason("number_range", {"low": low, "high": high}, field)


def _term(text: Any, field: str) -> Iterator[Reason]:
    try:
        if Term.parse(str(text)).amount > MOST:
            yield Reason("number_range", {"low": 1, "high": MOST}, field)
    except ValueError:
        yield Reason("bad_term", {"value": str(text)[:40]}, field)


def _thresholds(content: Content) -> Iterator[Reason]:
    """Red lies beyond yellow; else one of the lights would never burn."""
    terms = SupervisionTerms.from_content({k: v for k, v in content.items() if k not in PARTS})
    if terms.behind_red <= terms.behind_yellow:
        yield Reason("red_beyond_yellow", field="behind_red")

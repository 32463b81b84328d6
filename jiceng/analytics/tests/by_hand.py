"""Every figure once more, in plain Python over the rows themselves; no engine, no expression."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from statistics import median
from typing import Any

from jiceng.analytics.tests.lives import Row
from jiceng.casework.figures import Window

Codes = tuple[str, ...]
Found = dict[tuple[Codes, str], tuple[int, int, Fraction | int | None]]
COLUMN = {"type": "case_type"}
SETTLED = {"grid_settled_rate": ("grid",), "community_settled_rate": ("grid", "community")}


def computed(
    cases: Sequence[Row], events: Sequence[Row], window: Window, by: Sequence[str]
) -> Found:
    """(codes, figure) -> numerator, denominator, median in seconds; none where nothing is."""
    told = _Told(cases, events, window)
    numerators: dict[tuple[Codes, str], int] = defaultdict(int)
    denominators: dict[tuple[Codes, str], int] = defaultdict(int)
    times: dict[tuple[Codes, str], list[int]] = defaultdict(list)
    for case in cases:
        for figure, anchor, above, below, seconds in told.of(case):
            codes = tuple(_code(case, name, anchor) for name in by if name != "county")
            numerators[codes, figure] += above
            denominators[codes, figure] += below
            if seconds is not None:
                times[codes, figure].append(seconds)
    return {
        key: (numerators[key], denominators[key], _median(times.get(key)))
        for key in denominators
        if numerators[key] or denominators[key]
    }


def _code(case: Row, name: str, anchor: str) -> str:
    if name == "month":
        return f"{case[anchor]:%Y-%m}"
    return str(case[COLUMN.get(name, name)])


def _median(values: list[int] | None) -> Fraction | int | None:
    return Fraction(median(values)) if values else None


class _Told:
    """What is known of each case as of an instant."""

    def __init__(self, cases: Sequence[Row], events: Sequence[Row], window: Window) -> None:
        self.window, self.at = window, window.as_of
        self.moves: dict[int, list[Row]] = defaultdict(list)
        for event in events:
            if event["at"] <= self.at:
                self.moves[event["case_id"]].append(event)
        self.closings: dict[tuple[str, str], list[tuple[datetime, int]]] = defaultdict(list)
        for case in cases:
            if case["first_closed_at"]:
                place = case["grid"], case["case_type"]
                self.closings[place].append((case["first_closed_at"], case["case_id"]))

    def was(self, moment: datetime | None) -> bool:
        return moment is not None and moment <= self.at

    def inside(self, day: Any) -> bool:
        start, end = self.window.start, self.window.end
        return day is not None and (not start or day >= start) and (not end or day <= end)

    def of(self, c: Row) -> Iterator[tuple[str, str, int, int, int | None]]:
        """(figure, anchor, numerator, denominator, seconds) of one case."""
        if self.was(c["reported_at"]):
            is_open = not self.was(c["ended_at"])
            yield "backlog", "reported_on", is_open, is_open, None
            if self.inside(c["reported_on"]):
                yield from self._reported(c)
        if self.was(c["closed_at"]) and self.inside(c["closed_on"]):
            yield from self._closed(c)
        yield from self._due(c)
        if self.was(c["first_closed_at"]) and self.inside(c["first_closed_on"]):
            again = self.was(c["reopened_at"]) and c["reopened_soon"]
            yield "reopened_30d_rate", "first_closed_on", again, 1, None

    def _reported(self, c: Row) -> Iterator[tuple[str, str, int, int, int | None]]:
        on, is_open = "reported_on", not self.was(c["ended_at"])
        yield "cases_reported", on, 1, 1, None
        yield "cases_open", on, is_open, is_open, None
        if c["accepted"]:
            yield "escalation_rate", on, c["escalated"], 1, None
        if c["dispatched"]:
            yield "return_rate", on, c["send_backs"] > 0, 1, None
            yield "extension_rate", on, c["extensions"] > 0, 1, None
        if c["accepted"] and not c["is_merged"] and c["grid"] and c["case_type"]:
            yield "recurrence_rate", on, self._is_recurrent(c), 1, None
        yield from self._moved(self.moves[c["case_id"]])

    def _is_recurrent(self, c: Row) -> bool:
        reported = c["reported_at"]
        return any(
            key != c["case_id"] and reported - timedelta(days=30) <= moment < reported
            for moment, key in self.closings[c["grid"], c["case_type"]]
        )

    def _moved(self, moves: Sequence[Row]) -> Iterator[tuple[str, str, int, int, int | None]]:
        on = "reported_on"
        yield "case_moves", on, len(moves), len(moves), None
        sent = [m["at"] for m in moves if m["kind"] == "dispatch"]
        signed = [m["at"] for m in moves if m["kind"] == "sign_for"]
        if sent:
            yield "redispatched_rate", on, len(sent) > 1, 1, None
        if sent and signed and min(signed) >= min(sent):
            seconds = _second(min(signed)) - _second(min(sent))
            yield "median_signing_hours", on, 1, 1, seconds

    def _closed(self, c: Row) -> Iterator[tuple[str, str, int, int, int | None]]:
        on = "closed_on"
        yield "cases_closed", on, 1, 1, None
        yield "rated", on, self.was(c["rated_at"]), 1, None
        for figure, tiers in SETTLED.items():
            if c["has_grids"]:
                yield figure, on, c["tier"] in tiers, 1, None
        if not c["has_grids"]:
            yield "cases_closed_elsewhere", on, 1, 1, None
        if c["verified"]:
            yield "rework_rate", on, c["reworks"] > 0, 1, None
        if self.was(c["rated_at"]):
            yield "satisfaction_rate", on, c["rating"] >= 4, 1, None
        if self.was(c["rechecked_at"]) and c["recheck"] in ("solved", "unsolved"):
            yield "true_solve_rate", on, c["recheck"] == "solved", 1, None
        if c["handling_seconds"] is not None:
            yield "median_handling_hours", on, 1, 1, c["handling_seconds"]

    def _due(self, c: Row) -> Iterator[tuple[str, str, int, int, int | None]]:
        if not (self.was(c["due_at"]) and self.was(c["reported_at"])):
            return
        if self.was(c["ended_at"]) and c["closed_at"] is None:
            return
        on, kept = "due_on", c["closed_at"] is not None and c["closed_at"] <= c["due_at"]
        overdue = not self.was(c["ended_at"])
        yield "overdue_open", on, overdue, overdue, None
        if self.inside(c[on]):
            late = not (self.was(c["closed_at"]) and kept)
            yield "on_time_rate", on, kept, 1, None
            yield "cases_late", on, late, late, None


def _second(moment: datetime) -> int:
    return int(moment.astimezone(UTC).replace(microsecond=0).timestamp())

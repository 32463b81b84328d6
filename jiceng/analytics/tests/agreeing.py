"""Which questions every engine is asked, and that its answer is the one computed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jiceng.analytics.counting import History, count
from jiceng.analytics.tests.by_hand import Found, computed
from jiceng.analytics.tests.lives import NOW, ZONE, Row
from jiceng.casework.figures import Window

PRESENT = Window.at(NOW, ZONE)
PAST = Window.at(
    NOW, ZONE, as_of=date(2026, 10, 25), start=date(2026, 9, 20), end=date(2026, 11, 2)
)
ASKED: tuple[tuple[Window, tuple[str, ...]], ...] = (
    (PRESENT, ("county",)),
    (PAST, ("town",)),
    (PRESENT, ("unit", "type")),
    (PAST, ("month", "community")),
    (PRESENT, ("month", "grid")),
)


def answered(history: History, window: Window, by: Sequence[str]) -> Found:
    """What an engine says, in the form of what is computed by hand."""
    return {
        (group.codes, figure.kind.id): (figure.numerator, figure.denominator, figure.median)
        for group in count(history, window, by)
        for figure in group.figures()
        if figure.numerator or figure.denominator
    }


def agree(history: History, cases: Sequence[Row], events: Sequence[Row]) -> None:
    """Whole numbers and whole seconds: exactly equal, with the same groups."""
    for window, by in ASKED:
        assert answered(history, window, by) == computed(cases, events, window, by), by

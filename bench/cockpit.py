"""The county in one look, as a leader of the county and of a town opens it."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measured import Found
from bench.overhttp import FEW, Bench, Request
from bench.people import acting

PAGE = "/cockpit/"
LOOKING = ("leader", "town_secretary")


def measure(bench: Bench) -> Iterator[Found]:
    """The dearest of its readers; day counts are up to date, as the worker keeps them."""
    each = [
        bench.reading("cockpit", [Request("GET", PAGE, acting(post, bench.now).session)], FEW)
        for post in LOOKING
    ]
    yield max(each, key=lambda found: found.value)

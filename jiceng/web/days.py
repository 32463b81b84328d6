"""A period of days in an address: `start` and `end`, both included."""

from __future__ import annotations

from datetime import date

from jiceng.web.doors import Asked
from jiceng.web.forms import FIRST_YEAR, LAST_YEAR


def days_in(request: Asked, *names: str) -> dict[str, date]:
    """The days an address names; what is no day is passed over, and so is a reversed period."""
    found: dict[str, date] = {}
    for name in names or ("start", "end"):
        try:
            day = date.fromisoformat(request.GET.get(name, "")[:10])
        except ValueError:
            continue
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            found[name] = day
    is_reversed = {"start", "end"} <= found.keys() and found["end"] < found["start"]
    return {} if is_reversed else found

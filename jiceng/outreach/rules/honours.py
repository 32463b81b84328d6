"""Honours: whether one is valid on a day follows from its days alone (facts.md §12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

RENEW_AHEAD = timedelta(days=180)
"""So long before its end an honour is to be renewed."""
STATES: Mapping[str, str] = {
    "valid": N_("有效"),
    "to_renew": N_("待复核续期"),
    "expired": N_("已到期"),
    "upcoming": N_("尚未生效"),
}


def honour_state(start: date, end: date | None, today: date) -> str:
    """What an honour is on a day; on its last day it is valid still."""
    if today < start:
        return "upcoming"
    if end is None:
        return "valid"
    if end < today:
        return "expired"
    return "to_renew" if end - today <= RENEW_AHEAD else "valid"


def term_faults(start: date, end: date | None, last: date | None = None) -> Iterator[Reason]:
    """A term ends after it begins, and begins after the term before it began."""
    if end is not None and end < start:
        yield Reason("honour_ends_before", field="valid_until")
    if last is not None and start <= last:
        yield Reason("honour_term_before_last", {"day": last.isoformat()}, "valid_from")

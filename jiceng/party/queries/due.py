"""One thing a branch owes, as every subject tells it to the branch's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiceng.kernel.refusal import Reason


@dataclass(frozen=True, slots=True)
class Due:
    """One thing a branch owes: what, by when, how pressing, and where it is done."""

    what: Reason
    on: date | None
    light: str
    url: str
    subject: str
    """The message id of what it is about."""
    outside: Reason | None = None
    """What those above the branch read instead, where `what` names a person."""

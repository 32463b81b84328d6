"""What a person may read when something cannot be done.

Pure code knows *why* (a code and its parameters); faces word it in the reader's language
(decisions.md 40). The class of a refusal says what kind of answer it is, so every face gives
the same status for the same cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause, ready to be worded: `code` names the sentence, `params` fill it.

    `field` names the input it is about, or is empty.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""

    def as_json(self) -> dict[str, Any]:
        """The stored form; `from_json` is its inverse."""
        return {"code": self.code, "params": dict(self.params)}

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Reason:
        return Reason(str(stored["code"]), dict(stored.get("params", {})))


class Refusal(Exception):
    """This cannot be done now."""

    status = 409

    def __init__(self, *reasons: Reason) -> None:
        super().__init__("; ".join(r.code for r in reasons) or str(type(self).__doc__))
        self.reasons = reasons


class Refused(Refusal):
    """A move that the process, its guards or its papers do not allow. All reasons at once."""


class Stale(Refusal):
    """Somebody else changed this record first (decisions.md 22)."""


class NotFound(Refusal):
    """Missing and forbidden look alike, so that nobody learns what exists elsewhere."""

    status = 404


class NotAllowed(Refusal):
    """A role that may never do this."""

    status = 403


class Invalid(Refusal):
    """Input that makes no sense; every reason names its field."""

    status = 422


class TooMany(Refusal):
    """Too often in too short a time."""

    status = 429


class StorageFull(Refusal):
    """The disk takes no more; nothing was written."""

    status = 507

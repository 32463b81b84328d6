"""What a rule says about a file. It never judges a person: people do, from these findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Result = Literal["pass", "fail", "unknown"]
"""unknown: not enough is recorded to say; kept apart from both others."""
Severity = Literal["fatal", "major", "minor", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule looked at on one file.

    `reason` with `facts` words why (days, counts; never names); `clause` and `document` say where
    the rule stands, `version` which version of it was in force on the day that counts, `remedy`
    names what is usually done about it.
    """

    rule: str
    result: Result
    severity: Severity
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    clause: str = ""
    document: str = ""
    version: int = 0
    remedy: str = ""
    is_unverified: bool = False
    """Whether the parameter it rests on was taken from a reprint or local practice."""

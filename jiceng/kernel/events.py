"""Told after the commit, never inside it. Listeners are wired in one table, project/wiring.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, small enough to be queued."""

    kind: str
    number: str
    at: datetime
    params: Mapping[str, Any] = field(default_factory=dict)


Listener = Callable[[Event], None]

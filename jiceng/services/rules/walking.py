"""How walking is reckoned: pace, detour, and from how far a place still joins a way (facts.md §6).

None of them is prescribed [U]: the county sets them (configuration "walking" "rule").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.services.rules.points import DETOUR, WALK_M_PER_MINUTE

KIND, KEY = "walking", "rule"
BOUNDS: Mapping[str, tuple[float, float]] = {
    "metres_per_minute": (20, 120),
    "detour": (1, 3),
    "snap_m": (10, 1000),
}
"""What may be set, and within which limits."""


@dataclass(frozen=True, slots=True)
class Walking:
    """The rule in force, and its version; 0: none was set, this is where the product starts."""

    metres_per_minute: float = WALK_M_PER_MINUTE
    detour: float = DETOUR
    snap_m: float = 200.0
    """A place farther than this from every way is reckoned in a straight line."""
    version: int = 0

    def minutes(self, straight_m: float) -> int:
        """Minutes on foot over a straight line of so many metres, detour included; at least 1."""
        return max(1, round(straight_m * self.detour / self.metres_per_minute))


def walking_of(version: int, content: Mapping[str, Any]) -> Walking:
    """A rule as configuration keeps it."""
    start = Walking()
    kept = {name: float(content.get(name, getattr(start, name))) for name in BOUNDS}
    return Walking(**kept, version=version)


def check_walking(_key: str, content: Mapping[str, Any], _rows: Any = None) -> list[Reason]:
    """What makes a version unfit."""
    return list(_faults(content))


def _faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    for name, (low, high) in BOUNDS.items():
        value = content.get(name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is not None and not (is_number and low <= value <= high):
            yield Reason("walking_range", {"low": low, "high": high}, name)

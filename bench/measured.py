"""What one measurement found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bench.cpu import Cost


@dataclass(frozen=True, slots=True)
class Found:
    """One number: of which figure, on which engine, at which size, and what it is made of."""

    name: str
    value: float
    engine: str = ""
    size: int = 0
    web: float = 0.0
    database: float = 0.0
    floor: float = 0.0
    queries: int = 0
    empty: float = 0.0
    """An empty view in the same rounds."""
    said: str = ""
    """Why there is no number, when there is none."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def of_cost(
    name: str, cost: Cost, *, floor: float = 0.0, queries: int = 0, empty: float = 0.0
) -> Found:
    """A number that is CPU milliseconds per operation."""
    return Found(name, cost.total, web=cost.web, database=cost.database, floor=floor,
                 queries=queries, empty=empty)  # fmt: skip

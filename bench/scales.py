"""How much is measured at which scale."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes in cases; `rounds` times `each` operations a figure; polygons of the large index."""

    sizes: tuple[int, ...]
    rounds: int
    each: int
    polygons: int
    points: int
    imported: int
    ledger: int
    """Rows of the ledger that a clerk sends."""
    is_kept: bool = False
    """Whether the databases stay under build/bench for the next run."""
    checked: int = 5_000
    """Development files the checker looks at."""
    blocks: int = 20_000
    """Buildings whose coverage is measured."""
    checkpoints: int = 447
    """Checkpoints of the county whose roster is filled (facts.md §13)."""
    events: tuple[int, ...] = (100_000, 1_000_000)
    """Events of the history that every figure is counted over."""


SCALES = {
    "tiny": Scale(
        (90,),
        1,
        4,
        400,
        2_000,
        50,
        20,
        checked=200,
        blocks=300,
        checkpoints=10,
        events=(5_000,),
    ),
    "default": Scale((10_000, 100_000), 6, 20, 360_000, 200_000, 10_000, 5_000),
    "1m": Scale(
        (10_000, 100_000, 1_000_000),
        6,
        20,
        360_000,
        200_000,
        20_000,
        5_000,
        is_kept=True,
        events=(100_000, 1_000_000, 10_000_000),
    ),
}
LINES = 10
"""Journal lines of a case."""
OPEN = 2_000
"""Cases under way at every size: the desk of a county does not grow with its archive."""

"""What became of the rows of a sheet, whichever it is; a trial writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jiceng.kernel.refusal import Reason

MOST = 20_000
"""Rows of one file."""


@dataclass
class Taken:
    """Rows by what became of them; a file sent twice doubles nothing."""

    added: int = 0
    changed: int = 0
    same: int = 0
    flagged: int = 0
    """Taken in, and worth a look."""
    refused: list[tuple[int, Sequence[Reason]]] = field(default_factory=list)
    """Row of the file, and what is wrong with it; the others are taken in."""

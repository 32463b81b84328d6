"""Where the history lies and what stands in it: no contacts, no text, nobody's name (ADR 0010).

Below `history/` in the data directory: `outcomes/2026-11.parquet`, the cases reported in a month,
and `events/2026-11.parquet`, the moves of cases made in a month.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FOLDER = "history"
OUTCOMES, EVENTS = "outcomes", "events"
KINDS = (OUTCOMES, EVENTS)

_CODES = ("town", "community", "grid", "unit", "case_type", "tier", "recheck")
_FLAGS = (
    "has_grids", "accepted", "dispatched", "verified", "reopened_soon", "escalated", "is_merged",
)  # fmt: skip
_INSTANTS = (
    "reported_at", "closed_at", "first_closed_at", "ended_at", "due_at", "reopened_at", "rated_at",
    "rechecked_at",
)  # fmt: skip
_DAYS = ("reported_on", "closed_on", "due_on", "first_closed_on")
_NUMBERS = ("handling_seconds", "send_backs", "reworks", "extensions", "rating")

COLUMNS: Mapping[str, Mapping[str, str]] = {
    OUTCOMES: {
        "case_id": "int64",
        **dict.fromkeys(_CODES, "string"),
        **dict.fromkeys(_FLAGS, "boolean"),
        **dict.fromkeys(_INSTANTS, "timestamp"),
        **dict.fromkeys(_DAYS, "date"),
        **dict.fromkeys(_NUMBERS, "int64"),
    },
    EVENTS: {
        "seq": "int64",
        "at": "timestamp",
        "case_id": "int64",
        "kind": "string",
        "from_state": "string",
        "to_state": "string",
    },
}
"""Columns and their types. Instants are UTC without a zone, so that no session's zone matters;
days were counted in the county's zone when the outcome row was written."""


def history_of(data_directory: Path) -> Path:
    """The folder of the partitions."""
    return data_directory / FOLDER


def partition(folder: Path, name: str) -> Path:
    """The file of "outcomes/2026-11"."""
    return folder / f"{name}.parquet"


def partitions(folder: Path, kind: str) -> list[Path]:
    """The files of one kind, by month."""
    return sorted((folder / kind).glob("[0-9]*.parquet"))

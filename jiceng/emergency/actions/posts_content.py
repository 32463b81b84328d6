"""Put the shipped kinds of checkpoint and patterns of shifts into the configuration of a county."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

import jiceng.emergency
from jiceng.emergency.rules.rosters import (
    CHECKPOINT_KIND,
    PATTERN,
    check_checkpoint_kind,
    check_pattern,
)
from jiceng.kernel.records.configuration import load_missing

FOLDER = Path(jiceng.emergency.__file__).parent / "content"


def load_posts_content(*, by: str, now: datetime) -> int:
    """What is not there yet; returns how many."""
    return sum(
        load_missing(kind, tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")), check,
                     by=by, now=now)
        for kind, name, check in (
            (CHECKPOINT_KIND, "checkpoint_kinds", check_checkpoint_kind),
            (PATTERN, "shift_patterns", check_pattern),
        )
    )  # fmt: skip

"""Put the shipped rules of economy into the configuration of a new county."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

import jiceng.economy
from jiceng.economy.rules.produce import KIND as PRODUCE_KIND
from jiceng.economy.rules.produce import check_kind
from jiceng.kernel.records.configuration import load_missing

FOLDER = Path(jiceng.economy.__file__).parent / "content"


def load_produce_kinds(*, by: str, now: datetime) -> int:
    """Kinds of produce that are not there yet; returns how many."""
    rows = tomllib.loads((FOLDER / "produce_kinds.toml").read_text("utf-8"))
    return load_missing(PRODUCE_KIND, rows, check_kind, by=by, now=now)

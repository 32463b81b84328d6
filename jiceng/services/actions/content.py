"""Put the shipped kinds of service points into the configuration of a new county."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

import jiceng.services
from jiceng.kernel.records.configuration import in_force, load_rules
from jiceng.services.rules.points import KIND, check_kind

SHIPPED = Path(jiceng.services.__file__).parent / "content" / "point_kinds.toml"


def load_point_kinds(*, by: str, now: datetime, path: Path = SHIPPED) -> int:
    """Those that are not there yet; returns how many. To be called in a transaction.

    ValueError naming a faulty kind: a shipped file is held to what a county's own is held to.
    """
    told = tomllib.loads(path.read_text("utf-8"))
    for key, content in told.items():
        if faults := check_kind(key, content):
            raise ValueError(f"{path.name}: {key}: {faults}")
    there = in_force(KIND, now)
    rows = [(KIND, key, content) for key, content in told.items() if key not in there]
    load_rules(rows, at=now, by=by)
    return len(rows)

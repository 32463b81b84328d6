"""Put shipped sample policies into the configuration of a county."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import jiceng.economy
from jiceng.economy.rules.relief import KIND
from jiceng.economy.rules.relief_policies import check_policy
from jiceng.kernel.records.configuration import in_force, load_rules

FOLDER = Path(jiceng.economy.__file__).parent / "content"


def shipped_policies() -> Mapping[str, Mapping[str, Any]]:
    """The samples, key -> content."""
    return tomllib.loads((FOLDER / "relief_policies.toml").read_text("utf-8"))


def load_policies(
    rows: Mapping[str, Mapping[str, Any]], units: Collection[str], *, by: str, now: datetime
) -> int:
    """Those that are not there yet; returns how many. To be called in a transaction.

    ValueError naming a faulty row: a shipped file is held to what a county's own is held to.
    """
    for key, content in rows.items():
        if faults := check_policy(key, content, units):
            raise ValueError(f"{KIND} {key}: {faults}")
    there = in_force(KIND, now)
    fresh = [(KIND, key, dict(content)) for key, content in rows.items() if key not in there]
    load_rules(fresh, at=now, by=by)
    return len(fresh)

"""Put the shipped rules of economy into the configuration of a county."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import jiceng.economy
from jiceng.economy.rules.produce import KIND as PRODUCE_KIND
from jiceng.economy.rules.produce import check_kind
from jiceng.economy.rules.relief import KIND as RELIEF_POLICY
from jiceng.economy.rules.relief_policies import check_policy
from jiceng.kernel.records.configuration import load_missing

FOLDER = Path(jiceng.economy.__file__).parent / "content"
Rows = Mapping[str, Mapping[str, Any]]


def load_produce_kinds(*, by: str, now: datetime) -> int:
    """Kinds of produce that are not there yet; returns how many."""
    return load_missing(PRODUCE_KIND, _shipped("produce_kinds"), check_kind, by=by, now=now)


def shipped_policies() -> Rows:
    """The samples of relief policies, key -> content."""
    return _shipped("relief_policies")


def load_policies(rows: Rows, units: Collection[str], *, by: str, now: datetime) -> int:
    """Relief policies that are not there yet; returns how many."""
    return load_missing(
        RELIEF_POLICY, rows, lambda key, content: check_policy(key, content, units), by=by, now=now
    )


def _shipped(name: str) -> Rows:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))

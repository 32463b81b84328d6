"""Put the shipped plans into the configuration of a county."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import jiceng.emergency
from jiceng.emergency.rules.emergencies import KIND, check_plan
from jiceng.kernel.records.configuration import in_force, load_missing

FILE = Path(jiceng.emergency.__file__).parent / "content" / "emergency_plans.toml"


def shipped_plans() -> Mapping[str, Mapping[str, Any]]:
    """The samples of plans, key -> content."""
    return tomllib.loads(FILE.read_text("utf-8"))


def load_plans(*, by: str, now: datetime) -> int:
    """Plans that are not there yet; returns how many. Types of case must be there before."""
    types = in_force("case_type", now)
    return load_missing(
        KIND, shipped_plans(), lambda key, content: check_plan(key, content, types),
        by=by, now=now,
    )  # fmt: skip

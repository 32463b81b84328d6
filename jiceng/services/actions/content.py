"""Put the shipped rules of services into the configuration of a new county."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import jiceng.services
from jiceng.kernel.records.configuration import load_missing
from jiceng.services.rules.items import HELD, check_held, check_item, held_names
from jiceng.services.rules.items import KIND as ITEM
from jiceng.services.rules.points import KIND as POINT_KIND
from jiceng.services.rules.points import check_kind
from jiceng.services.rules.talent import KIND as SKILL
from jiceng.services.rules.talent import check_skill
from jiceng.services.rules.walking import KIND as WALKING
from jiceng.services.rules.walking import check_walking

FOLDER = Path(jiceng.services.__file__).parent / "content"
Rows = Mapping[str, Mapping[str, Any]]


def load_point_kinds(*, by: str, now: datetime) -> int:
    """Kinds of service points. See `load_missing`."""
    rows = shipped("point_kinds")
    return load_missing(POINT_KIND, rows, check_kind, by=by, now=now)


def load_walking(*, by: str, now: datetime) -> int:
    """How walking is reckoned. See `load_missing`."""
    return load_missing(WALKING, shipped("walking"), check_walking, by=by, now=now)


def load_held_papers(*, by: str, now: datetime) -> int:
    """Papers the administration holds. See `load_missing`."""
    rows = shipped("held_papers")
    return load_missing(HELD, rows, lambda key, content: check_held(content), by=by, now=now)


def load_skills(*, by: str, now: datetime) -> int:
    """Skills that are needed and offered. See `load_missing`."""
    return load_missing(
        SKILL, shipped("skills"), lambda key, content: check_skill(key, content), by=by, now=now
    )


def load_items(units: Collection[str], *, by: str, now: datetime) -> int:
    """Sample items of some units: those whose unit a county does not have are left out."""
    held = held_names(shipped("held_papers"))
    rows = {key: row for key, row in shipped("items").items() if row["unit"] in units}
    return load_missing(
        ITEM, rows, lambda key, content: check_item(content, units, held), by=by, now=now
    )


def shipped(name: str) -> Rows:
    """A shipped file, key -> content."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))

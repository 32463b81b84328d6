"""Put the shipped rules of services into the configuration of a new county."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import jiceng.services
from jiceng.kernel.records.configuration import in_force, load_rules
from jiceng.kernel.refusal import Reason
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
    """Kinds of service points. See `_load`."""
    rows = shipped("point_kinds")
    return _load(POINT_KIND, rows, lambda key, content: check_kind(key, content), by, now)


def load_walking(*, by: str, now: datetime) -> int:
    """How walking is reckoned. See `_load`."""
    return _load(WALKING, shipped("walking"), check_walking, by, now)


def load_held_papers(*, by: str, now: datetime) -> int:
    """Papers the administration holds. See `_load`."""
    return _load(HELD, shipped("held_papers"), lambda key, content: check_held(content), by, now)


def load_skills(*, by: str, now: datetime) -> int:
    """Skills that are needed and offered. See `_load`."""
    return _load(SKILL, shipped("skills"), lambda key, content: check_skill(key, content), by, now)


def load_items(units: Collection[str], *, by: str, now: datetime) -> int:
    """Sample items of some units: those whose unit a county does not have are left out."""
    held = held_names(shipped("held_papers"))
    rows = {key: row for key, row in shipped("items").items() if row["unit"] in units}
    return _load(ITEM, rows, lambda key, content: check_item(content, units, held), by, now)


def shipped(name: str) -> Rows:
    """A shipped file, key -> content."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def _load(
    kind: str, rows: Rows, check: Callable[[str, Mapping[str, Any]], list[Reason]], by: str,
    now: datetime,
) -> int:  # fmt: skip
    """Those that are not there yet; returns how many. To be called in a transaction.

    ValueError naming a faulty row: a shipped file is held to what a county's own is held to.
    """
    for key, content in rows.items():
        if faults := check(key, content):
            raise ValueError(f"{kind} {key}: {faults}")
    there = in_force(kind, now)
    fresh = [(kind, key, content) for key, content in rows.items() if key not in there]
    load_rules(fresh, at=now, by=by)
    return len(fresh)

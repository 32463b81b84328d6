"""Put the shipped rules of outreach into the configuration of a county."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import jiceng.outreach
from jiceng.kernel.records.configuration import in_force, load_missing
from jiceng.kernel.records.territory import territory
from jiceng.outreach.rules.activities import (
    KIND,
    PLACE_KIND,
    VENUE_KIND,
    check_kind,
    check_named,
    check_venue_kind,
)
from jiceng.outreach.rules.legal import KIND as LEGAL
from jiceng.outreach.rules.legal import check_programme

FOLDER = Path(jiceng.outreach.__file__).parent / "content"


def load_kinds(*, by: str, now: datetime) -> int:
    """Kinds of activity and of venue, and the places venues lie in, that are not there yet;
    returns how many."""
    made = load_missing(PLACE_KIND, shipped("venue_places"), check_named, by=by, now=now)
    places = {*in_force(PLACE_KIND, now)}
    made += load_missing(
        VENUE_KIND, shipped("venue_kinds"),
        lambda key, content: check_venue_kind(key, content, places), by=by, now=now,
    )  # fmt: skip
    return made + load_missing(KIND, shipped("activity_kinds"), check_kind, by=by, now=now)


def load_legal(*, by: str, now: datetime) -> int:
    """Programmes of legal publicity that are not there yet; returns how many."""
    rows, units = shipped("legal_programmes"), {*territory().units}
    return load_missing(
        LEGAL, rows, lambda key, content: check_programme(key, content, units), by=by, now=now
    )


def shipped(name: str) -> Mapping[str, Mapping[str, Any]]:
    """The rows of a file of content, key -> content."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))

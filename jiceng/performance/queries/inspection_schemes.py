"""Inspection schemes in force, their versions, and those that ship."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.performance.rules.inspections import KIND, InspectionScheme, scheme_of

SHIPPED = Path(__file__).parents[1] / "content" / "inspection_schemes.toml"


@cache
def shipped_inspection_schemes() -> Mapping[str, Mapping[str, Any]]:
    """Key -> content: the named mechanism without elements, and a sample marked 示例."""
    return tomllib.loads(SHIPPED.read_text("utf-8"))


def inspection_schemes(now: datetime) -> dict[str, Configuration]:
    """Every scheme in force, by key."""
    return dict(sorted(in_force(KIND, now).items()))


def inspection_scheme_for(key: str, now: datetime) -> Configuration:
    """The version in force; `NotFound` for an unknown key."""
    found = inspection_schemes(now).get(key)
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def versions_of(key: str) -> list[Configuration]:
    """Every version, the newest first."""
    return list(Configuration.objects.filter(kind=KIND, key=key).order_by("-version"))


def read_inspection_scheme(row: Configuration) -> InspectionScheme:
    return scheme_of(row.content)

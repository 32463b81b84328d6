"""Schemes that ship: demos, marked so, because the real ones are a county's own (§3.2, §4.2)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent.parent / "content" / "star_schemes.toml"


APPRAISALS = SHIPPED.with_name("appraisal_schemes.toml")


def shipped_appraisal_schemes() -> Mapping[str, Mapping[str, Any]]:
    """The same for appraisals of secretaries."""
    return tomllib.loads(APPRAISALS.read_text("utf-8"))


def shipped_schemes() -> Mapping[str, Mapping[str, Any]]:
    """Key -> content, as a version of configuration takes it."""
    return tomllib.loads(SHIPPED.read_text("utf-8"))

"""The scheme that ships: a demo, marked so, because the real criteria are not public (§4.2)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent.parent / "content" / "star_schemes.toml"


def shipped_schemes() -> Mapping[str, Mapping[str, Any]]:
    """Key -> content, as a version of configuration takes it."""
    return tomllib.loads(SHIPPED.read_text("utf-8"))

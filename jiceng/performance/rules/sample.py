"""The sample scheme a county starts from: 示例, to be copied and changed, no county's own."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "content" / "sample_schemes.toml"


@cache
def _read() -> str:
    return FILE.read_text(encoding="utf-8")


def sample_scheme() -> dict[str, Any]:
    """Targets, extras and caps; groups, name and period are the county's to give."""
    return tomllib.loads(_read())

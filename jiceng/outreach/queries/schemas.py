"""Is a version of a rule of outreach fit to be put in force? A check for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiceng.kernel.refusal import Reason

SCHEMAS: Mapping[str, Callable[[str, Mapping[str, Any], Any], list[Reason]]] = {}

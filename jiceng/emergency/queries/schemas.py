"""Is a version of a rule of emergency fit to be put in force? A check for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiceng.emergency.rules.emergencies import KIND, check_plan
from jiceng.emergency.rules.rosters import (
    CHECKPOINT_KIND,
    PATTERN,
    check_checkpoint_kind,
    check_pattern,
)
from jiceng.kernel.refusal import Reason


def _emergency_plan(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    return check_plan(key, content, known.types)


SCHEMAS: Mapping[str, Callable[[str, Mapping[str, Any], Any], list[Reason]]] = {
    KIND: _emergency_plan,
    CHECKPOINT_KIND: check_checkpoint_kind,
    PATTERN: check_pattern,
}

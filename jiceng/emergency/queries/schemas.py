"""Is a version of a rule of emergency fit to be put in force? A check for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiceng.emergency.rules.rosters import (
    CHECKPOINT_KIND,
    PATTERN,
    check_checkpoint_kind,
    check_pattern,
)
from jiceng.kernel.refusal import Reason

SCHEMAS: Mapping[str, Callable[[str, Mapping[str, Any], Any], list[Reason]]] = {
    CHECKPOINT_KIND: check_checkpoint_kind,
    PATTERN: check_pattern,
}

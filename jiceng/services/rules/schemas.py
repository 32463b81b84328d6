"""Is a version of a rule of services fit to be put in force? A check for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.services.rules.points import KIND as POINT_KIND
from jiceng.services.rules.points import check_kind

SCHEMAS: Mapping[str, Callable[[str, Mapping[str, Any], Any], list[Reason]]] = {
    POINT_KIND: check_kind,
}

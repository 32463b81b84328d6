"""Is a version of a rule of outreach fit to be put in force? A check for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Reason
from jiceng.outreach.rules.legal import KIND as LEGAL
from jiceng.outreach.rules.legal import check_programme


def _legal(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    return check_programme(key, content, territory().units)


SCHEMAS: Mapping[str, Callable[[str, Mapping[str, Any], Any], list[Reason]]] = {
    LEGAL: _legal,
}

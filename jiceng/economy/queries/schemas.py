"""Is a version of a rule of economy fit to be put in force? A check for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiceng.economy.rules.produce import KIND as PRODUCE_KIND
from jiceng.economy.rules.produce import check_kind
from jiceng.economy.rules.relief import KIND as RELIEF_POLICY
from jiceng.economy.rules.relief_policies import check_policy
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Reason


def _relief_policy(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    return check_policy(key, content, territory().units)


SCHEMAS: Mapping[str, Callable[[str, Mapping[str, Any], Any], list[Reason]]] = {
    PRODUCE_KIND: check_kind,
    RELIEF_POLICY: _relief_policy,
}

"""Is a version of a rule of services fit to be put in force? A check for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Reason
from jiceng.services.rules.allotments import LIMIT, check_limit
from jiceng.services.rules.items import HELD, check_held, check_item, held_names
from jiceng.services.rules.items import KIND as ITEM
from jiceng.services.rules.points import KIND as POINT_KIND
from jiceng.services.rules.points import check_kind
from jiceng.services.rules.powers import KIND as POWER
from jiceng.services.rules.powers import check_power
from jiceng.services.rules.talent import KIND as SKILL
from jiceng.services.rules.talent import check_skill
from jiceng.services.rules.walking import KIND as WALKING
from jiceng.services.rules.walking import check_walking


def _item(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    latest = Configuration.objects.filter(kind=HELD).order_by("-valid_from").first()
    rows = in_force(HELD, latest.valid_from) if latest else {}
    held = held_names({name: row.content for name, row in rows.items()})
    return check_item(content, territory().units, held)


def _power(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    tiers = {code: unit.tier for code, unit in territory().units.items()}
    items = Configuration.objects.filter(kind=ITEM).values_list("key", flat=True)
    return check_power(content, tiers, set(items))


def _held(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    return check_held(content)


SCHEMAS: Mapping[str, Callable[[str, Mapping[str, Any], Any], list[Reason]]] = {
    LIMIT: check_limit,
    HELD: _held,
    ITEM: _item,
    POINT_KIND: check_kind,
    POWER: _power,
    SKILL: check_skill,
    WALKING: check_walking,
}

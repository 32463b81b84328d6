"""Is a version of a rule of outreach fit to be put in force? A check for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Reason
from jiceng.outreach.rules.activities import (
    KIND,
    PLACE_KIND,
    VENUE_KIND,
    check_kind,
    check_named,
    check_venue_kind,
)
from jiceng.outreach.rules.lectures import CAMPAIGN, check_campaign
from jiceng.outreach.rules.legal import KIND as LEGAL
from jiceng.outreach.rules.legal import check_programme


def _venue_kind(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    places = Configuration.objects.filter(kind=PLACE_KIND).values_list("key", flat=True)
    return check_venue_kind(key, content, places)


def _legal(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    return check_programme(key, content, territory().units)


def _campaign(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    return check_campaign(key, content, territory().units)


SCHEMAS: Mapping[str, Callable[[str, Mapping[str, Any], Any], list[Reason]]] = {
    KIND: check_kind,
    LEGAL: _legal,
    PLACE_KIND: check_named,
    VENUE_KIND: _venue_kind,
    CAMPAIGN: _campaign,
}

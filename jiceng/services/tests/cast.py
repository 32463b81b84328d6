"""Points of the small county."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jiceng.casework.tests.county import EAST, LONG_AGO, NOON, County
from jiceng.services.actions.content import load_point_kinds
from jiceng.services.actions.points import Place, open_point
from jiceng.services.models import ServicePoint
from jiceng.services.rules.hours import Hours, spans_of

OFFICE = spans_of("8:30-12:00、14:30-17:30")
WEEKDAYS_ONLY = Hours((OFFICE,) * 5 + ((),) * 2)
CENTRE = Place(
    kind="party_service_centre", name="东社区党群服务中心", area=EAST, address="东风路 1 号",
    hours=WEEKDAYS_ONLY, lon=109.605, lat=19.905, phone="0898-00000001",
)  # fmt: skip


def with_kinds() -> None:
    load_point_kinds(by="setup", now=LONG_AGO)


def opened(county: County, who: str = "chen", **changes: Any) -> ServicePoint:
    """A point as somebody writes it down."""
    return open_point(replace(CENTRE, **changes), by=county[who], now=NOON)

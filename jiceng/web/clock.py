"""The one place that reads the clock. Everything below is handed `now`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def read_now() -> datetime:
    """The present instant in whole seconds, UTC; in a demo JICENG_NOW may fix it."""
    if settings.FIXED_NOW:
        return datetime.fromisoformat(settings.FIXED_NOW).astimezone(UTC)
    return datetime.now(UTC).replace(microsecond=0)


def county_zone() -> ZoneInfo:
    """The zone in which the county keeps its office hours."""
    return ZoneInfo(settings.TIME_ZONE)


def local_day(now: datetime) -> date:
    """The day it is in the county at an instant."""
    return now.astimezone(county_zone()).date()

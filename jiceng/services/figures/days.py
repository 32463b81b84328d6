"""Local days as instants, for figures."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def midnight(day: date) -> datetime:
    """When a day of the county begins."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))

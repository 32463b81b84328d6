"""Sentences told about a record, found by the keys they were told under."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from jiceng.kernel.records.models import Notice


def notices_about(kind: str, key: int) -> QuerySet[Notice]:
    """Every notice about one record: their keys begin with its kind and its own.

    Each engine answers along the unique index of the keys in its own words: SQLite knows ranges
    of bytes but no indexed LIKE, PostgreSQL has an index for LIKE but sorts keys by language.
    """
    start = f"{kind}:{key}:"
    if connection.vendor == "sqlite":
        return Notice.objects.filter(key__gte=start, key__lt=f"{start[:-1]};")
    return Notice.objects.filter(key__startswith=start)

"""How often something may be tried: counted by keyed hash, so that no address is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from jiceng.kernel.records.models import Tally
from jiceng.kernel.records.vault import mark
from jiceng.kernel.refusal import Reason, TooMany


def address_of(request: HttpRequest) -> str:
    """Where a request came from; the proxy's word counts only when there is one."""
    if settings.SECURE_PROXY_SSL_HEADER and (told := request.headers.get("X-Forwarded-For")):
        return told.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def count_try(what: str, who: str, *, now: datetime, most: int, minutes: int) -> None:
    """Count one try by `who`; raises `TooMany` when more than `most` fall into one window."""
    length = timedelta(minutes=minutes)
    window = int(now.timestamp() // length.total_seconds())
    key = mark(f"{what}:{who}:{window}", "tally")
    Tally.objects.bulk_create([Tally(key=key, count=0, until=now + length)], ignore_conflicts=True)
    Tally.objects.filter(key=key).update(count=F("count") + 1)
    tried = Tally.objects.values_list("count", flat=True).get(key=key)
    if tried > most:
        raise TooMany(Reason("too_many", {"minutes": minutes}))

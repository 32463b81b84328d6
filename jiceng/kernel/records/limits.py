"""How often something may be tried in a window, counted by keyed hash (trust: 26, 30)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from jiceng.kernel.records.models import Tally
from jiceng.kernel.records.vault import mark
from jiceng.kernel.refusal import Reason, TooMany


def spend(
    kind: str, who: str, *, now: datetime, limit: int, window: timedelta, amount: int = 1
) -> int:
    """Count one try of `who`; returns how many there were, or raises `TooMany` past `limit`.

    `amount` is what one try counts for, where size and not number is limited.

    The window starts with the first try and ends `window` later; the refusal says in how many
    seconds. Counted in the caller's transaction: what is rolled back was no try.
    """
    key = _key(kind, who)
    live = Tally.objects.filter(key=key, until__gt=now)
    if not live.update(count=F("count") + amount):
        row = Tally(key=key, count=amount, until=now + window)
        Tally.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["key"], update_fields=["count", "until"]
        )
        return amount
    count, until = live.values_list("count", "until").get()
    if count > limit:
        raise TooMany(_wait(now, until))
    return count


def refuse_past(kind: str, who: str, *, now: datetime, limit: int) -> None:
    """Raise `TooMany` when `limit` tries were already counted; counts nothing itself."""
    row = Tally.objects.filter(key=_key(kind, who), until__gt=now, count__gte=limit).first()
    if row is not None:
        raise TooMany(_wait(now, row.until))


def forget(kind: str, who: str) -> None:
    """Start anew for somebody who has shown that he may."""
    Tally.objects.filter(key=_key(kind, who)).delete()


def give_back(kind: str, who: str) -> None:
    """Take one try back: it turned out to be none."""
    Tally.objects.filter(key=_key(kind, who), count__gt=0).update(count=F("count") - 1)


def forget_tallies(now: datetime) -> int:
    """Delete windows that have ended; returns how many went."""
    return Tally.objects.filter(until__lte=now).delete()[0]


def _wait(now: datetime, until: datetime) -> Reason:
    seconds = max(1, int((until - now).total_seconds()))
    return Reason("too_many", {"minutes": -(-seconds // 60), "seconds": seconds})


def _key(kind: str, who: str) -> str:
    return mark(who, f"tally:{kind}")

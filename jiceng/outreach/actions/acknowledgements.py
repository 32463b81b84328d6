"""A staff notice asks units to say that it has reached them; a post it is for says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from jiceng.casework.actions.following import make, start
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Appointment, within
from jiceng.kernel.scope import SYSTEM, SYSTEM_GRIP, Actor
from jiceng.outreach.models import Acknowledgement, Article
from jiceng.outreach.process.publicity import ACKNOWLEDGEMENT, RECIPIENT
from jiceng.outreach.queries.acknowledgements import ready_receipt
from jiceng.outreach.queries.articles import today_of

MOST_UNITS = 400


def ask_for_receipts(article: Article, *, now: datetime) -> int:
    """One for each unit below the notice's area that has one of its posts now; how many.

    In the caller's transaction. They stand on the worklists of those posts.
    """
    if not article.asks_acknowledgement:
        return 0
    today = today_of(now)
    held = Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), within("area__path", article.area_path),
        post__in=article.posts, starts_on__lte=today,
    ).order_by("unit__path")  # fmt: skip
    units = held.values_list("unit_id", "unit__path", "unit__tier", "unit__area__path").distinct()
    rows = [*units[:MOST_UNITS]]
    for code, path, tier, area_path in rows:
        key = next_key(Acknowledgement)
        row = Acknowledgement(
            pk=key, number="RC" + public_number(today.year, key), title=article.title,
            article=article, unit=code, unit_path=path, tier=tier, area_path=area_path,
            entered_at=now,
        )  # fmt: skip
        start(row, ACKNOWLEDGEMENT, "receipt_asked", grip=SYSTEM_GRIP, now=now)
    return len(rows)


def void_receipts(article: Article, *, now: datetime) -> None:
    """Nobody acknowledges what was withdrawn; in the caller's transaction."""
    for row in article.acknowledgements.filter(state="owed"):
        make(row, ACKNOWLEDGEMENT, "void", by=SYSTEM, now=now, version=row.version)


def acknowledge(
    receipt: Acknowledgement, *, by: Actor, now: datetime, version: int
) -> Acknowledgement:
    """Say that the notice has reached the unit. Raises `Stale`, `Refused`."""
    ready_receipt(receipt, by)
    grip = by.acting_grip(receipt, RECIPIENT)
    changes: dict[str, Any] = {"acknowledged_at": now, "post": grip.post if grip else ""}
    with transaction.atomic():
        make(receipt, ACKNOWLEDGEMENT, "acknowledge", by=by, now=now, version=version,
             changes=changes)  # fmt: skip
    return receipt

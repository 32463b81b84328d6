"""What a branch owes in dues, as its own page says it: counts, no names (facts.md §5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count, F, Min

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.party.models import DuesMonth
from jiceng.party.queries.due import Due
from jiceng.party.queries.organisations import Seen

LATE = 3
"""Months after which arrears are shown in red; a flag that changes nothing by itself."""


def dues_due(seen: Seen, now: datetime, today: date) -> Iterator[Due]:
    """How many members have not paid up to this month, and since when."""
    this = today.replace(day=1)
    rows = DuesMonth.objects.filter(
        organisation=seen.organisation, month__lte=this, paid_fen__lt=F("due_fen")
    )
    found = rows.aggregate(members=Count("member", distinct=True), since=Min("month"))
    if not found["members"]:
        return
    since: date = found["since"]
    months = (this.year - since.year) * 12 + this.month - since.month
    told = {"count": found["members"], "since": f"{since:%Y-%m}"}
    light = "red" if months >= LATE else "yellow" if months else "new"
    yield Due(
        Reason("dues_open", told),
        None,
        light,
        f"/desk/party/dues/{seen.organisation.code}/",
        N_("党费"),
    )

"""Totals of dues over a time, for reports and publication: sums of the ledger, never names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from jiceng.kernel.words import N_
from jiceng.party.models import DuesEntry, DuesMonth, DuesPublication, Organisation, Remittance
from jiceng.party.queries.dues import balance, below

TOTALS: Mapping[str, str] = {
    "members": N_("交纳党费的党员（人）"),
    "due": N_("应收党费"),
    "collected": N_("实收党费"),
    "voluntary": N_("自愿多交"),
    "interest": N_("利息收入"),
    "from_below": N_("下级上缴"),
    "handed_up": N_("上缴上级"),
    "for_centre": N_("转交中央的大额党费"),
    "spent": N_("使用支出"),
    "held": N_("年末留存"),
}
"""What a publication tells, in this order; all but the first in fen."""


def totals_of(at: Organisation, year: int) -> dict[str, int]:
    """A year of an organisation: what was due and paid below it, and its own money."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    in_year = Q(voucher__happened_on__range=(first, last))
    inside = DuesEntry.objects.filter(below(at.path), in_year)
    own = DuesEntry.objects.filter(in_year, organisation=at)
    months = DuesMonth.objects.filter(below(at.path), month__range=(first, last))
    found = months.aggregate(members=Count("member", distinct=True), fen=Sum("due_fen"))
    return {
        "members": found["members"],
        "due": int(found["fen"] or 0),
        "collected": -_sum(inside.exclude(voucher__kind="due"), "due_from_member"),
        "voluntary": -_sum(inside, "voluntary"),
        "interest": -_sum(own, "interest"),
        **_moved(at, first, last),
        "for_centre": -_sum(inside.filter(voucher__kind__in=("payment", "counter")), "for_centre"),
        "spent": _sum(own, "spent"),
        "held": held_on(at, last),
    }


def _sum(rows: QuerySet[DuesEntry], account: str) -> int:
    return int(rows.filter(account=account).aggregate(fen=Sum("fen"))["fen"] or 0)


def _moved(at: Organisation, first: date, last: date) -> dict[str, int]:
    """What came from below and what went up in a time; at the top it leaves the county."""
    rows = Remittance.objects.filter(sent_on__range=(first, last)).exclude(state="returned")
    came = rows.filter(to_organisation=at, state="confirmed").aggregate(fen=Sum("fen"))["fen"]
    went = rows.filter(from_organisation=at).aggregate(fen=Sum("fen"))["fen"]
    out = DuesEntry.objects.filter(
        organisation=at, account="held", voucher__kind="passed_out",
        voucher__happened_on__range=(first, last),
    ).aggregate(fen=Sum("fen"))["fen"]  # fmt: skip
    return {"from_below": int(came or 0), "handed_up": int(went or 0) - int(out or 0)}


def held_on(at: Organisation, day: date) -> int:
    """What an organisation held at the end of a day."""
    rows = DuesEntry.objects.filter(organisation=at, account="held")
    if not rows.filter(voucher__happened_on__gt=day).exists():
        return balance(at, "held")
    found = rows.filter(voucher__happened_on__lte=day).aggregate(fen=Sum("fen"))["fen"]
    return int(found or 0)


def publications_for(at: Organisation, most: int = 10) -> list[DuesPublication]:
    """What a branch and those above it have published, the newest first."""
    paths = [at.path[: n + 1] for n, sign in enumerate(at.path) if sign == "/"]
    rows = DuesPublication.objects.filter(organisation__path__in=paths)
    return list(rows.select_related("organisation__unit").order_by("-published_on", "-pk")[:most])

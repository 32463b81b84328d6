"""A gap of coverage goes on in the ledger of problems (S26, facts.md §3.4)."""

from __future__ import annotations

from datetime import date, datetime
from math import ceil, isinf

from django.db import transaction

from jiceng.casework.actions.findings import Found, Origin, take_problem
from jiceng.casework.models import Campaign, Problem
from jiceng.casework.queries import rules_at
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.services.queries.blocks import area_name
from jiceng.services.queries.coverage import Choice, Reading, reading
from jiceng.services.queries.gaps import ORIGIN, category_of, finder, ledgers_for, named_gaps


def name_gap(key: str, choice: Choice, ledger: str, *, by: Actor, now: datetime) -> Problem:
    """Make a problem of a gap, for the keeper of the ledger to confirm; its town's desk leads.

    Raises `NotFound`, `NotAllowed`, `Refused` for what is no gap or already in a ledger, `Invalid`
    naming the ledger.
    """
    read = reading(choice, now)
    row = read.row_of(key)
    count = read.counts[row]
    grip = finder(by, count.area_path)
    if grip is None:
        raise NotAllowed(Reason("may_not_name_gap"))
    if read.minutes[row] <= read.limit:
        raise Refused(Reason("not_a_gap", {"name": count.name, "minutes": read.limit}))
    campaign = _ledger(count.area_path, ledger)
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)  # two clicks at once make one
        if there := named_gaps([key], choice, now).get(key):
            given = {"name": count.name, "number": there.number}
            raise Refused(Reason("gap_named", given))
        found = _found(read, row, choice, now)
        return take_problem(campaign, found, Origin(ORIGIN, key), grip=grip, now=now)


def _ledger(area_path: str, code: str) -> Campaign:
    found = next((c for c in ledgers_for(area_path) if c.code == code), None)
    if found is None:
        raise Invalid(Reason("no_ledger_for_gap", field="ledger"))
    return found


def _found(read: Reading, row: int, choice: Choice, now: datetime) -> Found:
    """The gap as a problem, with what it was measured by."""
    count, land = read.counts[row], territory()
    area = land.areas[count.area_path.rstrip("/").rpartition("/")[2]]
    return Found(
        description=_told(read, row, choice, _today(now), now),
        unit=land.desk_for(area, "town").code,
        found_on=_today(now),
        source="self_check",
        category=category_of(choice, now),
        place=count.name,
        area=area.code,
        lon=count.lon,
        lat=count.lat,
    )


def _told(read: Reading, row: int, choice: Choice, today: date, now: datetime) -> str:
    count, point = read.counts[row], read.nearest(row)
    of = category_of(choice, now).removesuffix("覆盖盲区")
    where = f"{area_name(count.area_path)}{'' if count.is_area else count.name}"
    way = "没有走得到的网点"
    if point is not None and not isinf(read.minutes[row]):
        way = f"最近的{point.name}步行约 {ceil(read.minutes[row])} 分钟"
    by = f"沿步行路网“{read.network.name}”" if read.network else (
        f"直线距离乘 {read.walking.detour:g}"
    )  # fmt: skip
    return (
        f"{where}（{count.households} 户）步行 {read.limit} 分钟内没有{of}，{way}。"
        f"截至 {today:%Y-%m-%d}，按{by}、每分钟 {read.walking.metres_per_minute:g} 米测算。"
    )


def _today(now: datetime) -> date:
    return now.astimezone(rules_at(now)[1].zone).date()

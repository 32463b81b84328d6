"""A notice is written, corrected, issued to grids, carried, carried again, and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiceng.casework.queries import rules_at
from jiceng.emergency.models import (
    Emergency,
    GridCount,
    GridDelivery,
    GridNotice,
    GridNoticeText,
    Opening,
)
from jiceng.emergency.queries.emergencies import office_grip, plan_as_of
from jiceng.emergency.queries.grid_notices import CARRIERS, short_of, targets, told_in
from jiceng.emergency.rules.grid_notices import (
    Told,
    Wording,
    count_faults,
    reached_in_all,
    wording_faults,
)
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Area
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refused
from jiceng.kernel.scope import Actor, Grip, covers

OPEN = ("proposed", "active")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a worker enters: numbers of households, and when."""

    building: str
    households: int
    reached: int
    said_at: datetime | None = None


def write_notice(
    emergency: Emergency, area: str, said: Wording, *, by: Actor, now: datetime, plan_key: str = ""
) -> GridNotice:
    """Write one for the grids of an area. Raises `NotAllowed`, `Refused`, `Invalid`."""
    grip = office_grip(emergency, by)
    if emergency.state not in OPEN:
        raise Refused(Reason("emergency_not_active"))
    return _written(emergency, _area_in(emergency, area).code, said, grip, now, plan_key)


def _area_in(emergency: Emergency, code: str) -> AreaEntry:
    area = territory().areas.get(code)
    if area is None or not covers(emergency.area_path, area.path):
        raise Invalid(Reason("notice_outside", field="area"))
    return area


def _written(
    emergency: Emergency, area: str, said: Wording, grip: Grip | None, now: datetime, plan_key: str
) -> GridNotice:
    if faults := [*wording_faults(said)]:
        raise Invalid(*faults)
    key = next_key(GridNotice)
    year = now.astimezone(rules_at(now)[1].zone).year
    with transaction.atomic():
        row = GridNotice.objects.create(
            pk=key, number="GN" + public_number(year, key), emergency=emergency, area_id=area,
            plan_key=plan_key, made_at=now, is_sample=emergency.is_sample,
        )  # fmt: skip
        _keep_text(row, said, now)
        _tell(row, "notice_written", grip, now)
    return row


def _keep_text(row: GridNotice, said: Wording, now: datetime) -> None:
    names = ("title", "text", "speech", "speech_local")
    words = {n: mask_personal(getattr(said, n).strip())[0] for n in names}
    GridNoticeText.objects.create(notice=row, version=row.text_version, at=now, **words)


def correct_notice(row: GridNotice, said: Wording, *, by: Actor, now: datetime) -> GridNotice:
    """Another version of its text; earlier ones stay. `NotAllowed`, `Refused`, `Invalid`."""
    grip = office_grip(row.emergency, by)
    if row.state == "withdrawn":
        raise Refused(Reason("notice_withdrawn"))
    if faults := [*wording_faults(said)]:
        raise Invalid(*faults)
    with transaction.atomic():
        row.text_version += 1
        row.save(update_fields=["text_version"])
        _keep_text(row, said, now)
        _tell(row, "notice_corrected", grip, now, version=row.text_version)
    return row


def issue_notice(row: GridNotice, *, by: Actor, now: datetime) -> GridNotice:
    """Queue it for every grid of its area at once. Raises `NotAllowed`, `Refused`."""
    grip = office_grip(row.emergency, by)
    if row.emergency.state != "active":
        raise Refused(Reason("emergency_not_active"))
    if row.state != "draft":
        raise Refused(Reason("notice_not_draft"))
    grids = targets(territory().areas[str(row.area_id)])
    if not grids:
        raise Refused(Reason("notice_without_grids"))
    known = dict(
        Area.objects.filter(code__in=[g.code for g in grids]).values_list("code", "households")
    )
    with transaction.atomic():
        row.state, row.issued_at = "issued", now
        row.save(update_fields=["state", "issued_at"])
        GridDelivery.objects.bulk_create(
            GridDelivery(notice=row, area_id=g.code, area_path=g.path, households=known[g.code])
            for g in grids
        )
        _tell(row, "notice_issued", grip, now, grids=len(grids), version=row.text_version)
    return row


def carry_again(row: GridNotice, percent: int, *, by: Actor, now: datetime) -> int:
    """A next round in the grids below a share; returns how many. The others are done with it."""
    grip = office_grip(row.emergency, by)
    if row.state != "issued":
        raise Refused(Reason("notice_not_open"))
    if not 1 <= percent <= 100:
        raise Invalid(Reason("bad_percent", field="percent"))
    short = short_of(row, percent)
    if not short:
        raise Refused(Reason("no_grids_short", {"percent": percent}))
    with transaction.atomic():
        row.round += 1
        row.save(update_fields=["round"])
        keys = [d.pk for d in short]
        row.deliveries.filter(pk__in=keys).update(round=row.round, is_open=True)
        row.deliveries.exclude(pk__in=keys).update(is_open=False)
        _tell(row, "notice_again", grip, now, grids=len(keys), round=row.round)
    return len(keys)


def withdraw_notice(row: GridNotice, reason: str, *, by: Actor, now: datetime) -> GridNotice:
    """Take it back, with the reason. Raises `NotAllowed`, `Refused`, `Invalid`."""
    grip = office_grip(row.emergency, by)
    if row.state == "withdrawn":
        raise Refused(Reason("notice_withdrawn"))
    if not 2 <= len(reason.strip()) <= 200:
        raise Invalid(Reason("text_length", {"low": 2, "high": 200}, "reason"))
    with transaction.atomic():
        _withdrawn(row, mask_personal(reason.strip())[0], grip, now)
    return row


def _withdrawn(row: GridNotice, reason: str, grip: Grip | None, now: datetime) -> None:
    row.state, row.withdrawn_at, row.reason = "withdrawn", now, reason
    row.save(update_fields=["state", "withdrawn_at", "reason"])
    row.deliveries.filter(is_open=True).update(is_open=False)
    _tell(row, "notice_withdrawn", grip, now)


def count_reached(
    delivery: GridDelivery, given: Counted, *, by: Actor, now: datetime
) -> GridDelivery:
    """A worker of the grid says how many households were reached. `NotFound`, `Refused`, `Invalid`.

    Two phones of one grid add up by building; the later word about the same building counts.
    """
    grip = next((g for g in by.grips if g.roles & set(CARRIERS) and not g.by_unit
                 and covers(g.area_path, delivery.area_path)), None)  # fmt: skip
    if grip is None:
        raise NotFound(Reason("not_found"))
    with transaction.atomic():
        row = GridDelivery.objects.select_for_update().get(pk=delivery.pk)
        if row.notice.state != "issued" or not row.is_open:
            raise Refused(Reason("notice_not_open"))
        building = mask_personal(given.building.strip())[0][:20]
        said = Told(building, given.households, given.reached)
        latest = {one.building: one for one in told_in(row)}
        if faults := [*count_faults(said, latest.values(), row.households)]:
            raise Invalid(*faults)
        GridCount.objects.create(
            delivery=row, building=building, households=said.households, reached=said.reached,
            round=row.round, said_at=given.said_at or now, at=now,
        )  # fmt: skip
        row.reached, row.told_at = reached_in_all(told_in(row)), now
        row.save(update_fields=["reached", "told_at"])
    return row


def open_notices(
    emergency: Emergency, opened: Sequence[Opening], closed: Sequence[Opening], by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """A level opens the plan's texts as drafts, and closing it drops those never issued."""
    plan = plan_as_of(emergency)
    for one in opened:
        if said := plan.notices.get(one.key):
            wording = Wording(said.title, said.text, said.speech)
            _written(emergency, str(emergency.area_id), wording, None, now, one.key)
    unsent = GridNotice.objects.filter(
        emergency=emergency, state="draft", plan_key__in=[o.key for o in closed]
    )
    for row in unsent:
        _withdrawn(row, "预案措施已结束，未发出", None, now)


def _tell(row: GridNotice, kind: str, grip: Grip | None, now: datetime, **told: object) -> None:
    line = line_by(grip, kind, row.subject_kind, row.pk, to_state=row.state,
                   payload={"emergency": row.emergency_id, **told})  # fmt: skip
    append([line], at=now)

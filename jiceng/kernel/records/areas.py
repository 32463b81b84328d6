"""The territory changes with history: what was stays on record, codes are never reused (S1).

A change holds from the day it names, never before the version it replaces and never ahead of the
day on which it is entered, so that the map people see is the territory of today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import Appointment, Area, AreaVersion, OldCode
from jiceng.kernel.records.territory import KIND
from jiceng.kernel.refusal import Invalid, Reason, Refused, Stale
from jiceng.kernel.scope import Grip

BELOW = {"": "county", "county": "town", "town": "community", "community": "grid"}
DIGITS = {"town": 9, "community": 12, "grid": 15}


@dataclass(frozen=True, slots=True)
class Change:
    """From which day, why, and which body decided. `seen` is the start of the version shown."""

    effective: date | None
    reason: str
    decided_by: str
    seen: date | None = None


@dataclass(frozen=True, slots=True)
class Successor:
    """An area opened in place of a closed one."""

    code: str
    name: str
    geometry: dict[str, Any] | None = None


def current_since(area: Area) -> date:
    """The first day of what the area is now."""
    last = area.versions.order_by("-valid_from").first()
    return last.valid_from if last else area.valid_from


def rename_area(area: Area, name: str, *, change: Change, grip: Grip, now: datetime,
                today: date) -> None:  # fmt: skip
    """Another name from a day on; records made before keep theirs."""
    faults = _why_not_change(area, change, today)
    if not 1 <= len(name.strip()) <= 60:
        faults.append(Reason("text_length", {"low": 1, "high": 60}, "name"))
    elif name.strip() == area.name:
        faults.append(Reason("nothing_changed", field="name"))
    _alter(area, faults, {"name": name.strip()}, change, "rename_area", grip, now)


def redraw_area(area: Area, geometry: dict[str, Any], *, change: Change, grip: Grip,
                now: datetime, today: date) -> None:  # fmt: skip
    """Another boundary from a day on; cases located before stay where they were."""
    faults = _why_not_change(area, change, today)
    if geometry == area.geometry:
        faults.append(Reason("nothing_changed", field="boundary"))
    _alter(area, faults, {"geometry": geometry}, change, "redraw_area", grip, now)


def set_households(area: Area, count: int | None, year: int | None, *, change: Change,
                   grip: Grip, now: datetime, today: date) -> None:  # fmt: skip
    """The yearly number of households, entered as a number (facts.md §1.2)."""
    faults = _why_not_change(area, change, today)
    if count is None or not 0 <= count <= 1_000_000:
        faults.append(Reason("number_range", {"low": 0, "high": 1_000_000}, "households"))
    if year is None or not today.year - 10 <= year <= today.year:
        low = today.year - 10
        faults.append(Reason("number_range", {"low": low, "high": today.year}, "year"))
    _alter(area, faults, {"households": count}, change, "set_households", grip, now)


def open_area(parent: Area, given: Successor, *, change: Change, grip: Grip, now: datetime,
              today: date) -> Area:  # fmt: skip
    """A new area below `parent`. Its code must never have been used."""
    faults = [*_why_not_decide(change, today), *why_not_open(parent, given)]
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        area = _create(parent, given, change)
        said = {"area": area.code, "from": change.effective}
        append([line_by(grip, "open_area", "area", _number(area), payload=said)], at=now)
        touch(KIND)
    return area


def close_area(area: Area, successors: Sequence[Successor], *, change: Change, grip: Grip,
               now: datetime, today: date) -> list[Area]:  # fmt: skip
    """Close an area and open what takes its place, in one decision.

    The first successor answers for the old code and takes over the posts held there; each of
    them ends and begins again, so that the time before stays on record. Raises `Refused` for an
    area with open areas below it.
    """
    if area.valid_to is None and area.children.filter(valid_to=None).exists():
        raise Refused(Reason("area_has_children"))
    faults = _why_not_change(area, change, today)
    if not successors:
        faults.append(Reason("needed", field="code_1"))
    for number, successor in enumerate(successors, 1):
        parent = area.parent
        found = why_not_open(parent, successor) if parent else [Reason("root_stays")]
        faults += [Reason(r.code, r.params, f"{r.field}_{number}") for r in found]
    if len({s.code for s in successors}) < len(successors):
        faults.append(Reason("code_used", {"value": successors[0].code}, "code_2"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        return _close(area, successors, change, grip, now)


def _close(
    area: Area, successors: Sequence[Successor], change: Change, grip: Grip, now: datetime
) -> list[Area]:
    day = _day(change)
    parent = area.parent or area
    opened = [_create(parent, s, change) for s in successors]
    _end_version(area, day)
    found = Area.objects.filter(pk=area.pk, valid_to=None)
    if not found.update(valid_to=day):
        raise Stale(Reason("stale"))
    OldCode.objects.create(code=area.code, area=opened[0], changed_on=day)
    OldCode.objects.filter(area=area).update(area=opened[0])
    for held in Appointment.objects.filter(area=area).exclude(ends_on__lt=day):
        Appointment.objects.filter(pk=held.pk).update(ends_on=max(day, held.starts_on))
        held.pk, held.area, held.starts_on = None, opened[0], max(day, held.starts_on)
        held.save(force_insert=True)
    said = {"area": area.code, "successors": [a.code for a in opened], "from": day}
    append([line_by(grip, "close_area", "area", _number(area), payload=said)], at=now)
    touch(KIND)
    return opened


def why_not_open(parent: Area, given: Successor) -> list[Reason]:
    """Code and name of a new area: right length, below its parent, never used before."""
    faults = []
    level = BELOW.get(parent.level, "")
    digits = DIGITS.get(level, 0)
    if not digits:
        faults.append(Reason("nothing_below", field="code"))
    elif not (given.code.isascii() and given.code.isdigit() and len(given.code) == digits):
        faults.append(Reason("bad_area_code", {"digits": digits}, "code"))
    elif not given.code.startswith(parent.code):
        faults.append(Reason("not_below_parent", {"parent": parent.code}, "code"))
    elif is_used(given.code):
        faults.append(Reason("code_used", {"value": given.code}, "code"))
    if not 1 <= len(given.name.strip()) <= 60:
        faults.append(Reason("text_length", {"low": 1, "high": 60}, "name"))
    return faults


def is_used(code: str) -> bool:
    """Whether an area ever had this code."""
    return Area.objects.filter(pk=code).exists() or OldCode.objects.filter(pk=code).exists()


def _create(parent: Area, given: Successor, change: Change) -> Area:
    area = Area.objects.create(
        code=given.code,
        path=f"{parent.path}{given.code}/",
        level=BELOW[parent.level],
        name=given.name.strip(),
        parent=parent,
        geometry=given.geometry,
        is_sample=parent.is_sample,
        valid_from=_day(change),
    )
    _begin_version(area, change)
    return area


def _why_not_decide(change: Change, today: date) -> list[Reason]:
    faults = []
    if change.effective is None:
        faults.append(Reason("needed", field="effective"))
    elif change.effective > today:
        faults.append(Reason("not_effective_yet", field="effective"))
    if not 2 <= len(change.reason.strip()) <= 200:
        faults.append(Reason("text_length", {"low": 2, "high": 200}, "reason"))
    if not 2 <= len(change.decided_by.strip()) <= 80:
        faults.append(Reason("text_length", {"low": 2, "high": 80}, "decided_by"))
    return faults


def _why_not_change(area: Area, change: Change, today: date) -> list[Reason]:
    faults = _why_not_decide(change, today)
    since = current_since(area)
    if area.valid_to is not None or (change.seen is not None and change.seen != since):
        raise Stale(Reason("stale"))
    if change.effective is not None and change.effective < since:
        faults.append(Reason("before_version", {"day": since.isoformat()}, "effective"))
    return faults


def _alter(
    area: Area,
    faults: list[Reason],
    values: dict[str, Any],
    change: Change,
    verb: str,
    grip: Grip,
    now: datetime,
) -> None:
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        _keep_first(area)
        _end_version(area, _day(change))
        Area.objects.filter(pk=area.pk).update(**values)
        for name, value in values.items():
            setattr(area, name, value)
        _begin_version(area, change)
        said = {"area": area.code, "changed": sorted(values), "from": change.effective}
        append([line_by(grip, verb, "area", _number(area), payload=said)], at=now)
        touch(KIND)


def _keep_first(area: Area) -> None:
    """An area that never changed has no version yet: what it was until now becomes the first."""
    if not area.versions.exists():
        _begin_version(area, Change(area.valid_from, "", ""))


def _end_version(area: Area, day: date) -> None:
    _keep_first(area)
    area.versions.filter(valid_to=None).update(valid_to=day)


def _begin_version(area: Area, change: Change) -> None:
    """What the area is from a day on; a second change on one day replaces the first."""
    AreaVersion.objects.update_or_create(
        area=area,
        valid_from=_day(change),
        defaults={
            "name": area.name,
            "path": area.path,
            "households": area.households,
            "geometry": area.geometry,
            "valid_to": None,
            "reason": change.reason.strip(),
            "decided_by": change.decided_by.strip(),
        },
    )


def _day(change: Change) -> date:
    if change.effective is None:
        raise Invalid(Reason("needed", field="effective"))
    return change.effective


def _number(area: Area) -> int:
    """The journal names subjects by number; a code with letters stands in the payload alone."""
    return int(area.code) if area.code.isascii() and area.code.isdigit() else 0

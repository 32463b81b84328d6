"""Keeping a standard: its tree is imported whole, its points are named and checked, and what
fails becomes a problem of the ledger it is bound to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.actions.findings import Found, add_problem
from jiceng.casework.models import Campaign, Indicator, Point, PointCheck, Problem, Standard
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.standards import Line, read_tree
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import refuse_if
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason
from jiceng.kernel.scope import Actor, Grip

KEEPERS = frozenset({"overseer"})
CHECKERS = frozenset({"overseer", "verifier", "handler"})


@dataclass(frozen=True, slots=True)
class Heading:
    """What a standard is called and from when it holds."""

    name: str
    version: str
    valid_from: date
    is_sample: bool = False


def _keeper(by: Actor) -> Grip:
    grip = next((g for g in by.grips if g.roles & KEEPERS), None)
    if grip is None:
        raise NotAllowed(Reason("standard_by_office"))
    return grip


def _say(grip: Grip, kind: str, standard: Standard, now: datetime, **told: object) -> None:
    append([line_by(grip, kind, "standard", standard.pk, payload=told)], at=now)


def import_standard(
    heading: Heading, lines: Sequence[Line], *, by: Actor, now: datetime
) -> Standard:
    """Take in a whole tree or nothing. `Invalid` with every fault of every row."""
    grip = _keeper(by)
    names = {name: u.code for u in territory().units.values() for name in (u.name, u.code)}
    tree, faults = read_tree(lines, names)
    if Standard.objects.filter(name=heading.name, version=heading.version).exists():
        faults.append(Reason("standard_there", {"name": heading.name}, field="version"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        standard = Standard.objects.create(
            name=heading.name,
            version=heading.version,
            valid_from=heading.valid_from,
            is_sample=heading.is_sample,
            unit=grip.unit,
            area_path=grip.area_path,
            imported_by=grip.appointment,
            imported_at=now,
        )
        kept: dict[str, Indicator] = {}
        for order, one in enumerate(tree, start=1):
            kept[one.code] = standard.indicators.create(
                parent=kept.get(one.parent),
                order=order,
                code=one.code,
                name=one.name,
                points=one.points,
                unit=one.unit,
                is_leaf=one.is_leaf,
            )
        _say(grip, "import_standard", standard, now, indicators=len(kept))
    return standard


def bind_campaign(standard: Standard, code: str, *, by: Actor, now: datetime) -> None:
    """Say into which ledger failed checks go."""
    grip = _keeper(by)
    campaign = Campaign.objects.filter(code=code, closed_at=None).first()
    if campaign is None:
        raise Invalid(Reason("unknown_value", {"value": code}, field="campaign"))
    with transaction.atomic():
        standard.campaign = campaign
        standard.save(update_fields=["campaign"])
        _say(grip, "bind_campaign", standard, now, campaign=code)


@dataclass(frozen=True, slots=True)
class Place:
    """A point as it is named: where it is, who keeps it, and which leaves are checked there."""

    name: str
    unit: str
    leaves: tuple[str, ...]
    place: str = ""
    area_code: str = ""


def add_point(standard: Standard, given: Place, *, by: Actor, now: datetime) -> Point:
    """Name a point and bind it to leaves of the tree."""
    grip = _keeper(by)
    land = territory()
    unit = land.units.get(given.unit)
    leaves = list(standard.indicators.filter(code__in=given.leaves, is_leaf=True))
    faults = []
    if unit is None:
        faults.append(Reason("unknown_unit", {"value": given.unit}, field="unit"))
    if not given.leaves or len(leaves) != len(set(given.leaves)):
        faults.append(Reason("leaves_only", field="leaves"))
    if standard.places.filter(name=given.name).exists():
        faults.append(Reason("point_there", {"name": given.name}, field="name"))
    if faults or unit is None:
        raise Invalid(*faults)
    area = land.area(given.area_code) or land.areas[unit.area]
    with transaction.atomic():
        point = standard.places.create(
            name=mask_personal(given.name.strip())[0][:80],
            place_text=mask_personal(given.place.strip())[0][:120],
            area_code=area.code,
            area_path=area.path,
            unit=unit.code,
            unit_path=unit.path,
            tier=unit.tier,
        )
        point.indicators.set(leaves)
        _say(grip, "add_point", standard, now, point=point.pk, leaves=len(leaves))
    return point


def check_point(
    point: Point,
    code: str,
    *,
    is_passed: bool,
    note: str = "",
    by: Actor,
    now: datetime,
) -> PointCheck:
    """Say what was seen of one leaf at a point. A failure needs words."""
    grip = by.acting_grip(point, CHECKERS)
    if grip is None:
        raise NotAllowed(Reason("may_not_check"))
    leaf = point.indicators.filter(code=code).first()
    if leaf is None:
        raise NotFound(Reason("not_found"))
    words = mask_personal(note.strip())[0][:300]
    if not is_passed and not words:
        raise Invalid(Reason("paper_missing", {"paper": "note"}, field="note"))
    with transaction.atomic():
        row = point.checks.create(
            indicator=leaf,
            is_passed=is_passed,
            note=words,
            checked_on=now.astimezone(rules_at(now)[1].zone).date(),
            appointment=grip.appointment,
            at=now,
        )
        _say(grip, "check_point", point.standard, now, check=row.pk, passed=is_passed)
    return row


def make_problem(check: PointCheck, *, by: Actor, now: datetime) -> Problem:
    """A failed check becomes a problem of the ledger its standard is bound to, once."""
    standard, point, leaf = check.point.standard, check.point, check.indicator
    refuse_if(
        Reason("check_passed") if check.is_passed else None,
        Reason("problem_there") if check.problem_id else None,
        None if standard.campaign else Reason("no_campaign"),
    )
    if standard.campaign is None:  # said above; here for the reader of types
        raise NotFound(Reason("not_found"))
    found = Found(
        description=f"{point.name}：{check.note}（{leaf.code} {leaf.name}）",
        unit=leaf.unit or point.unit,
        found_on=check.checked_on,
        source="self_check",
        category=leaf.name[:40],
        place=point.place_text or point.name,
        area=point.area_code,
    )
    with transaction.atomic():
        problem = add_problem(standard.campaign, found, by=by, now=now)
        if PointCheck.objects.filter(pk=check.pk, problem=None).update(problem=problem) != 1:
            refuse_if(Reason("problem_there"))
        check.problem = problem
    return problem

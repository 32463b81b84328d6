"""One visit: put off, given to others, recorded, signed or answered differently (S6).

What a post is towards a visit comes from `queries.inspections.standing` alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make
from jiceng.casework.actions.words import clean
from jiceng.casework.queries import rules_at
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import SHOWN, check_version, work_item
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.records.rows import put
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import Actor
from jiceng.performance.models import Inspection, TeamSeat
from jiceng.performance.process import INSPECTION
from jiceng.performance.queries.inspections import (
    inspectors_at,
    inspectors_of,
    ready,
    scheme_under,
    standing,
    today_of,
)
from jiceng.performance.rules.inspection_plans import Inspector, Subject, recusal

MARK = "team"
"""How the purpose of a team's line on the worklist begins."""
LONGEST = 1000
RECUSED = {"own_line": "member_recused", "interest": "member_interested"}


def hand_to_holders(visit: Inspection) -> None:
    """Whoever a visit waits for and who does not stand at its unit has it on their worklist: the
    team's units until it is recorded, the office while another view waits for its answer. To be
    called in a transaction, after whatever changed the visit."""
    lines = WorkItem.objects.filter(subject_kind=visit.subject_kind, subject_id=visit.pk)
    wanted = _holders(visit)
    if not wanted:
        lines.filter(purpose__startswith=MARK).delete()
        return
    land, rows = territory(), list[WorkItem]()
    lines.exclude(purpose__in=wanted).delete()
    for purpose, (role, code) in wanted.items():
        unit = land.units.get(code) or land.apart[code]
        item = work_item(visit, role, purpose=purpose)
        item.unit, item.unit_path = unit.code, unit.path
        rows.append(item)
    put(rows, unique=("subject_kind", "subject_id", "purpose"),
        update=SHOWN)  # fmt: skip


def _holders(visit: Inspection) -> dict[str, tuple[str, str]]:
    """Purpose of a line -> role and unit it waits for."""
    if visit.state == "planned":
        units = sorted(set(visit.team.values_list("unit", flat=True)))
        return {f"{MARK}{n}": ("inspector", code) for n, code in enumerate(units, start=1)}
    if visit.state == "differing":
        return {f"{MARK}0": ("organisation_department", visit.plan.unit)}
    return {}


def move_visit(
    visit: Inspection,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    words: Mapping[str, str] | None = None,
    supplied: frozenset[str] = frozenset(),
    terms: Terms | None = None,
    changes: Mapping[str, Any] | None = None,
    payload: Mapping[str, Any] | None = None,
) -> Inspection:
    """One move by whoever has a part in the visit. Raises `NotAllowed` for everybody else,
    `Stale`, `Refused` with all reasons."""
    check_version(visit, version)
    INSPECTION.move(name)
    able = standing(by, visit)
    if not able.grips:
        raise NotAllowed(Reason("not_of_this_visit"))
    with transaction.atomic():
        make(
            ready(visit, now), INSPECTION, name, by=able, now=now, version=version, words=words,
            supplied=supplied, terms=terms, changes=changes, payload=payload,
        )  # fmt: skip
        hand_to_holders(visit)
    return visit


def put_off(
    visit: Inspection, until: date, reason: str, *, by: Actor, now: datetime, version: int
) -> Inspection:
    """The office gives a visit another day, with its reason; when it was due stays as it is."""
    if until <= today_of(now):
        raise Invalid(Reason("put_off_not_later", field="put_off_until"))
    return move_visit(
        visit, "put_off", by=by, now=now, version=version, words={"reason": reason},
        supplied=frozenset({"put_off_until"}), terms=Terms(by_hand=end_of(until, now)),
        changes={"planned_on": until, "put_offs": visit.put_offs + 1},
        payload={"until": until.isoformat()},
    )  # fmt: skip


def reassign(
    visit: Inspection, team: Collection[int], reason: str, *, by: Actor, now: datetime,
    version: int,
) -> Inspection:  # fmt: skip
    """The office sends others, by appointment. Nobody who has to stand aside is ever sent.

    Raises `Invalid` naming who and why.
    """
    people = _sent(visit, team, now)
    with transaction.atomic():
        move_visit(
            visit, "reassign", by=by, now=now, version=version, words={"reason": reason},
            supplied=frozenset({"team"}),
            payload={"team": sorted(p.appointment for p in people)},
        )  # fmt: skip
        visit.team.all().delete()
        TeamSeat.objects.bulk_create(
            TeamSeat(visit=visit, appointment=p.appointment, unit=p.unit) for p in people
        )
        hand_to_holders(visit)
    return visit


def _sent(visit: Inspection, team: Collection[int], now: datetime) -> list[Inspector]:
    posts = {a.pk: a for a in inspectors_at(now)}
    if unknown := [pk for pk in team if pk not in posts]:
        raise Invalid(Reason("not_an_inspector", {"value": unknown[0]}, "team"))
    people = inspectors_of([posts[pk] for pk in dict.fromkeys(team)], now)
    subject, scheme = Subject(visit.unit, visit.unit_path, visit.kind), scheme_under(visit.plan)
    faults = [
        Reason(RECUSED[why], {"name": posts[one.appointment].person.name}, "team")
        for one in people
        if (why := recusal(one, subject))
    ]
    if len(people) < scheme.team_size or len({p.unit for p in people}) < scheme.team_units:
        told = {"size": scheme.team_size, "units": scheme.team_units}
        faults.append(Reason("no_inspectors", told, "team"))
    if faults:
        raise Invalid(*faults)
    return people


def drop(visit: Inspection, reason: str, *, by: Actor, now: datetime, version: int) -> Inspection:
    """The visit is not made; coverage says so, with the reason."""
    said = clean({"reason": reason}).get("reason", "")
    return move_visit(
        visit, "drop", by=by, now=now, version=version, words={"reason": reason},
        changes={"drop_reason": said[:300]},
    )  # fmt: skip


def sign(visit: Inspection, *, by: Actor, now: datetime, version: int) -> Inspection:
    """The unit agrees with the record."""
    changes = {"is_signed": True, "viewed_at": now}
    return move_visit(visit, "sign", by=by, now=now, version=version, changes=changes)


def differ(visit: Inspection, view: str, *, by: Actor, now: datetime, version: int) -> Inspection:
    """The unit states another view; it stands beside the record, which stays as it is."""
    said = _said("view", view)
    return move_visit(
        visit, "differ", by=by, now=now, version=version, words={"view": view},
        changes={"view": said, "viewed_at": now},
    )  # fmt: skip


def answer_view(
    visit: Inspection, answer: str, *, by: Actor, now: datetime, version: int
) -> Inspection:
    """The office answers another view, and the visit is closed."""
    said = _said("answer", answer)
    return move_visit(
        visit, "answer", by=by, now=now, version=version, words={"answer": answer},
        changes={"answer": said},
    )  # fmt: skip


def close_silent(visit: Inspection, *, by: Actor, now: datetime, version: int) -> Inspection:
    """The term is over and the unit said nothing."""
    return move_visit(visit, "close_silent", by=by, now=now, version=version)


def _said(name: str, text: str) -> str:
    said = clean({name: text}).get(name, "")
    if len(said) > LONGEST:
        raise Invalid(Reason("text_length", {"low": 2, "high": LONGEST}, name))
    return said


def end_of(day: date, now: datetime) -> datetime:
    """The last second of a day of the county."""
    return datetime.combine(day, time(23, 59, 59), rules_at(now)[1].zone)

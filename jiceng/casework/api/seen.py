"""What a case looks like from outside: to whoever holds its code, and to staff within reach."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries import needs_of, possible_moves, rules_at, timeline, words_of
from jiceng.casework.queries.story import ACTS
from jiceng.casework.rules.cases import light
from jiceng.kernel.process import Move, Process
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Attachment, JournalEntry, Note
from jiceng.kernel.records.names import named
from jiceng.kernel.records.rows import read
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.web.api import Answer, local
from jiceng.web.doors import Asked
from jiceng.web.words import paper, sentences, stored_sentences

Timeline = list[tuple[JournalEntry, list[Note]]]
NEXT: Mapping[str, str] = {
    "reported": N_("%(unit)s将核实情况并决定是否受理。"),
    "accepted": N_("%(unit)s将立案并确定承办单位。"),
    "filed": N_("%(unit)s将派给承办单位。"),
    "dispatched": N_("等待%(unit)s签收办理。"),
    "returned": N_("%(unit)s将重新确定承办单位。"),
    "disputed": N_("%(unit)s将裁定由谁承办。"),
    "handling": N_("%(unit)s正在办理。"),
    "suspended": N_("暂时不具备办理条件，条件具备后由%(unit)s继续办理。"),
    "handled": N_("已经处置，等待核查。"),
    "verifying": N_("正在核查处置结果。"),
    "closed": N_("已经结案。如果问题没有解决，可以在期限内要求重新办理。"),
    "refused": N_("不予受理，原因见办理记录。"),
    "merged": N_("与另一件相同事项合并办理。"),
    "archived": N_("已经归档。"),
}
PUBLIC_KINDS = frozenset({"report", "rate"}) | {m.name for m in CASE.moves} - {
    "ask_extension", "refuse_extension", "archive",
}  # fmt: skip
"""What happened in the open. Alarms, notes among staff and looks at contacts are not."""


class Happened(Answer):
    """One line of a timeline."""

    at: str
    kind: str
    label: str
    from_state: str
    to_state: str
    unit: UnitNamed | None
    notes: list[str]


class MoveOpen(Answer):
    """A move somebody's roles could try from here."""

    name: str
    label: str
    needs: list[str]
    blocked_by: list[str]


class Named(Answer):
    """Something by code and name."""

    code: str
    name: str


class Point(Answer):
    """WGS-84 degrees."""

    lon: float
    lat: float


class FileSeen(Answer):
    """A file of a case; `GET /uploads/{id}` gives it."""

    id: str
    kind: str
    size: int
    moment: str


class CaseListed(Answer):
    """A case as lists show it."""

    number: str
    title: str
    state: str
    state_label: str
    light: str
    case_type: Named | None
    source: str
    unit: UnitNamed
    tier: str
    grid_code: str | None
    area: Named | None
    place: str
    reported_at: str
    due_at: str | None
    stage_due_at: str | None
    closed_at: str | None
    version: int


class CaseSeen(Answer):
    """A case: the public part always, the rest for staff within reach."""

    number: str
    state: str
    state_label: str
    next: str
    unit: UnitNamed
    grid_code: str | None
    reported_at: str
    due_at: str | None
    provisional: bool
    closed_at: str | None
    rating: int | None
    because: list[str]
    timeline: list[Happened]
    title: str | None = None
    text: str | None = None
    light: str | None = None
    case_type: Named | None = None
    level: str | None = None
    source: str | None = None
    tier: str | None = None
    area: Named | None = None
    place: str | None = None
    location: Point | None = None
    stage_due_at: str | None = None
    first_due_at: str | None = None
    happened_at: str | None = None
    contact_hint: str | None = None
    attachments: list[FileSeen] | None = None
    version: int | None = None
    moves: list[MoveOpen] | None = None


def listed(case: Case, now: datetime) -> dict[str, Any]:
    """One line of a list."""
    return {
        "number": case.number,
        "title": case.title,
        "state": case.state,
        "state_label": _(CASE.state(case.state).label),
        "light": shown_light(case, now),
        "case_type": _type(case, now),
        "source": case.source,
        "unit": unit_named(case.unit),
        "tier": case.tier,
        "grid_code": case.grid_code or None,
        "area": _area(case),
        "place": case.place_text,
        "reported_at": local(case.reported_at),
        "due_at": local(case.due_at),
        "stage_due_at": local(case.stage_due_at),
        "closed_at": local(case.closed_since),
        "version": case.version,
    }


def public_view(case: Case, lines: Timeline | None = None) -> dict[str, Any]:
    """What the holder of the access code may know; `lines` is its timeline if already read."""
    unit = unit_named(case.unit)
    return {
        "number": case.number,
        "state": case.state,
        "state_label": _(CASE.state(case.state).label),
        "next": _(NEXT[case.state]) % {"unit": unit["name"]},
        "unit": unit,
        "grid_code": case.grid_code or None,
        "reported_at": local(case.reported_at),
        "due_at": local(case.due_at),
        "provisional": case.promise_provisional,
        "closed_at": local(case.closed_since),
        "rating": case.rating,
        "because": stored_sentences(case.because),
        "timeline": [
            _happened(line, [n for n in notes if n.is_public])
            for line, notes in (timeline(case) if lines is None else lines)
            if line.kind in PUBLIC_KINDS
        ],
    }


def staff_view(case: Case, actor: Actor, now: datetime) -> dict[str, Any]:
    """Everything but the contact, which is asked for apart and journalled."""
    contact = getattr(case, "contact", None)
    has_point = case.lon is not None and case.lat is not None
    lines = timeline(case)
    return {
        **public_view(case, lines),
        **listed(case, now),
        "text": case.text,
        "level": case.level,
        "location": {"lon": case.lon, "lat": case.lat} if has_point else None,
        "first_due_at": local(case.first_due_at),
        "happened_at": local(case.happened_at),
        "contact_hint": contact.hint if contact else None,
        "attachments": _files(case),
        "moves": moves_of(case, actor, now),
        "timeline": [_happened(line, notes) for line, notes in lines],
    }


def moves_of(case: Case, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The buttons of a case: what each needs and what still stands against it."""
    book, _calendar = rules_at(now)
    closing = book.type_of(case.case_type).needs
    return [
        {
            "name": move.name,
            "label": _(move.label),
            "needs": sorted(move.needs | needs_of(closing, move)),
            "blocked_by": sentences(reasons),
        }
        for move, reasons in possible_moves(case, actor, now)
    ]


def unit_named(code: str) -> dict[str, str]:
    """A unit by code and name; one that is no more keeps its code."""
    unit = territory().units.get(code)
    return {"code": code, "name": unit.name if unit else code}


def shown_light(case: Case, now: datetime) -> str:
    """The colour of a case; what rests is green."""
    state = CASE.state(case.state)
    if state.resting or state.final:
        return "green"
    moments = [m for m in (case.stage_due_at, case.due_at) if m]
    return light(now, min(moments, default=None), case.warn_at)


def paper_names(names: frozenset[str]) -> dict[str, str]:
    """Papers by name and label."""
    return {name: paper(name) for name in sorted(names)}


def _type(case: Case, now: datetime) -> dict[str, str] | None:
    if not case.case_type:
        return None
    kind = rules_at(now)[0].type_of(case.case_type)
    return {"code": case.case_type, "name": named(kind.name, kind.name_en) or case.case_type}


def _area(case: Case) -> dict[str, str] | None:
    area = territory().area(case.area_code)
    return {"code": area.code, "name": area.name} if area else None


def _files(case: Case) -> list[dict[str, Any]]:
    rows = read(
        Attachment,
        "WHERE subject_kind = %s AND subject_id = %s AND erased_at IS NULL ORDER BY id",
        "case",
        case.pk,
    )
    return [{"id": str(r.upload), "kind": r.kind, "size": r.size, "moment": r.moment} for r in rows]


def _happened(line: JournalEntry, notes: list[Note]) -> dict[str, Any]:
    unit = json.loads(line.payload).get("unit")
    return {
        "at": local(line.at),
        "kind": line.kind,
        "label": label_of(line.kind),
        "from_state": line.from_state,
        "to_state": line.to_state,
        "unit": unit_named(unit) if unit else None,
        "notes": [words_of(n) for n in notes],
    }


def label_of(kind: str) -> str:
    """A kind of journal line in words; one without words keeps its name."""
    if kind in ACTS:
        return _(ACTS[kind])
    try:
        return _(CASE.move(kind).label)
    except Refused:
        return kind


def nothing_against(move: Move) -> Sequence[Reason]:
    """Where the process says all there is to say."""
    return ()


def moves_seen(
    row: Movable,
    process: Process,
    request: Asked,
    *,
    actor: Actor | None = None,
    against: Callable[[Move], Sequence[Reason]] = nothing_against,
) -> list[dict[str, Any]]:
    """The moves a caller's roles could try from here, each with what stands against it.

    `row` is ready for guards; `against` tells what the process cannot know.
    """
    roles, calendar = (actor or request.actor).roles_towards(row), rules_at(request.now)[1]
    found = []
    for move in process.open_moves(row.state, roles):
        reasons = process.why_not(
            row, move, roles=roles, supplied=move.needs, now=request.now, calendar=calendar
        )
        found.append(
            {
                "name": move.name,
                "label": _(move.label),
                "needs": sorted(move.needs),
                "blocked_by": sentences([*reasons, *against(move)]),
            }
        )
    return found

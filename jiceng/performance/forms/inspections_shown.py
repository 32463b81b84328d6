"""How visits, their records and findings are told, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import url_of
from jiceng.casework.process import PROBLEM
from jiceng.casework.rules.problems import light_of
from jiceng.kernel.records.models import Appointment, Attachment
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.performance.models import Inspection, InspectionFinding
from jiceng.performance.process import INSPECTION
from jiceng.performance.queries.inspections import scheme_under
from jiceng.performance.rules.inspections import (
    ANSWERS,
    CHECKS,
    EVERY,
    UNIT_KINDS,
    Element,
    InspectionScheme,
)
from jiceng.web.doors import Asked

LIGHTS = {
    "planned": "new", "awaiting_view": "doing", "differing": "yellow", "closed": "done",
    "dropped": "rest",
}  # fmt: skip


def status_of(visit: Inspection, today: date) -> dict[str, str]:
    """The status tag of a visit: late where its part of the calendar is over."""
    if visit.state == "planned" and visit.ends_on < today:
        return {"light": "red", "text": _("逾期未巡查")}
    text = _(INSPECTION.state(visit.state).label)
    return {"light": LIGHTS.get(visit.state, "doing"), "text": text}


def row_of(visit: Inspection, today: date) -> dict[str, Any]:
    """A visit as a line of a list."""
    return {
        "url": url_of("inspection", visit.number),
        "name": visit.title,
        "number": visit.number,
        "kind": kind_name(visit.kind),
        "status": status_of(visit, today),
        "planned_on": visit.planned_on,
        "ends_on": visit.ends_on,
        "visited_on": visit.visited_on,
        "plan": visit.plan.title,
        "is_sample": visit.is_sample,
        "reason": visit.drop_reason,
    }


def kind_name(kind: str) -> str:
    return _(UNIT_KINDS.get(kind, kind))


def unit_called(code: str) -> str:
    """What a unit of territory or apart from it is called."""
    land = territory()
    unit = land.units.get(code) or land.apart.get(code)
    return unit.name if unit else code


def people_called(appointments: Iterable[int]) -> dict[int, str]:
    """Appointment -> unit and name: who acts in office is told."""
    rows = Appointment.objects.filter(pk__in=set(appointments)).select_related("person", "unit")
    return {row.pk: f"{row.unit} {row.person.name}" for row in rows}


def team_shown(visit: Inspection) -> list[dict[str, Any]]:
    """The team of a visit, and who of it was there."""
    seats = list(visit.team.order_by("pk"))
    called = people_called(s.appointment for s in seats)
    return [{"name": called.get(s.appointment, ""), "is_present": s.is_present} for s in seats]


def answers_shown(visit: Inspection) -> list[dict[str, Any]]:
    """Every element with what was answered; a figure with its counts, version and address."""
    scheme = scheme_under(visit.plan)
    return [
        {
            "name": element_name(element),
            "look": element.look,
            "text": _answered(element, visit.answers.get(element.code)),
            "note": visit.notes.get(element.code, ""),
            **_made_of(visit.answers.get(element.code)),
        }
        for element in scheme.elements
    ]


def element_name(element: Element) -> str:
    return named(element.name, element.name_en)


def _answered(element: Element, value: Any) -> str:
    if value in (None, ""):
        return "—"
    if isinstance(value, dict):
        return f"{value['value']}{value['unit']}"
    if element.answer == "check":
        return _(CHECKS.get(value, value))
    return f"{value}{element.unit}" if element.answer == "number" else str(value)


def _made_of(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    counts = (value["numerator"], value["denominator"])
    told = f"{counts[0]}/{counts[1]}" if None not in counts else ""
    return {"counts": told, "version": value["rule_version"], "url": value["url"],
            "as_of": value["as_of"][:10]}  # fmt: skip


def findings_shown(
    rows: Iterable[InspectionFinding], actor: Actor, request: Asked
) -> list[dict[str, Any]]:
    """Findings with how their problems stand now; the address for whoever may open it."""
    return [_finding(row, actor, request) for row in rows]


def _finding(row: InspectionFinding, actor: Actor, request: Asked) -> dict[str, Any]:
    problem = row.problem
    element = scheme_under(row.visit.plan).by_code.get(row.element)
    told = {
        "text": row.text,
        "element": element_name(element) if element else row.element,
        "unit": row.visit.title,
        "visit_url": url_of("inspection", row.visit.number),
        "visited_on": row.visit.visited_on,
    }
    if problem is None:
        return told
    return {
        **told,
        "number": problem.number,
        "url": url_of("problem", problem.number) if actor.sees(problem) else "",
        "light": light_of(problem.state, problem.due_at, request.now),
        "state": _(PROBLEM.state(problem.state).label),
        "due_at": problem.due_at,
        "struck_off_at": problem.struck_off_at,
    }


def photos_of(visit: Inspection, base: str) -> list[dict[str, str]]:
    """Pictures of a visit; `base` is the address they hang below."""
    rows = Attachment.objects.filter(
        subject_kind=visit.subject_kind, subject_id=visit.pk, kind="image", erased_at=None
    ).order_by("pk")
    return [
        {"url": f"{base}{row.upload}", "alt": _("现场照片 %(n)s") % {"n": n}}
        for n, row in enumerate(rows, start=1)
    ]


def scheme_shown(scheme: InspectionScheme) -> dict[str, Any]:
    """A scheme for its page."""
    return {
        "scheme": scheme,
        "name": named(scheme.name, scheme.name_en),
        "note": named(scheme.note, scheme.note_en),
        "elements": [
            {"element": e, "name": element_name(e), "answer": _answer_of(e)}
            for e in scheme.elements
        ],
        "frequencies": [
            {"kind": kind_name(f.kind), "every": _(EVERY[f.every]),
             "draw": _("全部") if f.draw == "all" else f.draw}
            for f in scheme.frequencies
        ],
    }  # fmt: skip


def _answer_of(element: Element) -> str:
    text = _(ANSWERS[element.answer])
    return f"{text}：{'、'.join(element.choices)}" if element.choices else text

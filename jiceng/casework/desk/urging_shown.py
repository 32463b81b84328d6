"""How urging and supervision from above are shown on the page of a matter.

`urging_panel` fills `casework/_urgings.html`, `taken_banner` fills `casework/_taken.html`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.labels import unit_name
from jiceng.casework.models import CallUp, Case, Problem, SupervisionItem, Urging
from jiceng.casework.process import URGING
from jiceng.casework.queries.supervision import directing
from jiceng.casework.queries.taking import TAKEABLE, is_late, taken_of, taking_grip
from jiceng.casework.queries.urging import has_ended, urgings_of
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Appointment, Attachment
from jiceng.kernel.records.rows import ask, table
from jiceng.web.doors import Asked

SHOWN = 20
KINDS: Mapping[str, str] = {
    "urge": N_("书面催办"),
    "slip": N_("督办单"),
    "talk": N_("约谈"),
    "circular": N_("通报"),
}
SLIPS: Mapping[str, str] = {
    "blue": N_("蓝色督办单"),
    "orange": N_("橙色督办单"),
    "red": N_("红色督办单"),
}
OFFICE = frozenset({"overseer"})


def kind_of(urging: Urging) -> str:
    """What was sent, in words: the colour of a slip, or its kind."""
    return _(SLIPS.get(urging.colour, KINDS.get(urging.kind, urging.kind)))


def status_of(urging: Urging) -> dict[str, str]:
    """The status tag of an urging."""
    text = _(URGING.state(urging.state).label)
    if urging.state == "sent":
        return {"light": "red" if urging.colour == "red" else "yellow", "text": text}
    light = {"answered": "done", "lapsed": "red"}.get(urging.state, "rest")
    return {"light": light, "text": text}


def senders(urgings: list[Urging]) -> dict[int, str]:
    """Who sent them: office and name; the clock for what nobody sent."""
    keys = {u.sent_by for u in urgings if u.sent_by > 0}
    rows = Appointment.objects.filter(pk__in=keys).select_related("person", "unit")
    return {0: _("系统按规则发出"), **{a.pk: f"{a.unit} {a.person}" for a in rows}}


def row_of(urging: Urging, sent_by: Mapping[int, str]) -> dict[str, Any]:
    """One line of a list of urgings."""
    return {
        "url": f"/desk/supervision/urgings/{urging.number}/",
        "number": urging.number,
        "title": urging.title,
        "kind": kind_of(urging),
        "colour": urging.colour,
        "unit": unit_name(urging.unit),
        "text": urging.text,
        "by": sent_by.get(urging.sent_by, ""),
        "at": urging.sent_at,
        "due_at": urging.answer_due_at if urging.state == "sent" else None,
        "answer": urging.answer,
        "answered_at": urging.answered_at,
        "status": status_of(urging),
    }


def hanging_on(target: Case | Problem) -> frozenset[str]:
    """What there is besides, by one statement, for it is mostly nothing.

    Urging and taken; for a case call_up; for a problem photo and recurrence.
    """
    kind, key = target.subject_kind, target.pk
    asked: list[tuple[str, type[Model], str, tuple[object, ...]]] = [
        ("urging", Urging, "target_kind = %s AND target_id = %s", (kind, key)),
        ("taken", SupervisionItem, "taken_kind = %s AND taken_id = %s", (kind, key)),
    ]
    if isinstance(target, Problem):
        asked += [
            ("photo", Attachment, "subject_kind = %s AND subject_id = %s", (kind, key)),
            ("recurrence", Problem, "recurrence_of_id = %s", (key,)),
        ]
    else:
        asked.append(("call_up", CallUp, "case_id = %s", (key,)))
    text = " UNION ".join(
        f"SELECT '{name}' FROM {table(model)} WHERE {where}"  # noqa: S608  our own tables
        for name, model, where, _ in asked
    )
    found = ask(text, *(value for *_, given in asked for value in given))
    return frozenset(str(row[0]) for row in found)


def urging_panel(request: Asked, target: Movable, *, any_sent: bool = True) -> dict[str, Any]:
    """What was sent about a matter and what came back; where to urge, for whoever may.

    `any_sent` False spares the question when it is known that nothing was.
    """
    rows = list(urgings_of(target)[:SHOWN]) if any_sent else []
    sent_by = senders(rows) if rows else {}
    may = directing(request.actor, target).acting_grip(target, OFFICE) is not None
    asked = urlencode({"kind": target.subject_kind, "number": target.number})
    return {
        "rows": [row_of(u, sent_by) for u in rows],
        "urge_url": f"/desk/supervision/urge?{asked}" if may and not has_ended(target) else "",
    }


def taken_banner(
    request: Asked, target: Movable, *, ever_taken: bool = True
) -> dict[str, Any] | None:
    """Who supervises a matter from above, since when and until when; or where to take it up.

    None where there is nothing to say. `ever_taken` False spares the question.
    """
    if target.subject_kind not in TAKEABLE:
        return None
    item = taken_of(target) if ever_taken else None
    if item is not None:
        may_lift = directing(request.actor, item).acting_grip(item, OFFICE) is not None
        return {
            "office": unit_name(item.unit),
            "number": item.number,
            "since": item.filed_at,
            "until": item.deadline,
            "lift_url": f"/desk/supervision/taken/{item.number}/lift" if may_lift else "",
        }
    if not is_late(target, request.now) or taking_grip(request.actor, target) is None:
        return None
    asked = urlencode({"kind": target.subject_kind, "number": target.number})
    return {"take_url": f"/desk/supervision/take?{asked}"}

"""A case told to staff: who did what when, and how it stands against its clocks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries.cases import timeline
from jiceng.casework.rules.cases import light
from jiceng.kernel.records.models import Appointment, JournalEntry, Note
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Refused

ACTS: Mapping[str, str] = {
    "report": N_("上报"),
    "note": N_("备注"),
    "rate": N_("评价"),
    "rate.comment": N_("评价留言"),
    "resident.note": N_("补充情况"),
    "show_contact": N_("查看联系方式"),
    "erase_contact": N_("删除联系方式"),
    "erase": N_("应要求删除"),
}
LIGHTS = {"closed": "done", "archived": "done", "handling": "doing", "verifying": "doing"}
RESTING = frozenset({"closed", "refused", "merged", "archived"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, as web/_timeline.html shows it."""

    actor: str
    act: str
    at: datetime
    text: str = ""
    quote: str = ""
    light: str = ""


def standing(
    state: str, due_at: datetime | None, warn_at: datetime | None, now: datetime
) -> dict[str, str]:
    """`{light, text}` of a case for web tags: its state, in the colour of its nearest clock."""
    text = _(CASE.state(state).label)
    if state in RESTING:
        return {"light": LIGHTS.get(state, "rest"), "text": text}
    urgent = light(now, due_at, warn_at)
    if urgent == "red":
        return {"light": "red", "text": _("%(state)s，已超期") % {"state": text}}
    return {"light": urgent if urgent == "yellow" else LIGHTS.get(state, "new"), "text": text}


def story(case: Case) -> list[Entry]:
    """What happened, newest first, with the names of those who acted for the county."""
    return entries_of(timeline(case))


def entries_of(lines: list[tuple[JournalEntry, list[Note]]]) -> list[Entry]:
    """The lines of a timeline as a page shows them, newest first."""
    posts = _posts(line for line, _notes in lines)
    entries = [_entry(line, notes, posts) for line, notes in lines]
    return entries[::-1]


def _posts(lines: Iterable[JournalEntry]) -> dict[int, str]:
    keys = {line.appointment for line in lines if line.appointment > 0}
    rows = Appointment.objects.filter(pk__in=keys).select_related("person", "unit")
    return {a.pk: f"{a.unit} {a.person}" for a in rows}


def _entry(line: JournalEntry, notes: list[Note], posts: Mapping[int, str]) -> Entry:
    payload = json.loads(line.payload)
    act, colour = _act(line.kind, payload)
    return Entry(
        actor=_actor(line.appointment, posts),
        act=act,
        at=line.at,
        text=_more(line, payload),
        quote="\n".join(words_of(n) for n in notes),
        light=colour,
    )


def words_of(note: Note) -> str:
    """What somebody wrote, or when it was erased."""
    return note.text if note.erased_at is None else erased_words(note.erased_at)


def erased_words(at: datetime) -> str:
    """What stands where something stood, with the county's day."""
    day = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return _("已按规定删除（%(on)s）") % {"on": f"{day:%Y-%m-%d}"}


def _actor(appointment: int, posts: Mapping[int, str]) -> str:
    if appointment == 0:
        return _("系统")
    return posts.get(appointment, _("上报人"))


def act_of(kind: str) -> str:
    """What a kind of line is called: 处置完成."""
    return _act(kind, {})[0]


def _act(kind: str, payload: Mapping[str, Any]) -> tuple[str, str]:
    if kind == "alarm":
        clock = _("承诺时限") if payload.get("clock") == "promise" else _("本环节时限")
        words = {"clock": clock, "percent": payload.get("percent", 0)}
        return _("提醒：%(clock)s已用 %(percent)s%%") % words, str(payload.get("light", ""))
    if kind in ACTS:
        return _(ACTS[kind]), ""
    try:
        label = CASE.move(kind).label
    except Refused:
        return kind, ""  # a line written by a newer version
    return _(label), "done" if kind == "close" else ""


def _more(line: JournalEntry, payload: Mapping[str, Any]) -> str:
    """To whom it went, where a line moved it."""
    unit = territory().units.get(str(payload.get("unit", "")))
    if unit is None or line.kind not in ("dispatch", "escalate", "arbitrate", "reopen"):
        return ""
    return _("承办单位：%(unit)s") % {"unit": unit.name}

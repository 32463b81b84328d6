"""What happened to a record of any process, as web/_timeline.html shows it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from jiceng.casework.queries import Entry
from jiceng.kernel.process import Process
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Appointment, JournalEntry, Note
from jiceng.kernel.refusal import Refused

MOST = 200


def by_name(held: Appointment) -> str:
    """Who acted, by unit and name."""
    return f"{held.unit} {held.person}"


def happened(
    subject: Movable,
    process: Process,
    acts: Mapping[str, str],
    called: Callable[[Appointment], str] = by_name,
    without_post: str = "",
) -> list[Entry]:
    """The last `MOST` lines, newest first; `acts` names the lines that are no moves.

    `called` says how whoever acted is called before this reader, `without_post` how somebody who
    acted without a post.
    """
    which = {"subject_kind": subject.subject_kind, "subject_id": subject.pk}
    lines = list(JournalEntry.objects.filter(**which).order_by("-seq")[:MOST])
    notes = {n.pk: n for n in Note.objects.filter(**which, erased_at=None)}
    held = Appointment.objects.filter(pk__in={x.appointment for x in lines if x.appointment > 0})
    posts = {a.pk: called(a) for a in held.select_related("person", "unit")}
    posts[-1] = without_post or _("系统")
    return [
        Entry(
            actor=posts.get(line.appointment, _("系统")),
            act=_act(line.kind, process, acts),
            at=line.at,
            quote="\n".join(_told(line, notes)),
            light="red" if line.kind == "alarm" else "",
        )
        for line in lines
    ]


def _act(kind: str, process: Process, acts: Mapping[str, str]) -> str:
    if kind == "alarm":
        return _("提醒：时限已近或已到")
    if kind in acts:
        return _(acts[kind])
    try:
        return _(process.move(kind).label)
    except Refused:
        return kind  # a line written by a newer version


def _told(line: JournalEntry, notes: Mapping[int, Note]) -> list[str]:
    named = json.loads(line.payload).get("notes", ())
    return [notes[key].text for key in named if key in notes]

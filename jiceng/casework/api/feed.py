"""The append-only feed of public events: numbers, kinds and instants, never words or names."""

from __future__ import annotations

from typing import Any

from ninja import Query

from jiceng.casework.api.cases import READERS
from jiceng.casework.api.seen import PUBLIC_KINDS, label_of
from jiceng.casework.models import Case
from jiceng.casework.queries import cases_of
from jiceng.kernel.records.models import JournalEntry
from jiceng.web.api import Answer, Calls, Listed, Page, local, machine, page_of
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked

calls = Calls("journal")


class PublicEvent(Answer):
    """Something that happened to a case within reach."""

    seq: int
    at: str
    kind: str
    label: str
    subject: str
    number: str
    from_state: str
    to_state: str


@calls.get("/journal", door=machine(*READERS, "auditor"), answer=Listed[PublicEvent])
def read_journal(request: Asked, wanted: Query[Page]) -> dict[str, Any]:
    """Public events in the order they happened, within the caller's reach.

    `after` is a `next`, or the `seq` of the last event read: so a reader goes on from the end.
    """
    after = wanted.after
    place = [int(after[:18])] if after.isdecimal() else read_cursor(after, int)
    lines = list(
        JournalEntry.objects.filter(
            subject_kind="case",
            kind__in=PUBLIC_KINDS,
            subject_id__in=cases_of(request.actor).values("pk"),
            seq__gt=place[0] if place else 0,
        ).order_by("seq")[: wanted.limit + 1]
    )
    keys = {line.subject_id for line in lines}
    numbers = dict(Case.objects.filter(pk__in=keys).values_list("pk", "number"))
    return page_of(lines, wanted.limit, show=lambda e: _shown(e, numbers), key=lambda e: (e.seq,))


def _shown(line: JournalEntry, numbers: dict[int, str]) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "at": local(line.at),
        "kind": line.kind,
        "label": label_of(line.kind),
        "subject": line.subject_kind,
        "number": numbers[line.subject_id],
        "from_state": line.from_state,
        "to_state": line.to_state,
    }

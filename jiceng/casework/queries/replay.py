"""The deadlines of a case worked out again from its journal and the rules of the time.

Whoever doubts a deadline can repeat it: same journal, same rule versions, same second
(decisions.md 29).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.rules.settling import settled, without_year
from jiceng.kernel.clocks import Clock
from jiceng.kernel.process import clocks_after
from jiceng.kernel.records.models import Configuration, JournalEntry
from jiceng.kernel.terms import Term

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass
class Replayed:
    """A case with nothing but its state and its clocks; every guard is content."""

    state: str = CASE.start
    entered_at: datetime = LONG_AGO
    stage: Clock = field(default_factory=Clock)
    promise: Clock = field(default_factory=Clock)


def replay(case: Case) -> Replayed:
    """Both clocks as the journal gives them."""
    shown = Replayed()
    lines = JournalEntry.objects.filter(subject_kind="case", subject_id=case.pk).order_by("seq")
    for line in lines:
        payload = json.loads(line.payload)
        if line.kind == "report":
            _start(shown, line.at, payload)
        elif line.kind in {m.name for m in CASE.moves}:
            _move(shown, line, payload)
        elif line.kind == "calendar_settled":
            _settle(shown, line, payload)
    return shown


def _start(shown: Replayed, at: datetime, payload: Mapping[str, Any]) -> None:
    book, calendar = rules_at(at)
    case_type = book.type_of(_type_code(payload))
    terms = book.terms_for(case_type, CASE.start)
    stage = terms.stage or CASE.state(CASE.start).term or book.general_promise
    shown.entered_at = at
    shown.stage = Clock.started(stage, at, calendar)
    promise = Term.parse(payload["promise"]) if "promise" in payload else case_type.promise
    shown.promise = Clock.started(promise, at, calendar)


def _move(shown: Replayed, line: JournalEntry, payload: Mapping[str, Any]) -> None:
    book, calendar = rules_at(line.at)
    move = CASE.move(line.kind)
    kind = book.type_of(_type_code(payload))
    given: dict[str, Any] = {
        name: Term.parse(payload[name]) for name in ("promise", "extend") if name in payload
    }
    terms = replace(book.terms_for(kind, move.target), promise_from=shown.promise.since, **given)
    stage, promise = clocks_after(CASE, move, shown, terms, line.at, calendar)
    shown.state, shown.stage, shown.promise = line.to_state, stage, promise
    shown.entered_at = line.at


def _settle(shown: Replayed, line: JournalEntry, payload: Mapping[str, Any]) -> None:
    """The notice of a year came: what was provisional was counted again (decisions.md 31)."""
    _, calendar = rules_at(line.at)
    before = without_year(calendar, int(payload["year"]))
    shown.stage = settled(shown.stage, before, calendar)
    shown.promise = settled(shown.promise, before, calendar)


def _type_code(payload: Mapping[str, Any]) -> str:
    version = payload.get("type_version") or 0
    row = Configuration.objects.filter(pk=version).first()
    return row.key if row else ""

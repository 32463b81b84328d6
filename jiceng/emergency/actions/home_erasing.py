"""What cases of an emergency hold of people goes: two weeks after each, and all at its closing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from jiceng.casework.actions.forgetting import forget_case
from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.emergency.models import CaseErasure, Emergency
from jiceng.emergency.queries.emergency_cases import due_to_go, personal_cases, written_since
from jiceng.emergency.queries.home_requests import kept_of
from jiceng.kernel.records.advance import tell
from jiceng.kernel.scope import SYSTEM_GRIP, Grip

UNTYPED = "应急事项"
"""Stands for a case whose type nobody has found out."""


def erase_home_words(now: datetime, *, limit: int = 200) -> int:
    """Whatever has reached its time, and whatever was written about a case after it was erased;
    returns how many cases were emptied."""
    gone = 0
    for row in Emergency.objects.filter(state__in=("active", "ended"), is_drill=False):
        if gone < limit:
            gone += _erase(row, due_to_go(row, now)[: limit - gone], SYSTEM_GRIP, now)
    for case in written_since().select_related("erasure__emergency")[: limit - gone]:
        gone += _erase(case.erasure.emergency, [case], SYSTEM_GRIP, now)
    return gone


def erase_all(row: Emergency, *, grip: Grip, now: datetime) -> None:
    """Everything that is left, and a line that says how much went in all; in the transaction of
    the closing."""
    if row.is_drill:
        return
    _erase(row, personal_cases(row), grip, now)
    erased = kept_of(row).erased
    if erased["cases"]:
        tell(row, grip, "emergency_erased", now=now, cases=erased["cases"], words=erased["notes"],
             contacts=erased["contacts"], pictures=erased["files"])  # fmt: skip


def _erase(row: Emergency, cases: Iterable[Case], grip: Grip, now: datetime) -> int:
    """Each in a transaction of its own; what was written since is added to its count."""
    book, done = rules_at(now)[0], 0
    for case in list(cases):
        with transaction.atomic():
            title = book.type_of(case.case_type).name or UNTYPED
            gone = forget_case(case, title, now=now, grip=grip)
            kept = CaseErasure.objects.get_or_create(
                case=case, defaults={"emergency": row, "at": now}
            )[0]
            CaseErasure.objects.filter(pk=kept.pk).update(
                at=now, contacts=F("contacts") + gone.contacts, notes=F("notes") + gone.notes,
                files=F("files") + gone.files,
            )  # fmt: skip
        done += 1
    return done

"""Looking again at closed cases drawn by lot (回头看): solved, not solved, or not to be told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case, Recheck
from jiceng.casework.process import RECHECK
from jiceng.casework.queries import rules_at, why_not_check, with_rules
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Passage, check_version, refuse_if
from jiceng.kernel.records.models import Note
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor


def answer_recheck(
    recheck: Recheck, name: str, *, reason: str, by: Actor, now: datetime, version: int
) -> Recheck:
    """`confirm`, `deny` or `miss`. Denying reopens the case while its window is open.

    After the window the denial still counts in the estimate; only the case stays closed. Raises
    `Refused`, among others for whoever handled the case in person or in unit.
    """
    check_version(recheck, version)
    words = mask_personal(reason.strip())[0]
    if len(words) > 2000:
        raise Invalid(Reason("text_length", {"low": 1, "high": 2000}, field="reason"))
    case = with_rules(recheck.case, now)
    _, calendar = rules_at(now)
    passage = Passage(recheck, RECHECK, now=now, calendar=calendar)
    with transaction.atomic():
        supplied = frozenset({"reason"}) if words else frozenset[str]()
        passage.move(name, by=by, terms=Terms(), supplied=supplied)
        refuse_if(why_not_check(case, by))
        passage.put(checked_at=now)
        passage.lines[-1][2]["notes"] = _keep(recheck, name, words, by, now)
        passage.write()
        if name == "deny" and may_reopen(case):
            make_move(case, "reopen", by=by, now=now, version=case.version,
                      given=Given(reason=words))  # fmt: skip
    return recheck


def may_reopen(case: Case) -> bool:
    """Whether denying will put the case back to work; ask after `with_rules`."""
    return case.state == "closed" and case.may_reopen


def _keep(recheck: Recheck, name: str, words: str, by: Actor, now: datetime) -> list[int]:
    if not words:
        return []
    grip = by.acting_grip(recheck, frozenset({"verifier"}))
    note = Note.objects.create(
        subject_kind="recheck",
        subject_id=recheck.pk,
        kind=f"{name}.reason",
        text=words,
        appointment=grip.appointment if grip else -1,
        at=now,
    )
    return [note.pk]

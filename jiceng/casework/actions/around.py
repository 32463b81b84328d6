"""What happens around a case without moving it: words, ratings, contact shown and erased."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from jiceng.casework.models import Case, Contact
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import Passage, refuse_if, tell
from jiceng.kernel.records.contacts import erased, show_to
from jiceng.kernel.records.models import Note
from jiceng.kernel.records.vault import mark, same
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.scope import RESIDENT, SYSTEM_GRIP, Actor, Grip

RATINGS = range(1, 6)
MAY_CALL = frozenset({"worker", "handler", "dispatcher", "verifier"})


def case_by_code(number: str, access_code: str) -> Case:
    """The case of whoever shows its number and code; wrong and unknown look alike."""
    case = Case.objects.filter(number=number.strip()).first()
    shown = mark(f"{number.strip()}:{access_code.strip().upper()}", "access_code")
    if case is None or not same(case.code_mark or "-", shown):
        raise NotFound(Reason("wrong_number_or_code"))
    return case


def add_note(
    case: Case, text: str, *, by: Actor, now: datetime, is_public: bool = False, kind: str = "note"
) -> Note:
    """Write something beside a case. No clock moves: an edit is not progress."""
    words = mask_personal(text.strip())[0]
    if not 1 <= len(words) <= 2000:
        raise Invalid(Reason("text_length", {"low": 1, "high": 2000}, field="note"))
    grip = by.acting_grip(case, by.roles)
    with transaction.atomic():
        note = Note.objects.create(
            subject_kind="case",
            subject_id=case.pk,
            kind=kind,
            text=words,
            is_public=is_public,
            appointment=grip.appointment if grip else -1,
            at=now,
        )
        tell(case, grip, kind, now=now, notes=[note.pk])
    return note


def rate(case: Case, rating: int, comment: str, *, now: datetime) -> Case:
    """The resident's rating, once, within the rating period after closing (decisions.md 50)."""
    book, calendar = rules_at(now)
    closed = case.closed_at if case.state in ("closed", "archived") else None
    until = closed + timedelta(days=book.rating_days) if closed else None
    if rating not in RATINGS:
        raise Invalid(Reason("bad_rating", field="rating"))
    refuse_if(
        None if closed else Reason("not_closed_yet"),
        Reason("already_rated") if case.rating else None,
        Reason("rating_period_over") if until and now > until else None,
    )
    with transaction.atomic():
        passage = Passage(case, CASE, now=now, calendar=calendar)
        passage.put(rating=rating, rated_at=now)
        passage.say(RESIDENT.grips[0], "rate", rating=rating)
        passage.write()
        if comment.strip():
            add_note(case, comment, by=RESIDENT, now=now, kind="rate.comment")
    return case


def show_contact(case: Case, *, by: Actor, now: datetime) -> dict[str, str]:
    """Name and phone in full, for whoever has to call back; every look is journalled."""
    contact = Contact.objects.filter(case=case).first()
    grip = by.acting_grip(case, by.roles_towards(case) & MAY_CALL)
    return show_to(grip, contact, f"contact:{case.pk}", case, "show_contact", now=now)


def erase_contact(case: Case, *, now: datetime, grip: Grip = SYSTEM_GRIP) -> bool:
    """Drop the key: what it locked is gone, here and in every backup (trust.md 39)."""
    with transaction.atomic():
        gone = Contact.objects.filter(case=case, erased_at=None).update(**erased(now))
        if gone:
            tell(case, grip, "erase_contact", now=now)
    return bool(gone)


def erase_due(now: datetime, *, limit: int = 500) -> int:
    """Erase what has reached its time; returns how many contacts went."""
    due = Contact.objects.filter(erase_at__lte=now, erased_at=None).select_related("case")
    return sum(erase_contact(contact.case, now=now) for contact in due[:limit])

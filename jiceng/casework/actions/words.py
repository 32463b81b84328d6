"""Words that come with an act: cleaned, kept in erasable rows, named in the journal by id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Note
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Grip

LONGEST = 2000


def clean(words: Mapping[str, str]) -> dict[str, str]:
    """What was given, trimmed and without numbers that point at a person; empty ones left out.

    Raises `Invalid` naming every field that is too long.
    """
    kept = {name: mask_personal(text.strip())[0] for name, text in words.items()}
    told = {"low": 1, "high": LONGEST}
    if long := [name for name, text in kept.items() if len(text) > LONGEST]:
        raise Invalid(*(Reason("text_length", told, field=name) for name in long))
    return {name: text for name, text in kept.items() if text}


def keep(
    subject: Movable, move: str, words: Mapping[str, str], grip: Grip | None, now: datetime
) -> list[int]:
    """Keep the words of one move as notes; the answer are their ids, for the journal line."""
    rows = [
        Note(
            subject_kind=subject.subject_kind,
            subject_id=subject.pk,
            kind=f"{move}.{name}",
            text=text,
            appointment=grip.appointment if grip else -1,
            at=now,
        )
        for name, text in words.items()
    ]
    return [note.pk for note in Note.objects.bulk_create(rows)] if rows else []

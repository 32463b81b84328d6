"""Seal, open and erase how somebody may be reached about one record (decisions.md 25).

`purpose` names the record: what was sealed for one cannot be opened as another's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from jiceng.kernel.places import mask_phone
from jiceng.kernel.records.advance import Movable, tell
from jiceng.kernel.records.models import SealedContact
from jiceng.kernel.records.vault import Sealed, seal, unseal
from jiceng.kernel.refusal import NotAllowed, NotFound, Reason
from jiceng.kernel.scope import SYSTEM_GRIP, Grip

M = TypeVar("M", bound=Model)


def sealed_contact(told: Mapping[str, str], purpose: str) -> dict[str, Any]:
    """Columns of a `SealedContact` for name, phone and whatever else is told."""
    sealed = seal(json.dumps(dict(told), ensure_ascii=False), purpose)
    phone = told.get("phone", "")
    return {"key": sealed.key, "sealed": sealed.text, "hint": mask_phone(phone) if phone else ""}


def open_contact(kept: SealedContact | None, purpose: str) -> dict[str, str]:
    """What was told. Raises `NotFound` where nothing was, or it is erased."""
    if kept is None or kept.key is None:
        raise NotFound(Reason("no_contact"))
    told: dict[str, str] = json.loads(unseal(Sealed(bytes(kept.key), bytes(kept.sealed)), purpose))
    return told


def erased(now: datetime) -> dict[str, Any]:
    """Columns of a `SealedContact` that is erased: without the key nobody reads it again."""
    return {"key": None, "sealed": b"", "hint": "", "erased_at": now}


def show_to(
    grip: Grip | None, kept: SealedContact | None, purpose: str, row: Movable, kind: str, *,
    now: datetime,
) -> dict[str, str]:  # fmt: skip
    """What was told in full, for whoever works on its record; each look is a line of the journal.

    Raises `NotAllowed` without a post for it, and as `open_contact` does.
    """
    if grip is None:
        raise NotAllowed(Reason("contact_not_yours"))
    shown = open_contact(kept, purpose)
    with transaction.atomic():
        tell(row, grip, kind, now=now)
    return shown


def erase_rows(due: QuerySet[M], erase: Callable[[list[M]], None], *, limit: int) -> int:
    """Empty rows whose time has come, with the journal lines that tell so; returns how many."""
    rows = list(due[:limit])
    if rows:
        with transaction.atomic():
            erase(rows)
    return len(rows)


def erase_contacts(
    due: QuerySet[Any], about: str, kind: str, *, now: datetime, limit: int, **emptied: Any
) -> int:
    """Drop contacts whose time has come, of records called `about`; returns how many.

    `emptied` are columns of the record that go with them.
    """

    def erase(rows: list[Any]) -> None:
        for kept in rows:
            row: Movable = getattr(kept, about)
            type(kept).objects.filter(pk=kept.pk).update(**erased(now))
            if emptied:
                type(row)._default_manager.filter(pk=row.pk).update(**emptied)
            tell(row, SYSTEM_GRIP, kind, now=now)

    open_still = due.filter(erase_at__lte=now, erased_at=None).select_related(about)
    return erase_rows(open_still, erase, limit=limit)

"""Seal, open and erase how somebody may be reached about one record (decisions.md 25).

`purpose` names the record: what was sealed for one cannot be opened as another's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiceng.kernel.places import mask_phone
from jiceng.kernel.records.models import SealedContact
from jiceng.kernel.records.vault import Sealed, seal, unseal
from jiceng.kernel.refusal import NotFound, Reason


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

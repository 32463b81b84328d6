"""Start a Party record that moves, and move it: what every process here shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.keys import next_key
from jiceng.party.models import Organisation

M = TypeVar("M", bound=Movable)


def place(model: type[M], letter: str, at: Organisation, *, now: datetime, **values: Any) -> M:
    """An unsaved record of an organisation, with key and number; its area stays empty (ADR 0011).

    To be called in the transaction that saves it. `letter` sets its numbers apart from others.
    """
    key = next_key(model)
    _, calendar = rules_at(now)
    return model(
        pk=key,
        number=letter + public_number(now.astimezone(calendar.zone).year, key),
        area_path="",
        unit=at.code,
        unit_path=at.path,
        tier=at.unit.tier,
        entered_at=now,
        **values,
    )

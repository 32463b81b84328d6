"""Tell whoever must act next that something has come to their desk."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiceng.casework.actions.sweep import notice_of
from jiceng.kernel.events import Event
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.records.models import Notice


def announce(payload: Mapping[str, Any], now: datetime) -> None:
    """One notice for the role that has the matter now; none for a matter at rest.

    The job and its notice are one transaction, so that it is told once.
    """
    subject = subject_of(payload)
    if subject is None:
        return
    state = kinds()[subject.subject_kind].process.state(subject.state)
    if not state.actor:
        return
    notice = notice_of(subject, str(payload["kind"])[:40], "", "holder", now)
    notice.key = f"{subject.subject_kind}:{subject.pk}:{secrets.token_hex(12)}"
    Notice.objects.bulk_create([notice])


def event_of(payload: Mapping[str, Any], now: datetime) -> Event | None:
    """The same as an event for listeners; None when its subject is gone."""
    subject = subject_of(payload)
    return Event(str(payload["kind"]), subject.number, now) if subject is not None else None


def subject_of(payload: Mapping[str, Any]) -> Movable | None:
    """The record a job speaks of: its payload names it by kind."""
    for name, kind in kinds().items():
        if name in payload:
            return kind.model._default_manager.filter(pk=payload[name]).first()
    return None

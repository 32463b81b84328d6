"""An honour is recorded with its evidence, and renewed with more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.refusal import Invalid, Reason, Stale
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.sites import area_of, keeper_grip, say, text_faults, unit_of
from jiceng.outreach.models import Honour, HonourTerm
from jiceng.outreach.queries.sites import today_of
from jiceng.outreach.rules.honours import term_faults

LONGEST = {"name": (1, 60), "granted_by": (1, 60), "told": (0, 300)}
DOCUMENT = {"document": (1, 120)}


@dataclass(frozen=True, slots=True)
class TermTold:
    """One term as it is written down; `evidence` are files sent before."""

    document: str
    valid_from: date
    valid_until: date | None
    evidence: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class HonourTold:
    """An honour as it is written down with its first term."""

    name: str
    granted_by: str
    area: str
    term: TermTold
    unit: str = ""
    """Empty: the desk that answers for the area."""
    told: str = ""
    is_sample: bool = field(default=False, kw_only=True)


def record_honour(given: HonourTold, *, by: Actor, now: datetime) -> Honour:
    """Write an honour down. Raises `NotAllowed`, `Invalid` naming each field."""
    area = area_of(given.area)
    unit = unit_of(given.unit, area)
    _check(given.term, [*text_faults(given, LONGEST)])
    key = next_key(Honour)
    with transaction.atomic():
        honour = Honour(
            pk=key, number="HO" + public_number(today_of(now).year, key),
            name=given.name.strip(), granted_by=given.granted_by.strip(),
            told=mask_personal(given.told.strip())[0], area_id=area.code, area_path=area.path,
            unit=unit.code, unit_path=unit.path, tier=unit.tier, is_sample=given.is_sample,
            valid_from=given.term.valid_from, valid_until=given.term.valid_until,
        )  # fmt: skip
        grip = keeper_grip(honour, by)
        honour.save(force_insert=True)
        _keep(honour, given.term, now)
        say(grip, "honour_recorded", "honour", honour.pk, now)
    return honour


def renew_honour(
    honour: Honour, term: TermTold, *, by: Actor, now: datetime, version: int
) -> Honour:
    """Another term, with its paper and evidence. Raises `Stale`, `NotAllowed`, `Invalid`."""
    grip = keeper_grip(honour, by)
    if not term.evidence:
        raise Invalid(Reason("evidence_missing", field="evidence"))
    _check(term, [], honour.valid_from)
    with transaction.atomic():
        rows = Honour.objects.filter(pk=honour.pk, version=version)
        told = {"valid_from": term.valid_from, "valid_until": term.valid_until}
        if not rows.update(**told, version=version + 1):
            raise Stale(Reason("stale"))
        honour.refresh_from_db()
        _keep(honour, term, now)
        say(grip, "honour_renewed", "honour", honour.pk, now)
    return honour


def _check(term: TermTold, faults: list[Reason], last: date | None = None) -> None:
    faults += text_faults(term, DOCUMENT)
    faults += term_faults(term.valid_from, term.valid_until, last)
    if faults:
        raise Invalid(*faults)


def _keep(honour: Honour, term: TermTold, now: datetime) -> None:
    kept = HonourTerm.objects.create(
        honour=honour, document=mask_personal(term.document.strip())[0],
        valid_from=term.valid_from, valid_until=term.valid_until, recorded_at=now,
    )  # fmt: skip
    free = Attachment.objects.filter(upload__in=term.evidence, subject_id=None, erased_at=None)
    found = free.update(subject_kind=HonourTerm.subject_kind, subject_id=kept.pk)
    if found != len(set(term.evidence)):
        raise Invalid(Reason("unknown_upload", field="evidence"))

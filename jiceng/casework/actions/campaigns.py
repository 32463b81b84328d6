"""Ledgers are opened and closed by whoever oversees a town or the county (facts.md §3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.models import Campaign
from jiceng.casework.queries.problems import keeps, problem_terms
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip

TIERS = ("town", "county")
LONGEST_LOOK_BACK = 1095


@dataclass(frozen=True, slots=True)
class Opened:
    """What a ledger is kept for; empty numbers and answers are taken from its kind."""

    kind: str
    name: str
    starts_on: date
    ends_on: date | None = None
    needs_notice: bool | None = None
    look_back_days: int | None = None


def open_campaign(given: Opened, *, by: Actor, now: datetime) -> Campaign:
    """Open a ledger at the widest post that oversees. Raises `NotAllowed`, `Invalid`."""
    grip = _keeper(by)
    kind = problem_terms(now).kinds.get(given.kind)
    faults = []
    if kind is None:
        faults.append(Reason("unknown_value", {"value": given.kind}, field="kind"))
    name = mask_personal(given.name.strip())[0]
    if not 2 <= len(name) <= 80:
        faults.append(Reason("text_length", {"low": 2, "high": 80}, field="name"))
    if given.ends_on and given.ends_on < given.starts_on:
        faults.append(Reason("period_reversed", field="ends_on"))
    days = given.look_back_days
    if days is not None and not 1 <= days <= LONGEST_LOOK_BACK:
        told = {"low": 1, "high": LONGEST_LOOK_BACK}
        faults.append(Reason("number_range", told, field="look_back_days"))
    if faults or kind is None:
        raise Invalid(*faults)
    with transaction.atomic():
        campaign = Campaign.objects.create(
            code="",
            name=name,
            kind=kind.code,
            starts_on=given.starts_on,
            ends_on=given.ends_on,
            unit=grip.unit,
            area_path=grip.area_path,
            needs_notice=kind.needs_notice if given.needs_notice is None else given.needs_notice,
            look_back_days=days or kind.look_back_days,
            opened_by=grip.appointment,
            opened_at=now,
        )
        campaign.code = f"{given.starts_on.year}-{campaign.pk:03d}"
        campaign.save(update_fields=["code"])
        append([line_by(grip, "open_campaign", "campaign", campaign.pk,
                        payload={"kind": kind.code, "code": campaign.code})], at=now)  # fmt: skip
    return campaign


def close_campaign(campaign: Campaign, *, by: Actor, now: datetime) -> None:
    """No more problems are added; those in it go on to their end."""
    if not keeps(by, campaign):
        raise NotAllowed(Reason("wrong_role", {"move": "关闭台账"}))
    if campaign.closed_at is not None:
        raise Refused(Reason("campaign_closed", {"name": campaign.name}))
    with transaction.atomic():
        campaign.closed_at = now
        campaign.save(update_fields=["closed_at"])
        append([line_by(_keeper(by), "close_campaign", "campaign", campaign.pk)], at=now)


def _keeper(by: Actor) -> Grip:
    able = [g for g in by.grips if "overseer" in g.roles and g.tier in TIERS]
    if not able:
        raise NotAllowed(Reason("may_not_keep"))
    return min(able, key=lambda g: len(g.area_path))

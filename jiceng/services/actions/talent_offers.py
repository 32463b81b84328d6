"""Somebody offers a trade; their contact is passed on when both said yes, and erased by rule."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import access_code, public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.contacts import erase_rows, erased, open_contact, sealed_contact
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.records.vault import mark
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason, Refused
from jiceng.kernel.scope import RESIDENT, SYSTEM_GRIP, Actor, Grip
from jiceng.services.models import OfferContact, Pairing, TalentOffer
from jiceng.services.queries.talent import KEEPERS, skills_at
from jiceng.services.rules.talent import WAYS, until_faults


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody offers to do, where and when, and how they may be reached."""

    skill: str
    statement: str
    phone: str
    free_from: date
    free_until: date
    name: str = ""
    area: str = ""
    way: str = "either"
    is_team: bool = False
    has_agreed: bool = False
    """They know what it is used for and when it is erased."""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class OfferReceipt:
    """What the person is told; the access code is shown once and kept only as a mark."""

    offer: TalentOffer
    access_code: str


def make_offer(given: Offer, *, now: datetime) -> OfferReceipt:
    """Hand an offer in. Raises `Invalid` naming each field."""
    today = now.astimezone(rules_at(now)[1].zone).date()
    if faults := [*_faults(given, now, today), *_person_faults(given)]:
        raise Invalid(*faults)
    code, area = access_code(secrets.token_bytes(16)), territory().area(given.area)
    with transaction.atomic():
        key = next_key(TalentOffer)
        number = "TO" + public_number(today.year, key)
        row = TalentOffer.objects.create(
            pk=key, number=number, code_mark=mark(f"{number}:{code}", "access_code"),
            skill=given.skill, statement=mask_personal(given.statement.strip())[0],
            is_team=given.is_team, way=given.way, area_path=area.path if area else "",
            free_from=given.free_from, free_until=given.free_until, made_at=now,
            is_sample=given.is_sample,
        )  # fmt: skip
        told = {"name": given.name, "phone": given.phone}
        OfferContact.objects.create(offer=row, **sealed_contact(told, f"talent_offer:{row.pk}"))
        _say(row, RESIDENT.grips[0], "offer_made", now)
    return OfferReceipt(row, code)


def _faults(given: Offer, now: datetime, today: date) -> Iterator[Reason]:
    if given.skill not in skills_at(now):
        yield Reason("unknown_skill", {"value": given.skill}, "skill")
    if given.way not in WAYS:
        yield Reason("unknown_value", {"value": given.way}, "way")
    if given.area and territory().area(given.area) is None:
        yield Reason("unknown_area", {"value": given.area}, "area")
    if not 5 <= len(given.statement.strip()) <= 300:
        yield Reason("text_length", {"low": 5, "high": 300}, "statement")
    yield from until_faults(given.free_until, today, "free_until")
    if given.free_from > given.free_until:
        yield Reason("free_reversed", field="free_from")


def _person_faults(given: Offer) -> Iterator[Reason]:
    digits = sum(c.isdigit() for c in given.phone)
    if not digits:
        yield Reason("offer_needs_phone", field="phone")
    elif not 7 <= digits <= 15:
        yield Reason("bad_phone", field="phone")
    if not given.has_agreed:
        yield Reason("offer_needs_word", field="has_agreed")


def withdraw_offer(row: TalentOffer, *, now: datetime) -> None:
    """The person takes it back; its contact is erased at once, not after a time."""
    if row.ended_at:
        raise Refused(Reason("offer_ended"))
    with transaction.atomic():
        end_offer(row, now)
        OfferContact.objects.filter(offer=row, erased_at=None).update(erase_at=now)
        _say(row, RESIDENT.grips[0], "offer_withdrawn", now)
        _erase(row, now)


def end_offer(row: TalentOffer, now: datetime) -> None:
    """From now on it is proposed to nobody; its words and contact go after the county's time."""
    until = now + timedelta(days=rules_at(now)[0].erase_days)
    TalentOffer.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now)
    OfferContact.objects.filter(offer=row, erase_at=None).update(erase_at=until)
    row.refresh_from_db()


def show_offerer(pairing: int, *, by: Actor, now: datetime) -> dict[str, str]:
    """Name and telephone, once both sides said yes; each look is journalled."""
    pair = Pairing.objects.select_related("need", "offer").filter(pk=pairing).first()
    if pair is None:
        raise NotFound(Reason("not_found"))
    grip = by.acting_grip(pair.need, KEEPERS)
    if grip is None:
        raise NotAllowed(Reason("contact_not_yours"))
    if not pair.is_agreed:
        raise Refused(Reason("not_both_yes"))
    kept = OfferContact.objects.filter(offer=pair.offer).first()
    shown = open_contact(kept, f"talent_offer:{pair.offer_id}")
    with transaction.atomic():
        _say(pair.offer, grip, "offer_shown", now)
    return shown


def erase_offers(now: datetime, *, limit: int = 500) -> int:
    """End offers whose last day is over, and empty those whose time has come; how many of these."""
    today = now.astimezone(rules_at(now)[1].zone).date()
    for row in TalentOffer.objects.filter(ended_at=None, free_until__lt=today)[:limit]:
        end_offer(row, now)
    due = OfferContact.objects.filter(erase_at__lte=now, erased_at=None)

    def erase(rows: list[OfferContact]) -> None:
        for kept in rows:
            _erase(kept.offer, now)

    return erase_rows(due.select_related("offer"), erase, limit=limit)


def _erase(row: TalentOffer, now: datetime) -> None:
    """What the person said, where, and how to reach them; number and days stay, to be counted."""
    OfferContact.objects.filter(offer=row).update(**erased(now))
    TalentOffer.objects.filter(pk=row.pk).update(skill="", statement="", area_path="")
    _say(row, SYSTEM_GRIP, "offer_erased", now)


def _say(row: TalentOffer, grip: Grip, kind: str, now: datetime) -> None:
    append([line_by(grip, kind, "talent_offer", row.pk)], at=now)

"""Needs for skills, offers that fit them, and an offer by its number and code."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from jiceng.kernel.records.access import of_unit
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.records.vault import mark, same
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.services.models import Pairing, SkillNeed, TalentOffer
from jiceng.services.rules.talent import KIND, Offered, Wanted, why_fits

KEEPERS = frozenset({"clerk", "decider"})
"""Who keeps needs, each for their own unit."""
MOST_MATCHES = 20
LOOKED_AT = 200
"""Open offers of a skill that are looked at for one need, those made last before the others."""


def skills_at(now: datetime) -> dict[str, str]:
    """Skills in force, key -> name in the reader's language."""
    rows = sorted(in_force(KIND, now).items())
    return {k: named(row.content["name"], row.content.get("name_en", "")) for k, row in rows}


def open_needs(today: date) -> QuerySet[SkillNeed]:
    """Needs anybody may read: still looked for, and not over."""
    return SkillNeed.objects.filter(ended_at=None, state="posted", until__gte=today)


def reach(actor: Actor) -> Q:
    """Needs of the units somebody works for; nothing for everybody else."""
    found = Q(pk__in=[])
    for grip in actor.grips:
        if grip.roles & KEEPERS and not grip.is_apart:
            found |= of_unit(grip)
    return found


def needs_of(actor: Actor) -> QuerySet[SkillNeed]:
    """Those within reach."""
    return SkillNeed.objects.filter(reach(actor))


def need_for(actor: Actor, number: str) -> SkillNeed:
    """One within reach, ready for guards; `NotFound` otherwise."""
    found = needs_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found)


def ready(need: SkillNeed) -> SkillNeed:
    """Put on what the guard asks."""
    need.is_agreed = any(pair.is_agreed for pair in need.pairings.all())
    return need


def pairs_of(need: SkillNeed) -> list[Pairing]:
    """Offers proposed for a need, the latest first."""
    return list(need.pairings.select_related("offer").order_by("-pk"))


def offer_by_code(number: str, code: str) -> TalentOffer:
    """The offer of whoever shows number and code; wrong and unknown look alike."""
    found = TalentOffer.objects.filter(number=number).first()
    shown = mark(f"{number}:{code.strip().upper()}", "access_code")
    if found is None or not same(found.code_mark, shown):
        raise NotFound(Reason("wrong_number_or_code"))
    return found


def matches_of(
    need: SkillNeed, now: datetime, today: date
) -> list[tuple[TalentOffer, tuple[Reason, ...]]]:
    """Open offers that fit a need and were not proposed for it, each with every reason."""
    known = need.pairings.values_list("offer", flat=True)
    offers = TalentOffer.objects.filter(skill=need.skill, ended_at=None, free_until__gte=today)
    rows = offers.exclude(pk__in=known).order_by("-pk")[:LOOKED_AT]
    found = ((offer, reasons_for(need, offer, now)) for offer in rows)
    return [(offer, because) for offer, because in found if because][:MOST_MATCHES]


def reasons_for(need: SkillNeed, offer: TalentOffer, now: datetime) -> tuple[Reason, ...]:
    """Why an offer fits a need; nothing when it does not."""
    area = territory().area(need.area_code)
    wanted = Wanted(need.skill, need.area_path, area.name if area else "", need.way, need.until)
    offered = Offered(offer.skill, offer.area_path, offer.way, offer.free_from, offer.free_until)
    content = in_force(KIND, now)
    name = content[need.skill].content["name"] if need.skill in content else need.skill
    return why_fits(wanted, offered, name)

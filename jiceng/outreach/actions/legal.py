"""Legal publicity is planned and told; lawyers take hours; what is a dispute goes on as a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import Passage
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.activities import ActivityPlan, keeper_grip, plan_activity
from jiceng.outreach.models import Activity, HandedOver, Lawyer, LegalDuty, LegalSession, Venue
from jiceng.outreach.process.activities import ACTIVITY, ORGANISER
from jiceng.outreach.queries.activities import venue_kinds, venue_places
from jiceng.outreach.queries.legal import programmes
from jiceng.outreach.rules.legal import Programme

SESSION, DUTY = "legal", "legal_duty"
"""Kinds of activity."""
DISPUTE = "dispute"
MOST_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class LegalPlan:
    """A session besides its activity."""

    programme: str
    law: str
    place_kind: str = ""
    """Empty: the kind of place its venue lies in."""
    speaker: str = ""


def plan_session(
    activity: ActivityPlan, given: LegalPlan, *, by: Actor, now: datetime
) -> LegalSession:
    """Write a session of legal publicity down. Raises what `plan_activity` raises, and `Invalid`
    for what its programme does not have."""
    place = given.place_kind or _place_of(activity.venue, now)
    programme = _programme(given, place, activity.starts_at, now)
    with transaction.atomic():
        held = plan_activity(
            replace(activity, kind=SESSION, campaign=f"legal.{programme.key}"), by=by, now=now
        )
        return LegalSession.objects.create(
            activity=held, programme=programme.key, place_kind=place, law=given.law,
            speaker=mask_personal(given.speaker.strip())[0][:40],
        )  # fmt: skip


def _place_of(venue: str, now: datetime) -> str:
    found = Venue.objects.filter(number=venue).first() if venue else None
    kind = venue_kinds(now).get(found.kind) if found else None
    return kind.place if kind else ""


def _programme(given: LegalPlan, place: str, at: datetime, now: datetime) -> Programme:
    found = next((p for p in programmes(now) if p.key == given.programme), None)
    if found is None:
        raise Invalid(Reason("unknown_value", {"value": given.programme}, "programme"))
    day = at.astimezone(rules_at(now)[1].zone).date()
    faults = []
    if given.law not in found.laws:
        faults.append(Reason("legal_law_not_offered", {"value": given.law}, "law"))
    if place not in venue_places(now):
        faults.append(Reason("legal_unknown_place", {"value": place}, "place_kind"))
    if not found.is_on(day):
        faults.append(Reason("legal_outside_programme", {"day": day.isoformat()}, "starts_at"))
    if faults:
        raise Invalid(*faults)
    return found


def tell_session(
    session: LegalSession, *, materials: int, consulted: int, by: Actor, now: datetime
) -> LegalSession:
    """Say how many leaflets were handed out and how many asked for advice, once it was held; said
    again it replaces what was said. Raises `NotAllowed`, `Refused`, `Invalid`."""
    grip = keeper_grip(session.activity, by)
    if session.activity.state != "held":
        raise Refused(Reason("legal_not_held"))
    counts = {"materials": materials, "consulted": consulted}
    faults = [
        Reason("number_range", {"low": 0, "high": MOST_COUNTED}, name)
        for name, number in counts.items()
        if not 0 <= number <= MOST_COUNTED
    ]
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        session.materials, session.consulted = materials, consulted
        session.save(update_fields=["materials", "consulted"])
        passage = Passage(session.activity, ACTIVITY, now=now, calendar=rules_at(now)[1])
        passage.say(grip, "legal_told", **counts)
        passage.write()
    return session


def register_lawyer(
    name: str, office: str, advises_on: str = "", *, by: Actor, is_sample: bool = False
) -> Lawyer:
    """Put somebody on the list of those who take hours. Raises `NotAllowed`, `Invalid`."""
    grips = [g for g in by.grips if g.roles & ORGANISER]
    if not grips:
        raise NotAllowed(Reason("not_activity_keeper"))
    faults = [
        Reason("text_length", {"low": low, "high": high}, field)
        for field, text, low, high in (
            ("name", name, 1, 20), ("office", office, 2, 60), ("advises_on", advises_on, 0, 120),
        )
        if not low <= len(text.strip()) <= high
    ]  # fmt: skip
    if faults:
        raise Invalid(*faults)
    unit = max(grips, key=lambda g: len(g.unit_path)).unit
    try:
        with transaction.atomic():
            return Lawyer.objects.create(
                name=name.strip(), office=office.strip(), unit=unit, is_sample=is_sample,
                advises_on=mask_personal(advises_on.strip())[0],
            )  # fmt: skip
    except IntegrityError as error:
        told = {"name": name.strip(), "office": office.strip()}
        raise Refused(Reason("lawyer_there", told)) from error


def plan_duty(activity: ActivityPlan, lawyer: int, *, by: Actor, now: datetime) -> LegalDuty:
    """Hours of a lawyer at a place; places are appointments. Raises what `plan_activity` raises:
    a lawyer is at one place at a time."""
    found = Lawyer.objects.filter(pk=lawyer, is_active=True).first()
    if found is None:
        raise Invalid(Reason("lawyer_not_there", field="lawyer"))
    taken = {f"lawyer:{found.pk}": found.name}
    with transaction.atomic():
        held = plan_activity(replace(activity, kind=DUTY, resources=taken), by=by, now=now)
        return LegalDuty.objects.create(activity=held, lawyer=found)


def hand_over(activity: Activity, given: Raised, *, by: Actor, now: datetime) -> HandedOver:
    """A dispute that came up goes on as a case of its area. Raises `NotAllowed`, `Refused`, and
    what taking a case in raises."""
    grip = keeper_grip(activity, by)
    if activity.starts_at > now:
        raise Refused(Reason("dispute_before_it_began"))
    with transaction.atomic():
        case: Case = raise_case(
            replace(given, source="clerk", grid_code=str(activity.area_id)), by=by, now=now
        ).case
        passage = Passage(activity, ACTIVITY, now=now, calendar=rules_at(now)[1])
        passage.say(grip, "dispute_handed_over", case=case.number)
        passage.write()
        return HandedOver.objects.create(activity=activity, case=case, at=now)

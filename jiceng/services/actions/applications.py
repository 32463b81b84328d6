"""An application is handed in, looked at, decided within its promise, rated; its contact goes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import access_code, public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.contacts import erase_contacts, sealed_contact, show_to
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.records.vault import mark
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import RESIDENT, SYSTEM, Actor
from jiceng.services.models import Applicant, Application, ServicePoint
from jiceng.services.process import APPLICATION
from jiceng.services.queries.applications import WORKERS, ready
from jiceng.services.queries.items import holder_of, item_as_of, item_for
from jiceng.services.rules.items import ServiceItem

LONGEST_NOTE = 500
RATINGS = range(1, 6)
DECIDED = frozenset({"grant", "decline", "decide_at_once"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody applies for."""

    item: str
    phone: str
    name: str = ""
    papers: tuple[str, ...] = ()
    """Keys of papers that are there."""
    channel: str = "online"
    point: ServicePoint | None = None
    area: str = ""
    note: str = ""
    by_agent: bool = False
    has_word: bool = False
    """An agent confirms that the applicant agrees."""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant is told; the access code is shown once and kept only as a mark."""

    application: Application
    access_code: str


@dataclass(frozen=True, slots=True)
class Papers:
    """What comes with a move."""

    missing_papers: str = ""
    opinion: str = ""
    result: str = ""
    reason: str = ""
    received: tuple[str, ...] = ()
    """With `supplement`: keys of the papers that came."""


def apply_for(given: Asked, *, by: Actor = RESIDENT, now: datetime) -> Receipt:
    """Hand an application in. Raises `Invalid` naming each field.

    It has a promise from its first second: a working day for acceptance, then the item's own.
    """
    item = item_for(given.item, now)
    if faults := list(_faults(given, item)):
        raise Invalid(*faults)
    unit = territory().units[holder_of(item, given.point, now, given.area)]
    code, calendar = access_code(secrets.token_bytes(16)), rules_at(now)[1]
    with transaction.atomic():
        key = next_key(Application)
        number = "AP" + public_number(now.astimezone(calendar.zone).year, key)
        row = Application(
            pk=key, number=number, title=item.name, unit=unit.code, unit_path=unit.path,
            area_path=territory().areas[unit.area].path, tier=unit.tier, entered_at=now,
            item=item.key, item_version=item.version, point=given.point, channel=given.channel,
            area_code=given.area, note=mask_personal(given.note.strip())[0],
            papers=sorted(set(given.papers)), by_agent=given.by_agent, submitted_at=now,
            code_mark=mark(f"{number}:{code}", "access_code"), is_sample=given.is_sample,
        )  # fmt: skip
        grip = by.acting_grip(row, by.roles) if by is not RESIDENT else RESIDENT.grips[0]
        start(row, APPLICATION, "applied", grip=grip, now=now, due_at=promised(item, now),
              item=item.key, version=item.version, channel=given.channel)  # fmt: skip
        _keep_applicant(row, given)
    return Receipt(ready(row), code)


def promised(item: ServiceItem, now: datetime) -> datetime:
    """When an application handed in now is decided at the latest."""
    calendar = rules_at(now)[1]
    first = APPLICATION.state(APPLICATION.start).term
    accepted = calendar.due(now, first).at if first else now
    return calendar.due(accepted, item.promise).at


def _faults(given: Asked, item: ServiceItem) -> Iterator[Reason]:
    if given.channel not in item.channels:
        yield Reason("channel_not_offered", {"item": item.name}, "channel")
    for key in sorted(set(given.papers)):
        if item.paper(key) is None:
            yield Reason("paper_not_of_item", {"value": key}, "papers")
    if len(given.note) > LONGEST_NOTE:
        yield Reason("text_length", {"low": 0, "high": LONGEST_NOTE}, "note")
    if given.area and given.area not in territory().areas:
        yield Reason("unknown_area", {"value": given.area}, "area")
    yield from _people_faults(given)


def _people_faults(given: Asked) -> Iterator[Reason]:
    """What is wrong with how to reach the applicant, and with whoever acts for them."""
    digits = sum(c.isdigit() for c in given.phone)
    if not digits:
        yield Reason("applicant_needs_phone", field="phone")
    elif not 7 <= digits <= 15:
        yield Reason("bad_phone", field="phone")
    if given.by_agent and not given.has_word:
        yield Reason("agent_needs_word", field="has_word")


def _keep_applicant(row: Application, given: Asked) -> None:
    told = {"name": given.name, "phone": given.phone}
    Applicant.objects.create(application=row, **sealed_contact(told, f"applicant:{row.pk}"))


def move_application(
    row: Application, name: str, *, by: Actor, now: datetime, version: int,
    given: Papers | None = None,
) -> Application:  # fmt: skip
    """Any move. Raises `Stale`, `Refused` with all reasons, `Invalid`.

    Whoever examined does not decide.
    """
    check_version(row, version)
    papers = given or Papers()
    if name in ("grant", "decline") and row.examined_by == by.person:
        raise Refused(Reason("decided_by_examiner"))
    if name == "supplement":
        _check_supplement(row, papers.received)
    words = {"missing_papers": papers.missing_papers, "opinion": papers.opinion,
             "result": papers.result, "reason": papers.reason}  # fmt: skip
    with transaction.atomic():
        make(
            row, APPLICATION, name, by=by, now=now, version=version, words=words,
            terms=_terms(row, name, now), changes=_changes(row, name, papers, by, now),
        )  # fmt: skip
        if APPLICATION.state(row.state).resting or row.state == "withdrawn":
            until = now + timedelta(days=rules_at(now)[0].erase_days)
            Applicant.objects.filter(application=row, erased_at=None).update(erase_at=until)
    return ready(row)


def _check_supplement(row: Application, received: tuple[str, ...]) -> None:
    """Time runs again once every paper is there: nobody is asked a second time."""
    item = item_as_of(row.item, row.item_version)
    if unknown := [key for key in received if item.paper(key) is None]:
        raise Invalid(*(Reason("paper_not_of_item", {"value": key}, "papers") for key in unknown))
    there = {*row.papers, *received}
    if lacking := [p.name for p in item.papers if p.key not in there]:
        raise Refused(Reason("papers_still_lacking", {"papers": "、".join(lacking)}))


def _terms(row: Application, name: str, now: datetime) -> Terms:
    """Acceptance gives the item's own term; what is decided rests until the rating is over."""
    if name == "accept":
        return Terms(stage=item_as_of(row.item, row.item_version).promise)
    if name in DECIDED:
        return Terms(rest_until=now + timedelta(days=rules_at(now)[0].rating_days))
    return Terms()


def _changes(
    row: Application, name: str, papers: Papers, by: Actor, now: datetime
) -> dict[str, Any]:
    told: dict[str, dict[str, Any]] = {
        "accept": {"accepted_at": now},
        "ask_supplement": {"supplement_asked_at": now},
        "supplement": {"supplemented_at": now, "papers": sorted({*row.papers, *papers.received})},
        "examine": {"examined_by": by.person},
    }
    if name in DECIDED:
        return _decided(row, now)
    return told.get(name, {})


def _decided(row: Application, now: datetime) -> dict[str, Any]:
    calendar = rules_at(now)[1]
    accepted = row.accepted_at or now
    days = [at.astimezone(calendar.zone).date() for at in (row.submitted_at, now)]
    return {
        "accepted_at": accepted,
        "decided_at": now,
        "is_same_day": days[0] == days[1],
        "is_kept": row.due_at is None or now <= row.due_at,
        "spent_minutes": max(0, calendar.between(accepted, now)) // 60,
    }


def receive_papers(
    row: Application, keys: tuple[str, ...], *, by: Actor, now: datetime, version: int
) -> Application:
    """A clerk notes which papers are there. Raises `NotAllowed`, `Invalid`, `Refused`, `Stale`."""
    check_version(row, version)
    grip = by.acting_grip(row, frozenset({"clerk"}))
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    if row.state not in ("submitted", "supplementing"):
        label = APPLICATION.state(row.state).label
        raise Refused(Reason("papers_closed", {"state": label}))
    item = item_as_of(row.item, row.item_version)
    unknown = [
        Reason("paper_not_of_item", {"value": k}, "papers") for k in keys if not item.paper(k)
    ]
    if unknown:
        raise Invalid(*unknown)
    with transaction.atomic():
        passage = Passage(row, APPLICATION, now=now, calendar=rules_at(now)[1])
        passage.put(papers=sorted(set(keys)))
        passage.say(grip, "papers_received", papers=sorted(set(keys)))
        passage.write()
    return ready(row)


def rate_application(row: Application, rating: int, *, now: datetime) -> Application:
    """The applicant's own rating, once, after the decision (好差评)."""
    if rating not in RATINGS:
        raise Invalid(Reason("bad_rating", field="rating"))
    if row.decided_at is None:
        raise Refused(Reason("application_not_decided"))
    if row.rating is not None:
        raise Refused(Reason("rated_already"))
    with transaction.atomic():
        passage = Passage(row, APPLICATION, now=now, calendar=rules_at(now)[1])
        passage.put(rating=rating)
        passage.say(RESIDENT.grips[0], "application_rated", rating=rating)
        passage.write()
    return row


def archive_due(row: Any, now: datetime) -> None:
    """The clock's own move, once the time for rating is over (sweep `window`)."""
    move_application(row, "archive", by=SYSTEM, now=now, version=row.version)


def show_applicant(row: Application, *, by: Actor, now: datetime) -> dict[str, str]:
    """Name and telephone in full for whoever works on it; each look is journalled."""
    kept = Applicant.objects.filter(application=row).first()
    grip = by.acting_grip(row, WORKERS)
    return show_to(grip, kept, f"applicant:{row.pk}", row, "applicant_shown", now=now)


def erase_applicants(now: datetime, *, limit: int = 500) -> int:
    """Drop contacts whose time has come, and the words beside them; returns how many."""
    return erase_contacts(
        Applicant.objects.all(), "application", "applicant_erased", now=now, limit=limit, note=""
    )

"""Needs for skills are posted, offers proposed, talks noted, outcomes followed up (S14, S25)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.services.actions.talent_offers import end_offer
from jiceng.services.models import Pairing, SkillNeed, StationVisit, TalentOffer
from jiceng.services.process import SKILL_NEED
from jiceng.services.queries.talent import KEEPERS, ready, reasons_for, skills_at
from jiceng.services.rules.talent import POSTERS, VISITS, WAYS, until_faults

OUTCOME = {"place": "placed", "found_venture": "founded", "end_unmet": "none", "search_again": ""}


@dataclass(frozen=True, slots=True)
class Need:
    """Who needs somebody for what, how many, where, until when."""

    poster: str
    poster_kind: str
    reached_at: str
    title: str
    skill: str
    detail: str
    until: date
    area: str
    count: int = 1
    way: str = "on_site"
    is_sample: bool = False


def post_need(given: Need, *, by: Actor, now: datetime) -> SkillNeed:
    """Post a need. Raises `NotAllowed`, or `Invalid` naming each field."""
    grip = next((g for g in by.grips if g.roles & KEEPERS and not g.is_apart), None)
    if grip is None:
        raise NotAllowed(Reason("not_need_keeper"))
    today = now.astimezone(rules_at(now)[1].zone).date()
    if faults := [*_choice_faults(given, now), *_text_faults(given, today)]:
        raise Invalid(*faults)
    texts = {n: mask_personal(getattr(given, n).strip())[0] for n in ("title", "detail", "poster")}
    with transaction.atomic():
        key = next_key(SkillNeed)
        row = SkillNeed(
            pk=key, number="TN" + public_number(today.year, key), unit=grip.unit,
            unit_path=grip.unit_path, tier=grip.tier, area_code=given.area,
            area_path=territory().areas[given.area].path, poster_kind=given.poster_kind,
            reached_at=given.reached_at.strip(), skill=given.skill, count=given.count,
            way=given.way, until=given.until, posted_at=now, is_sample=given.is_sample, **texts,
        )  # fmt: skip
        start(row, SKILL_NEED, "need_posted", grip=grip, now=now, skill=given.skill)
    return ready(row)


def _choice_faults(given: Need, now: datetime) -> Iterator[Reason]:
    if given.skill not in skills_at(now):
        yield Reason("unknown_skill", {"value": given.skill}, "skill")
    if given.area not in territory().areas:
        yield Reason("unknown_area", {"value": given.area}, "area")
    for name, known in (("way", WAYS), ("poster_kind", POSTERS)):
        if getattr(given, name) not in known:
            yield Reason("unknown_value", {"value": getattr(given, name)}, name)


def _text_faults(given: Need, today: date) -> Iterator[Reason]:
    lengths = (("poster", 60), ("reached_at", 60), ("title", 60), ("detail", 300))
    for name, high in lengths:
        if not 2 <= len(getattr(given, name).strip()) <= high:
            yield Reason("text_length", {"low": 2, "high": high}, name)
    if not 1 <= given.count <= 99:
        yield Reason("people_range", field="count")
    yield from until_faults(given.until, today, "until")


def move_need(
    row: SkillNeed, name: str, *, by: Actor, now: datetime, version: int, reason: str = "",
    result: str = "",
) -> SkillNeed:  # fmt: skip
    """Any move. Raises `Stale`, `Refused` with all reasons, `Invalid`. What was agreed ends with
    a success, and so does the offer; a new search asks both sides anew."""
    changes: dict[str, Any] = {"outcome": OUTCOME[name]} if name in OUTCOME else {}
    if name in ("follow_up", "end_unmet"):
        changes["ended_at"] = now
    with transaction.atomic():
        make(ready(row), SKILL_NEED, name, by=by, now=now, version=version, changes=changes,
             words={"reason": reason, "result": result})  # fmt: skip
        agreed = [pair for pair in row.pairings.select_related("offer") if pair.is_agreed]
        for pair in agreed if name in ("follow_up", "search_again") else ():
            if name == "follow_up":
                end_offer(pair.offer, now)
            else:
                Pairing.objects.filter(pk=pair.pk).update(declined_at=now, declined_by="need")
    return ready(row)


def propose(row: SkillNeed, offer: int, *, by: Actor, now: datetime, version: int) -> Pairing:
    """Propose an offer for a need: the person sees it by number and code, and says yes or no."""
    grip = _keeper(row, by, version)
    if row.state != "posted":
        label = SKILL_NEED.state(row.state).label
        raise Refused(Reason("need_not_open", {"state": label}))
    kept = TalentOffer.objects.filter(pk=offer, ended_at=None).first()
    if kept is None:
        raise Refused(Reason("offer_ended"))
    if row.pairings.filter(offer=kept).exists():
        raise Refused(Reason("pair_known"))
    because = reasons_for(row, kept, now)
    if not because:
        raise Refused(Reason("does_not_fit"))
    with transaction.atomic():
        pair = Pairing.objects.create(
            need=row, offer=kept, because=[r.as_json() for r in because], proposed_at=now
        )
        _say(row, grip, "pair_proposed", now, offer=kept.number)
    return pair


def answer_for_need(
    row: SkillNeed, pairing: int, is_yes: bool, *, by: Actor, now: datetime, version: int
) -> Pairing:
    """The clerk writes down what whoever posted the need says to an offer."""
    grip = _keeper(row, by, version)
    pair = _open_pair(row.pairings.filter(pk=pairing).first())
    if is_yes and pair.need_yes_at:
        raise Refused(Reason("pair_answered"))
    with transaction.atomic():
        _answer(pair, "need", is_yes, now)
        _say(row, grip, "pair_yes_need" if is_yes else "pair_no", now, **_matched(row, pair, now))
    return pair


def answer_for_offer(offer: TalentOffer, pairing: int, is_yes: bool, *, now: datetime) -> Pairing:
    """The person's own yes or no, by number and code. Raises `NotFound`, `Refused`."""
    if offer.ended_at:
        raise Refused(Reason("offer_ended"))
    pair = _open_pair(offer.pairings.select_related("need").filter(pk=pairing).first())
    if is_yes and pair.offer_yes_at:
        raise Refused(Reason("pair_answered"))
    with transaction.atomic():
        _answer(pair, "offer", is_yes, now)
        row = pair.need
        _say(row, None, "pair_yes_offer" if is_yes else "pair_no", now, **_matched(row, pair, now))
    return pair


def _open_pair(pair: Pairing | None) -> Pairing:
    if pair is None:
        raise NotFound(Reason("not_found"))
    if pair.declined_at:
        raise Refused(Reason("pair_answered"))
    return pair


def _answer(pair: Pairing, side: str, is_yes: bool, now: datetime) -> None:
    if is_yes:
        setattr(pair, f"{side}_yes_at", now)
    else:
        pair.declined_at, pair.declined_by = now, side
    pair.save()


def _matched(row: SkillNeed, pair: Pairing, now: datetime) -> dict[str, Any]:
    """The first time both said yes is when the need was matched."""
    return {"matched_at": now} if pair.is_agreed and row.matched_at is None else {}


def note_visit(
    row: SkillNeed, on: date, kind: str, note: str, *, by: Actor, now: datetime, version: int
) -> StationVisit:
    """A visit or a talk at the station. Raises `Invalid` naming each field."""
    grip = _keeper(row, by, version)
    faults = []
    if kind not in VISITS:
        faults.append(Reason("unknown_value", {"value": kind}, "kind"))
    if on > now.astimezone(rules_at(now)[1].zone).date():
        faults.append(Reason("day_in_the_future", field="on"))
    if not 2 <= len(note.strip()) <= 300:
        faults.append(Reason("text_length", {"low": 2, "high": 300}, "note"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        words = mask_personal(note.strip())[0]
        made = StationVisit.objects.create(need=row, on=on, kind=kind, note=words, at=now)
        _say(row, grip, "visit_noted", now)
    return made


def _keeper(row: SkillNeed, by: Actor, version: int) -> Grip:
    check_version(row, version)
    grip = by.acting_grip(row, KEEPERS)
    if grip is None:
        raise NotAllowed(Reason("not_need_keeper"))
    return grip


def _say(row: SkillNeed, grip: Grip | None, act: str, now: datetime, **more: Any) -> None:
    """One journal line and the next version; `matched_at` is put where it is given."""
    passage = Passage(row, SKILL_NEED, now=now, calendar=rules_at(now)[1])
    if "matched_at" in more:
        passage.put(matched_at=more.pop("matched_at"))
    passage.say(grip, act, **more)
    passage.write()

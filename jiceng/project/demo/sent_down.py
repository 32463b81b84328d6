"""Funds and goods that departments sent to communities, and needs for skills with offers that fit:
told by the same acts. Fictitious, marked 示例; nobody's number is anybody's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from jiceng.kernel.scope import Actor
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office
from jiceng.services.actions import talent
from jiceng.services.actions.allotment_uses import Use, answer_use, use_allotment
from jiceng.services.actions.allotments import (
    Handover,
    Sending,
    move_allotment,
    send_down,
)
from jiceng.services.actions.talent_offers import Offer, make_offer
from jiceng.services.models import Allotment, SkillNeed
from jiceng.services.rules.allotments import read_amount

Row = Mapping[str, Any]
FICTITIOUS = "0898-00000000"
LASTS = 180
"""Days a need and an offer of the demo last."""


def allotments_story(office: Office, row: Row) -> Story:
    """What one row sends, to each receiver a story of its own."""
    yield office.days.on(office.today - timedelta(days=row["starts"]))
    for receiver, fate in zip(row["receivers"], row["fates"], strict=True):
        office.agenda.add(allotment_story(office, row, receiver, fate))


def allotment_story(office: Office, row: Row, receiver: str, fate: str) -> Story:
    """Sent, counted, used as far as its fate brings it by today."""
    days, kind = office.days, row["kind"]
    now = yield days.on(office.today - timedelta(days=row["starts"]))
    by = office.cast.of(row["sender"], "clerk")
    sending = Sending(
        kind, receiver, row["title"], read_amount(kind, row["amount"]), row["purpose"],
        office.today + timedelta(days=row["left"]), now.year, row["source"],
        measure=row.get("measure", ""), document_number=row.get("document_number", ""),
        is_sample=True,
    )  # fmt: skip
    made = send_down(sending, by=by, now=now)
    if fate == "waiting":
        return
    clerk = office.cast.of(receiver, "clerk")
    now = yield days.after(now, 2)
    _move(made, "receive", clerk, now)
    if fate == "idle":
        return
    for place, (purpose, amount) in enumerate(row["uses"], start=1):
        now = yield days.after(now, 14)
        head = office.cast.of(receiver, "decider")
        _use(made, Use(read_amount(kind, amount), now.date(), purpose, f"示例票据 {place:03d}"),
             clerk, head, now, fate == "held" and place == 1)  # fmt: skip
        if fate == "held":
            return
    if fate == "partly":
        return
    now = yield days.after(now, 7)
    yield from _ending(office, made, clerk, by, fate, now)


def _ending(
    office: Office, made: Allotment, clerk: Actor, sender: Actor, fate: str, now: Any
) -> Story:
    """The rest is used or goes back."""
    row = Allotment.objects.get(pk=made.pk)
    if fate == "used":
        rest = Use(row.in_hand, now.date(), "余下部分集中采购", "示例票据 099")
        _use(made, rest, clerk, office.cast.of(row.receiver, "decider"), now, False)
        _move(made, "close", clerk, now)
        return
    _move(made, "give_back", clerk, now, reason="汛期结束，余下的退回统一存放。")
    now = yield office.days.after(now, 3)
    _move(made, "confirm_return", sender, now)


def _move(made: Allotment, name: str, by: Actor, now: Any, **said: Any) -> None:
    row = Allotment.objects.get(pk=made.pk)
    move_allotment(row, name, by=by, now=now, version=row.version, given=Handover(**said))


def _use(made: Allotment, use: Use, by: Actor, second: Actor, now: Any, waits: bool) -> None:
    """A use, and for a large one the second person's yes unless it `waits`."""
    row = Allotment.objects.get(pk=made.pk)
    entry = use_allotment(row, use, by=by, now=now, version=row.version)
    if entry.kind == "asked" and not waits:
        row = Allotment.objects.get(pk=made.pk)
        answer_use(row, entry, True, by=second, now=now, version=row.version)


def need_story(office: Office, row: Row) -> Story:
    """A need, the offer that fits it, and what came of the two."""
    days, fate = office.days, row["fate"]
    now = yield days.on(office.today - timedelta(days=row["starts"]))
    by = office.cast.of(row["unit"], "clerk")
    until = now.date() + timedelta(days=LASTS)
    given = talent.Need(
        row["poster"], row["poster_kind"], f"办公室 {FICTITIOUS}", row["title"], row["skill"],
        row["detail"], until, row["unit"][1:], row["count"], row["way"], is_sample=True,
    )  # fmt: skip
    need = talent.post_need(given, by=by, now=now)
    if fate == "unmet":
        now = yield days.after(now, 50)
        _step(need, "end_unmet", by, now, reason="两个月没有合适的人，改为柔性引进。")
        return
    now = yield days.after(now, 1)
    offer = make_offer(
        Offer(row["skill"], row["statement"], FICTITIOUS, now.date(), until, has_agreed=True,
              is_sample=True),
        now=now,
    ).offer  # fmt: skip
    if fate == "posted":
        return
    now = yield days.after(now, 2)
    need = SkillNeed.objects.get(pk=need.pk)
    pair = talent.propose(need, offer.pk, by=by, now=now, version=need.version)
    if fate == "proposed":
        return
    now = yield days.after(now, 1)
    talent.answer_for_offer(offer, pair.pk, True, now=now)
    need = SkillNeed.objects.get(pk=need.pk)
    talent.answer_for_need(need, pair.pk, True, by=by, now=now, version=need.version)
    yield from _talks(office, need, by, fate, now)


def _talks(office: Office, need: SkillNeed, by: Actor, fate: str, now: Any) -> Story:
    _step(need, "introduce", by, now)
    now = yield office.days.after(now, 3)
    row = SkillNeed.objects.get(pk=need.pk)
    talent.note_visit(row, now.date(), "talk", "在青年创业服务基地见面，约定先试用一个月。", by=by,
                      now=now, version=row.version)  # fmt: skip
    if fate == "placed":
        now = yield office.days.after(now, 5)
        _step(need, "place", by, now, result="已经上岗，试用一个月。")
        now = yield office.days.after(now, 30)
        _step(need, "follow_up", by, now, result="还在岗，双方满意。")


def _step(need: SkillNeed, name: str, by: Actor, now: Any, **said: str) -> None:
    row = SkillNeed.objects.get(pk=need.pk)
    talent.move_need(row, name, by=by, now=now, version=row.version, **said)

"""The panel on the right of a case: what may be done, with its form, and what may not, with why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from jiceng.casework.actions.shortcuts import INTAKE
from jiceng.casework.desk.fields import MoveForm, move_form
from jiceng.casework.desk.labels import url_of
from jiceng.casework.models import Case
from jiceng.casework.queries import needs_of, possible_moves, rules_at
from jiceng.kernel.process import Move
from jiceng.kernel.scope import Actor
from jiceng.web.words import sentences

FIRST = (
    "sign_for", "handle", "settle_on_the_spot", "verify", "close", "grant_extension", "arbitrate",
    "dispatch", "file", "accept", "start", "resume",
)  # fmt: skip
"""Which move a page offers first, if it is allowed: the one that brings the case on."""
GRAVE = frozenset({"refuse", "send_back", "rework", "reopen", "refuse_extension", "escalate"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A move that was tried and not made: its form as it was typed, and why not."""

    name: str
    form: MoveForm
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Offer:
    """One move as the panel draws it; `blocked_by` tells why it cannot be made."""

    name: str
    label: str
    form: MoveForm
    blocked_by: list[str]
    style: str
    is_open: bool
    reasons: Sequence[str] = ()
    url: str = ""

    @property
    def is_plain(self) -> bool:
        """Made by one press: it needs no papers."""
        return not self.form.visible_fields()

    @property
    def wants_unit(self) -> bool:
        return bool({"unit", "proposed_unit"} & set(self.form.fields))


POINTLESS = frozenset({"no_extension_asked", "already_started"})
"""Reasons that say there is nothing to do, not that something is in the way: not worth a box."""


def moves(case: Case, actor: Actor, now: datetime, refused: Refused | None = None) -> list[Offer]:
    """Every move of somebody's roles from here, the most useful first, blocked ones last."""
    listed = [
        (move, reasons)
        for move, reasons in possible_moves(case, actor, now)
        if not {r.code for r in reasons} & POINTLESS
    ]
    free = [move.name for move, reasons in listed if not reasons]
    first = next((name for name in FIRST if name in free), "")
    offers = [
        _offer(case, move, sentences(reasons), first, now, refused) for move, reasons in listed
    ]
    place = {name: n for n, name in enumerate(FIRST)}
    if INTAKE.get(case.state, ())[1:] and refused is None:
        offers = [replace(o, style="") if o.style == "primary" else o for o in offers]
    return sorted(offers, key=lambda o: (bool(o.blocked_by), place.get(o.name, len(FIRST))))


def _offer(
    case: Case,
    move: Move,
    blocked_by: list[str],
    first: str,
    now: datetime,
    refused: Refused | None,
) -> Offer:
    tried = refused if refused and refused.name == move.name else None
    form = tried.form if tried else move_form(case, move.name, papers_of(case, move, now), now)
    return Offer(
        name=move.name,
        label=_(move.label),
        form=form,
        blocked_by=[] if tried else blocked_by,
        style="primary" if move.name == first else "danger" if move.name in GRAVE else "",
        is_open=tried is not None or (move.name == first and refused is None),
        reasons=tried.reasons if tried else (),
        url=f"{url_of('case', case.number)}moves/{move.name}",
    )


def papers_of(case: Case, move: Move, now: datetime) -> frozenset[str]:
    """What a move asks for here: its own papers, and the closing condition of the type."""
    book, _calendar = rules_at(now)
    return move.needs | needs_of(book.type_of(case.case_type).needs, move)


def take_in_form(
    case: Case, offers: Sequence[Offer], now: datetime, tried: Refused | None = None
) -> Offer | None:
    """Accepting, filing and dispatching at once, for whoever may make the first of these moves."""
    allowed = {o.name for o in offers if not o.blocked_by}
    names = INTAKE.get(case.state, ())
    if tried is None and (len(names) < 2 or names[0] not in allowed or "refuse" not in allowed):
        return None
    papers = {"case_type", "unit"}
    form = tried.form if tried else move_form(case, "take_in", papers, now)
    reasons = tried.reasons if tried else ()
    url = f"{url_of('case', case.number)}take-in"
    return Offer("take_in", _("受理并派遣"), form, [], "primary", True, reasons, url)

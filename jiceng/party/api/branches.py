"""Organisations and their members for other programs. Names only inside, with a purpose."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.party.actions.members import PURPOSES, STANDINGS, open_register
from jiceng.party.models import Member, Organisation
from jiceng.party.queries.access import (
    KEEPERS,
    members_of,
    organisation_for,
    organisations_of,
    register_opened,
)
from jiceng.party.queries.organisations import Seen, seen
from jiceng.party.rules.organisations import KINDS, SECTORS
from jiceng.web.api import Answer, Calls, Listed, Page, machine, page_of
from jiceng.web.api.pages import read_cursor, rows_after
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked
from jiceng.web.words import sentences

calls = Calls("party-branches")
READERS = tuple(sorted(KEEPERS))


class BranchSeen(Answer):
    """A Party organisation with its numbers; no member is named."""

    code: str
    name: str
    kind: str
    kind_label: str
    sector: str
    sector_label: str
    above: str = Field(description="Code of the organisation it stands below; empty at the top.")
    full_members: int
    probationary_members: int
    committee_size: int
    term_ends_on: str | None
    term_light: Literal["green", "yellow", "red"]
    faults: list[str] = Field(description="What is not as the rules on setting up want it.")
    rule: str = Field(description="The document these rules rest on.")


class BranchFilter(Page):
    """What a list of organisations may be narrowed by."""

    kind: str = Field("", max_length=20)
    under: str = Field("", max_length=24)


class MemberSeen(Answer):
    """A member as the register has them."""

    number: str
    name: str
    branch: str
    standing: str
    standing_label: str
    accepted_on: str
    full_on: str | None


class MemberFilter(Page):
    """Whose register, and why it is read; one's own branch needs no purpose."""

    branch: str = Field(max_length=24)
    purpose: str = Field("", max_length=20, description=f"One of {', '.join(PURPOSES)}.")
    standing: str = Field("", max_length=16)


@calls.get("/branches", door=machine(*READERS), answer=Listed[BranchSeen])
def list_branches(request: Asked, wanted: Query[BranchFilter]) -> dict[str, Any]:
    """Organisations within reach, in the order of the tree."""
    rows = organisations_of(request.actor)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.under:
        above = organisation_for(request.actor, wanted.under)
        rows = rows.filter(within("path", above.path)).exclude(pk=above.pk)
    if place := read_cursor(wanted.after, str):
        rows = rows.filter(path__gt=place[0])
    found = list(rows[: wanted.limit + 1])
    shown = {one.organisation.pk: one for one in seen(found, local_day(request.now))}
    return page_of(
        found, wanted.limit, show=lambda o: _branch(shown[o.pk]), key=lambda o: (o.path,)
    )


@calls.get("/branches/{code}", door=machine(*READERS), answer=BranchSeen)
def read_branch(request: Asked, code: str) -> dict[str, Any]:
    """One organisation within reach."""
    row = organisation_for(request.actor, code)
    return _branch(seen([row], local_day(request.now))[0])


@calls.get("/members", door=machine(*READERS), answer=Listed[MemberSeen])
def list_members(request: Asked, wanted: Query[MemberFilter]) -> dict[str, Any]:
    """The register of one branch. From above it says why, and that is written down."""
    row = organisation_for(request.actor, wanted.branch)
    _check_purpose(request, row, wanted.purpose)
    rows = members_of(request.actor).filter(organisation=row)
    if wanted.standing:
        rows = rows.filter(standing=wanted.standing)
    found = rows_after(rows, wanted)
    return page_of(found, wanted.limit, show=_member, key=lambda m: (m.pk,))


def _check_purpose(request: Asked, row: Organisation, purpose: str) -> None:
    if purpose and purpose not in PURPOSES:
        raise Invalid(Reason("unknown_value", {"value": purpose}, "purpose"))
    opened = register_opened(request.actor, row, request.now, local_day(request.now), county_zone())
    if not opened:
        open_register(row, purpose, by=request.actor, now=request.now)


def _branch(one: Seen) -> dict[str, Any]:
    row, standing = one.organisation, one.standing
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "kind_label": _(KINDS[row.kind]),
        "sector": row.sector,
        "sector_label": _(SECTORS[row.sector]),
        "above": row.unit.parent_id or "",
        "full_members": standing.full_members,
        "probationary_members": standing.probationary,
        "committee_size": standing.seats,
        "term_ends_on": standing.term_ends_on.isoformat() if standing.term_ends_on else None,
        "term_light": one.term_light,
        "faults": sentences(one.faults),
        "rule": one.rule.document if one.rule else "",
    }


def _member(row: Member) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "branch": row.organisation.code,
        "standing": row.standing,
        "standing_label": _(STANDINGS[row.standing]),
        "accepted_on": row.accepted_on.isoformat(),
        "full_on": row.full_on.isoformat() if row.full_on else None,
    }

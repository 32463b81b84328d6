"""Dues for other programs: sums of a month by branch, and payments taken elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from ninja import Query
from ninja.responses import Status
from pydantic import Field

from jiceng.kernel.numbers import yuan
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.party.actions.dues_payments import Paying, pay
from jiceng.party.apps import PARTY
from jiceng.party.models import Member, Organisation
from jiceng.party.queries.access import organisation_for, organisations_of
from jiceng.party.queries.dues import (
    Sums,
    month_sums,
    own_branch_for,
    payable_until,
    standing_below,
)
from jiceng.party.rules.dues import month_of, read_month
from jiceng.party.rules.dues_money import read_fen
from jiceng.party.rules.organisations import BRANCHES
from jiceng.web.api import Answer, Calls, Input, Listed, Page, machine, page_of
from jiceng.web.api.pages import read_cursor
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked
from jiceng.web.once import once

calls = Calls("party-dues")
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
DAY = r"^\d{4}-\d{2}-\d{2}$"
EXTRA: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            "description": "The same key and body get the same answer for 7 days.",
        }
    ],
}


class DuesSeen(Answer):
    """A branch in a month: counts and sums in yuan, never names."""

    branch: str
    name: str
    month: str
    members: int = Field(description="Members for whom the month is due.")
    settled: int = Field(description="Of these, who paid it in full or owes nothing.")
    due: str
    paid: str
    open: str


class DuesFilter(Page):
    """Which month; the present one when none is named."""

    month: str = Field("", pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")


class MonthAsked(Input):
    """Which month; the present one when none is named."""

    month: str = Field("", pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")


class PaymentGiven(Input):
    """A payment that was taken: all that is open up to a month, and the sum it came to."""

    member: str = Field(max_length=24, description="The member's number.")
    through: str = Field(pattern=MONTH)
    amount: str = Field(max_length=20, description="Yuan; must be the sum that is open.")
    on: str = Field(pattern=DAY)
    because: str = Field("", max_length=200)


class PaymentSeen(Answer):
    """What the receipt says."""

    number: str
    amount: str
    months: list[str]


@calls.get("/dues", door=machine(*PARTY), answer=Listed[DuesSeen])
def list_dues(request: Asked, wanted: Query[DuesFilter]) -> dict[str, Any]:
    """Branches within reach with the sums of a month, in the order of the tree."""
    month = _month(wanted.month, request)
    place = read_cursor(wanted.after, str)
    rows = organisations_of(request.actor).filter(kind__in=BRANCHES)
    if place:
        rows = rows.filter(path__gt=place[0])
    found = list(rows[: wanted.limit + 1])
    sums = month_sums(Q(organisation__in=found), month)
    nothing = Sums(0, 0, 0, 0)
    return page_of(
        found,
        wanted.limit,
        show=lambda o: _seen(o, sums.get(o.pk, nothing), month),
        key=lambda o: (o.path,),
    )


@calls.get("/dues/{branch}", door=machine(*PARTY), answer=DuesSeen)
def read_dues(request: Asked, branch: str, wanted: Query[MonthAsked]) -> dict[str, Any]:
    """One organisation within reach: everything below it."""
    month = _month(wanted.month, request)
    at = organisation_for(request.actor, branch)
    whole = standing_below(at, month)
    return _seen(at, Sums(whole.members, whole.due_fen, whole.paid_fen, whole.settled), month)


@calls.post(
    "/dues/{branch}/payments",
    door=machine("branch_secretary"),
    answer=PaymentSeen,
    status=201,
    also=(200,),
    extra=EXTRA,
)
def record_payment(request: Asked, branch: str, given: PaymentGiven) -> Status[dict[str, Any]]:
    """Take a payment in one's own branch; the same `Idempotency-Key` takes it once."""
    at = own_branch_for(request.actor, branch)
    member = Member.objects.filter(organisation=at, number=given.member).first()
    if member is None:
        raise Invalid(Reason("unknown_member", {"value": given.member}, "member"))
    paying = Paying(read_month(given.through), _day(given.on), given.because,
                    read_fen(given.amount))  # fmt: skip

    def work() -> dict[str, Any]:
        row = pay(member, paying, by=request.actor, now=request.now, today=_today(request))
        shares = row.shares.select_related("month").order_by("month__month")
        months = [f"{s.month.month:%Y-%m}" for s in shares]
        return {"number": row.number, "amount": yuan(row.fen), "months": months}

    done = once(
        request.headers.get("Idempotency-Key", ""),
        caller=f"{request.actor.person} POST {request.path}",
        body=request.body,
        work=work,
        now=request.now,
    )
    return Status(201 if done.is_first else 200, done.answer)


def _today(request: Asked) -> date:
    return local_day(request.now)


def _month(text: str, request: Asked) -> date:
    today = _today(request)
    month = read_month(text) if text else month_of(today)
    if month > payable_until(today):
        raise NotFound(Reason("not_found"))
    return month


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(Reason("bad_day", {"value": text}, "on")) from error


def _seen(at: Organisation, sums: Sums, month: date) -> dict[str, Any]:
    return {
        "branch": at.code,
        "name": at.name,
        "month": f"{month:%Y-%m}",
        "members": sums.members,
        "settled": sums.settled,
        "due": yuan(sums.due),
        "paid": yuan(sums.paid),
        "open": yuan(sums.due - sums.paid),
    }

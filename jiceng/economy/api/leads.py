"""Investment leads for other programs; moves as at the desk.

No operation tells whom to call at a company.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, moves_seen, unit_named
from jiceng.economy.actions import leads as acts
from jiceng.economy.apps import INVESTMENT, LEAD_READERS
from jiceng.economy.models import InvestmentLead
from jiceng.economy.process import INVESTMENT_LEAD
from jiceng.economy.queries.companies import company_with
from jiceng.economy.queries.leads import lead_for, leads_of, sums_by_lead
from jiceng.economy.rules.leads import Sums
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import rows_after
from jiceng.web.doors import Asked

calls = Calls("investment-leads")
READERS = tuple(sorted(LEAD_READERS))
OFFICE = tuple(sorted(INVESTMENT))
Text = Annotated[str, Field(max_length=2000)]
Paper = Annotated[str, Field(max_length=120)]
Fen = Annotated[int, Field(ge=0, le=10**17)]


class CompanyNamed(Answer):
    """The company behind a lead."""

    number: str
    credit_code: str
    name: str


class LeadListed(Answer):
    """A lead with its money: what a framework intends stands apart from what is promised."""

    number: str
    title: str
    company: CompanyNamed
    state: str
    state_label: str
    unit: UnitNamed
    filed_at: str | None
    stage_due_at: str | None
    next_step: str
    next_on: date | None
    talks_on: date | None
    framework_on: date | None
    contract_on: date | None
    framework_fen: int = Field(description="What a framework agreement intends; never promised.")
    promised_fen: int = Field(description="Contracts and their supplements.")
    in_place_fen: int
    is_sample: bool
    version: int


class LeadSeen(LeadListed):
    """One of them and what may be done."""

    content: str
    site: str
    needs: str
    framework_paper: str
    contract_paper: str
    approval_paper: str
    project_code: str
    moves: list[MoveOpen]


class LeadFilter(Page):
    """Narrowing."""

    state: str = ""


class LeadNew(Input):
    """A lead of a registered company."""

    credit_code: str = Field(max_length=40)
    title: str = Field(max_length=80)
    content: str = Field(max_length=500)
    next_step: str = Field(max_length=120)
    next_on: date
    site: str = Field("", max_length=120)
    needs: str = Field("", max_length=500)
    planned_fen: Fen | None = None
    contact_name: str = Field("", max_length=40)
    contact_phone: str = Field("", max_length=24)


class LeadMove(Versioned):
    """The version the caller has looked at, and whatever the move needs."""

    screening: Text = ""
    talk_record: Text = ""
    output: Text = ""
    reason: Text = ""
    on: date | None = Field(None, description="The day of the talks or of the signature.")
    paper: Paper = ""
    approval: Paper = ""
    project_code: str = Field("", max_length=40)
    permit: Paper = ""
    fen: Fen = 0
    next_step: str = Field("", max_length=120)
    next_on: date | None = None


@calls.get("/investment-leads", door=machine(*READERS), answer=Listed[LeadListed])
def list_investment_leads(request: Asked, wanted: Query[LeadFilter]) -> dict[str, Any]:
    """Leads within reach."""
    rows = leads_of(request.actor).select_related("company")
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    found = rows_after(rows, wanted)
    sums = sums_by_lead(found)
    return page_of(
        found, wanted.limit, show=lambda r: _listed(r, sums.get(r.pk, Sums())),
        key=lambda r: (r.pk,),
    )  # fmt: skip


@calls.post("/investment-leads", door=machine(*OFFICE), answer=LeadSeen)
def write_investment_lead(request: Asked, given: LeadNew) -> dict[str, Any]:
    """File a lead."""
    said = given.model_dump(exclude={"credit_code"})
    company = company_with(given.credit_code)
    row = acts.file_lead(company, acts.LeadGiven(**said), by=request.actor, now=request.now)
    return _seen(row, request)


@calls.get("/investment-leads/{number}", door=machine(*READERS), answer=LeadSeen)
def read_investment_lead(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(lead_for(request.actor, number), request)


@calls.post("/investment-leads/{number}/moves/{move}", door=machine(*OFFICE), answer=LeadSeen)
def make_investment_lead_move(
    request: Asked, number: str, move: str, given: LeadMove
) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    row = lead_for(request.actor, number)
    move_named(INVESTMENT_LEAD, move)
    papers = acts.LeadPapers(**given.model_dump(exclude={"version"}))
    moved = acts.move_lead(
        row, move, by=request.actor, now=request.now, version=given.version, given=papers
    )
    return _seen(moved, request)


def _listed(row: InvestmentLead, sums: Sums) -> dict[str, Any]:
    plain = ("number", "title", "state", "next_step", "next_on", "talks_on", "framework_on",
             "contract_on", "is_sample", "version")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in plain},
        "company": {
            "number": row.company.number, "credit_code": row.company.credit_code,
            "name": row.company.name,
        },
        "state_label": _(INVESTMENT_LEAD.state(row.state).label),
        "unit": unit_named(row.unit),
        "filed_at": local(row.filed_at),
        "stage_due_at": local(row.stage_due_at),
        "framework_fen": sums.framework,
        "promised_fen": sums.contract,
        "in_place_fen": sums.in_place,
    }  # fmt: skip


def _seen(row: InvestmentLead, request: Asked) -> dict[str, Any]:
    plain = ("content", "site", "needs", "framework_paper", "contract_paper", "approval_paper",
             "project_code")  # fmt: skip
    return {
        **_listed(row, sums_by_lead([row]).get(row.pk, Sums())),
        **{name: getattr(row, name) for name in plain},
        "moves": moves_seen(row, INVESTMENT_LEAD, request),
    }

"""What a company reads on its own page, a section a subject.

A subject adds its section by a function in `SECTIONS`; titles and labels are msgids, which the
page puts into the reader's language. Nothing here is told to anybody without number and code, and
a section says nothing of other companies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from jiceng.economy.models import Company, CountyPromise, InvestmentLead, Relief
from jiceng.economy.process import INVESTMENT_LEAD, RELIEF
from jiceng.economy.queries.leads import today_of
from jiceng.economy.queries.relief_policies import policy_as_of
from jiceng.economy.queries.reliefs import reliefs_of
from jiceng.economy.rules.leads import promise_is_kept
from jiceng.kernel.records.territory import territory
from jiceng.kernel.words import N_

MOST = 20
"""Of each section the latest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing it asked, was promised or got."""

    title: str
    status: str
    """A msgid."""
    light: str
    number: str = ""
    note: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; `title` and `empty` are msgids."""

    key: str
    title: str
    lines: list[Line]
    empty: str = ""


Told = Callable[[Company, datetime], Section | None]


def projects(company: Company, now: datetime) -> Section | None:
    """Its own projects by stage; what officials plan next stays theirs."""
    rows = InvestmentLead.objects.filter(company=company).order_by("-pk")[:MOST]
    lines = [
        Line(row.title, INVESTMENT_LEAD.state(row.state).label, _light(row), row.number)
        for row in rows
    ]
    return Section("projects", N_("投资项目"), lines) if lines else None


def _light(row: InvestmentLead) -> str:
    state = INVESTMENT_LEAD.state(row.state)
    return "rest" if state.final else "done" if state.resting else "doing"


def promises(company: Company, now: datetime) -> Section | None:
    """What the county promised it, by whom and when."""
    rows = CountyPromise.objects.filter(lead__company=company).order_by("due_on", "pk")[:MOST]
    lines = [
        Line(row.text, *promise_status(row, today_of(now)), on=row.due_on, note=_unit(row.unit))
        for row in rows
    ]
    return Section("promises", N_("县里对企业的承诺"), lines) if lines else None


def promise_status(row: CountyPromise, today: date) -> tuple[str, str]:
    """A msgid and a light."""
    if row.fulfilled_on is not None:
        kept = promise_is_kept(row.due_on, row.fulfilled_on)
        return (N_("已兑现"), "done") if kept else (N_("逾期兑现"), "yellow")
    return (N_("已逾期"), "red") if row.due_on < today else (N_("兑现中"), "doing")


def _unit(code: str) -> str:
    unit = territory().units.get(code)
    return unit.name if unit else code


def reliefs(company: Company, now: datetime) -> Section | None:
    """What it asked for under the policies, and what it got."""
    lines = [_relief(row) for row in reliefs_of(company)[:MOST]]
    return Section("reliefs", N_("惠企申请"), lines) if lines else None


def _relief(row: Relief) -> Line:
    policy, state = policy_as_of(row.policy, row.policy_version), RELIEF.state(row.state)
    light = "done" if state.resting else "rest" if state.final else "doing"
    return Line(policy.name, state.label, light, row.number)


SECTIONS: tuple[Told, ...] = (reliefs, projects, promises)
"""In the order of the page, below what the company asked."""

"""Companies, leads and promises in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import url_of
from jiceng.casework.portal.told import told
from jiceng.casework.rules.programmes import wan_of
from jiceng.economy.models import Company, CompanyRequest, CountyPromise, InvestmentLead
from jiceng.economy.process import INVESTMENT_LEAD
from jiceng.economy.queries.company_page import MOST, SECTIONS, Section, promise_status
from jiceng.economy.rules.companies import INDUSTRIES, SIZES
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.web.templatetags.jiceng import local_time

LIGHTS: Mapping[str, str] = {
    "lead": "new", "screened": "doing", "negotiating": "doing", "framework_signed": "doing",
    "contract_signed": "doing", "registered": "doing", "construction": "doing",
    "in_production": "done", "reached_capacity": "done", "paused": "yellow", "dropped": "rest",
}  # fmt: skip


def unit_name(code: str) -> str:
    unit = territory().units.get(code)
    return unit.name if unit else code


def wan(fen: int | None) -> str:
    """An amount in 万元 as pages write it."""
    return _("%(n)s 万元") % {"n": wan_of(fen)} if fen is not None else "—"


def status_told(row: InvestmentLead) -> dict[str, str]:
    """State as a light and a word."""
    return {"light": LIGHTS[row.state], "text": _(INVESTMENT_LEAD.state(row.state).label)}


def stage_light(row: InvestmentLead, now: datetime) -> str:
    """Red past the term of its state, else green; what is over has none."""
    return "red" if row.stage_due_at and row.stage_due_at < now else "green"


def promise_told(row: CountyPromise, today: date, reader: Actor) -> dict[str, Any]:
    """A promise as lists show it; the task that follows it opens for whoever reaches it."""
    label, light = promise_status(row, today)
    return {
        "row": row,
        "status": {"light": light, "text": _(label)},
        "unit": unit_name(row.unit),
        "task": row.task.number if row.task else "",
        "task_url": url_of("supervision_task", row.task.number)
        if row.task and reader.sees(row.task)
        else "",
    }


def company_details(company: Company) -> list[dict[str, Any]]:
    """What the register says, label and text."""
    rows = [
        (_("统一社会信用代码"), company.credit_code),
        (_("所在区域"), company.area.name),
        (_("经营地址"), company.address),
        (_("行业门类"), _(INDUSTRIES[company.industry]) if company.industry else ""),
        (_("企业规模"), _(SIZES[company.size]) if company.size else ""),
    ]
    return [{"label": label, "text": text} for label, text in rows if text]


def requests_told(company: Company, now: datetime) -> list[dict[str, Any]]:
    """What a company asked, by when it is answered, and the answers, newest first."""
    rows = CompanyRequest.objects.filter(company=company).select_related("case__merged_into")
    return [_request(r, now) for r in rows.order_by("-asked_at", "-pk")[:MOST]]


def _request(request: CompanyRequest, now: datetime) -> dict[str, Any]:
    seen = told(request.case, now, local_time)
    return {
        "number": seen.number,
        "title": seen.title,
        "status": {"light": seen.light, "text": seen.status},
        "next": seen.next,
        "asked_at": request.asked_at,
        "due_at": seen.due_at,
        "is_late": seen.is_late,
        "answers": [e["quote"] for e in reversed(seen.timeline) if e.get("quote")],
    }


def sections_told(company: Company, now: datetime) -> list[dict[str, Any]]:
    """The sections that subjects add to the page of a company, in the reader's language."""
    found = [say(company, now) for say in SECTIONS]
    return [_section(section) for section in found if section is not None]


def _section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": _(section.title),
        "empty": _(section.empty) if section.empty else "",
        "lines": [
            {
                "title": line.title,
                "facts": [f for f in (line.number, line.note, line.on) if f],
                "status": {"light": line.light, "text": _(line.status)},
            }
            for line in section.lines
        ],
    }

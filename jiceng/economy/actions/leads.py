"""An investment lead is filed, followed through talks and signatures, and its money written down.

A framework agreement and a contract have columns and amounts of their own (facts.md §7.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.economy.models import Company, InvestmentLead, LeadContact, LeadEntry, LeadFunds
from jiceng.economy.process import INVESTMENT_LEAD
from jiceng.economy.queries.companies import INVESTMENT
from jiceng.economy.queries.leads import OPEN, today_of
from jiceng.economy.rules.leads import (
    CONTRACT,
    ENTRIES,
    FRAMEWORK,
    IN_PLACE,
    WITH_NEXT_STEP,
    day_faults,
    next_faults,
)
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.contacts import erase_contacts, sealed_contact, show_to
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason, Refused
from jiceng.kernel.scope import Actor

LONGEST: Mapping[str, int] = {"title": 80, "content": 500, "site": 120, "needs": 500}
PAPERS = ("paper", "approval", "project_code", "permit")


@dataclass(frozen=True, slots=True)
class LeadGiven:
    """A lead as it is filed."""

    title: str
    content: str
    next_step: str
    next_on: date | None
    site: str = ""
    needs: str = ""
    planned_fen: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class LeadPapers:
    """What comes with a move: words, a day with its document and amount, and what comes next."""

    screening: str = ""
    talk_record: str = ""
    output: str = ""
    reason: str = ""
    on: date | None = None
    """The day of the talks, or of the signature."""
    paper: str = ""
    """The document by number or name."""
    approval: str = ""
    project_code: str = ""
    permit: str = ""
    fen: int = 0
    next_step: str = ""
    next_on: date | None = None


def file_lead(company: Company, given: LeadGiven, *, by: Actor, now: datetime) -> InvestmentLead:
    """File a lead for one's own unit. Raises `NotAllowed`, `Refused` for one that is followed
    already (首报), `Invalid` naming each field."""
    grip = next((g for g in by.grips if g.roles & INVESTMENT), None)
    if grip is None:
        raise NotAllowed(Reason("not_investment_office"))
    if faults := [
        *_text_faults(given),
        *next_faults(given.next_step, given.next_on, today_of(now)),
    ]:
        raise Invalid(*faults)
    _refuse_second(company, given.title)
    unit, key = territory().units[grip.unit], next_key(InvestmentLead)
    year = now.astimezone(rules_at(now)[1].zone).year
    words = {n: mask_personal(str(getattr(given, n)).strip())[0] for n in LONGEST}
    row = InvestmentLead(
        pk=key, number="IL" + public_number(year, key), company=company, unit=unit.code,
        unit_path=unit.path, area_path=territory().areas[unit.area].path, tier=unit.tier,
        entered_at=now, filed_at=now, planned_fen=given.planned_fen, next_on=given.next_on,
        next_step=mask_personal(given.next_step.strip())[0], is_sample=given.is_sample, **words,
    )  # fmt: skip
    with transaction.atomic():
        start(row, INVESTMENT_LEAD, "lead_filed", grip=grip, now=now)
        _keep_contact(row, given)
    return row


def _text_faults(given: LeadGiven) -> Iterator[Reason]:
    for name, most in LONGEST.items():
        least = 2 if name in ("title", "content") else 0
        if not least <= len(str(getattr(given, name)).strip()) <= most:
            yield Reason("text_length", {"low": least, "high": most}, name)
    digits = sum(c.isdigit() for c in given.contact_phone)
    if given.contact_phone and not 7 <= digits <= 15:
        yield Reason("bad_phone", field="contact_phone")
    if given.planned_fen is not None and given.planned_fen < 0:
        yield Reason("amount_above_zero", field="planned")


def _refuse_second(company: Company, title: str) -> None:
    """Who reported a project first follows it; nobody files it a second time while it is open."""
    same = company.leads.filter(title=mask_personal(title.strip())[0], state__in=OPEN).first()
    if same is not None:
        raise Refused(Reason("lead_twice", {"number": same.number}))


def _keep_contact(row: InvestmentLead, given: LeadGiven) -> None:
    if not (given.contact_name or given.contact_phone):
        return
    told = {"name": given.contact_name, "phone": given.contact_phone}
    LeadContact.objects.create(lead=row, **sealed_contact(told, f"lead_contact:{row.pk}"))


def move_lead(
    row: InvestmentLead, name: str, *, by: Actor, now: datetime, version: int,
    given: LeadPapers | None = None,
) -> InvestmentLead:  # fmt: skip
    """Any move. Raises `Stale`, `Refused` with all reasons, `Invalid` naming each field."""
    check_version(row, version)
    papers, today = given or LeadPapers(), today_of(now)
    target = INVESTMENT_LEAD.move(name).target
    if faults := [*_move_faults(row, name, target, papers, today)]:
        raise Invalid(*faults)
    words = {n: getattr(papers, n) for n in ("screening", "talk_record", "output", "reason")}
    with transaction.atomic():
        make(
            row, INVESTMENT_LEAD, name, by=by, now=now, version=version, words=words,
            supplied=_supplied(name, papers), changes=_changes(row, name, target, papers),
        )  # fmt: skip
        _keep_rows(row, name, papers, now)
        if INVESTMENT_LEAD.state(target).final:
            until = now + timedelta(days=rules_at(now)[0].erase_days)
            LeadContact.objects.filter(lead=row, erased_at=None).update(erase_at=until)
    return row


SIGNING: Mapping[str, str] = {"sign_framework": FRAMEWORK, "sign_contract": CONTRACT}


def _move_faults(
    row: InvestmentLead, name: str, target: str, papers: LeadPapers, today: date
) -> Iterator[Reason]:
    if target in WITH_NEXT_STEP:
        yield from next_faults(papers.next_step, papers.next_on, today)
    for paper in PAPERS:
        if len(getattr(papers, paper)) > 120:
            yield Reason("text_length", {"low": 0, "high": 120}, paper)
    if name != "negotiate" and name not in SIGNING:
        return
    if papers.on is None:
        yield Reason("day_missing", field="on")
        return
    known = {"talks_on": row.talks_on, "framework_on": row.framework_on}
    if name == "negotiate":
        known = dict.fromkeys(known)
    yield from day_faults(SIGNING.get(name, ""), papers.on, today, **known)
    if name == "sign_contract" and papers.fen <= 0:
        yield Reason("amount_above_zero", field="amount")


def _supplied(name: str, papers: LeadPapers) -> frozenset[str]:
    """Papers kept in columns of their own."""
    told = {
        "framework": papers.paper if name == "sign_framework" else "",
        "contract": papers.paper if name == "sign_contract" else "",
        "approval": papers.approval,
        "registration": papers.project_code,
        "permit": papers.permit,
    }
    return frozenset(key for key, text in told.items() if text.strip())


def _changes(row: InvestmentLead, name: str, target: str, papers: LeadPapers) -> dict[str, Any]:
    paper = mask_personal(papers.paper.strip())[0]
    told: Mapping[str, dict[str, Any]] = {
        "negotiate": {"talks_on": row.talks_on or papers.on},
        "sign_framework": {"framework_on": papers.on, "framework_paper": paper},
        "sign_contract": {
            "contract_on": papers.on, "contract_paper": paper,
            "approval_paper": papers.approval.strip(),
        },
        "register": {"project_code": papers.project_code.strip()[:40]},
        "build": {"permit_paper": papers.permit.strip()},
        "pause": {"paused_in": row.state},
    }  # fmt: skip
    goes_on = target in WITH_NEXT_STEP
    step = mask_personal(papers.next_step.strip())[0] if goes_on else ""
    following = {"next_step": step, "next_on": papers.next_on if goes_on else None}
    return {**told.get(name, {}), **following}


def _keep_rows(row: InvestmentLead, name: str, papers: LeadPapers, now: datetime) -> None:
    """Talks and amounts beside the lead; to be called in a transaction."""
    if name == "negotiate" and papers.on:
        text = mask_personal(papers.talk_record.strip())[0][:500]
        LeadEntry.objects.create(lead=row, kind="talk", on=papers.on, text=text)
    if name in SIGNING and papers.on and papers.fen > 0:
        LeadFunds.objects.create(
            lead=row, kind=SIGNING[name], fen=papers.fen, on=papers.on, noted_at=now,
            paper=mask_personal(papers.paper.strip())[0],
        )  # fmt: skip


def plan_next(
    row: InvestmentLead, step: str, on: date | None, *, by: Actor, now: datetime, version: int
) -> InvestmentLead:
    """Say what comes next and when. Raises `NotAllowed`, `Refused`, `Invalid`, `Stale`."""
    if faults := [*next_faults(step, on, today_of(now))]:
        raise Invalid(*faults)
    if row.state not in WITH_NEXT_STEP:
        raise Refused(Reason("lead_rests", {"state": INVESTMENT_LEAD.state(row.state).label}))
    _say(row, "next_step_planned", by, now, version, next_on=on,
         next_step=mask_personal(step.strip())[0])  # fmt: skip
    return row


def note_entry(
    row: InvestmentLead, kind: str, on: date, text: str, paper: str = "", *, by: Actor,
    now: datetime, version: int,
) -> LeadEntry:  # fmt: skip
    """Write down a visit, talks or a document. Raises `NotAllowed`, `Invalid`, `Stale`."""
    faults = [Reason("unknown_value", {"value": kind}, "kind")] if kind not in ENTRIES else []
    if on > today_of(now):
        faults.append(Reason("day_in_the_future", field="on"))
    if not 2 <= len(text.strip()) <= 500:
        faults.append(Reason("text_length", {"low": 2, "high": 500}, "text"))
    if len(paper) > 120:
        faults.append(Reason("text_length", {"low": 0, "high": 120}, "paper"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        _say(row, "lead_entry_noted", by, now, version)
        return LeadEntry.objects.create(
            lead=row, kind=kind, on=on, text=mask_personal(text.strip())[0], paper=paper.strip()
        )


def add_funds(
    row: InvestmentLead, kind: str, fen: int, on: date, paper: str, *, by: Actor, now: datetime,
    version: int,
) -> LeadFunds:  # fmt: skip
    """Money in place, or more promised by a supplement to the contract. More in place than was
    promised is kept and shown as such. Raises `NotAllowed`, `Refused`, `Invalid`, `Stale`."""
    faults = (
        [] if kind in (CONTRACT, IN_PLACE) else [Reason("unknown_value", {"value": kind}, "kind")]
    )
    if fen <= 0:
        faults.append(Reason("amount_above_zero", field="amount"))
    if on > today_of(now):
        faults.append(Reason("day_in_the_future", field="on"))
    if not 2 <= len(paper.strip()) <= 120:
        faults.append(Reason("text_length", {"low": 2, "high": 120}, "paper"))
    if faults:
        raise Invalid(*faults)
    if row.contract_on is None:
        raise Refused(Reason("funds_before_contract"))
    with transaction.atomic():
        _say(row, "lead_funds_noted", by, now, version)
        return LeadFunds.objects.create(
            lead=row, kind=kind, fen=fen, on=on, paper=paper.strip(), noted_at=now
        )


def take_back_funds(
    row: InvestmentLead, funds: int, reason: str, *, by: Actor, now: datetime, version: int
) -> LeadFunds:
    """An amount that was wrong is taken back by a row with its minus, once. Raises `NotFound`,
    `Refused`, `Invalid`, `NotAllowed`, `Stale`."""
    wrong = LeadFunds.objects.filter(lead=row, pk=funds).first()
    if wrong is None:
        raise NotFound(Reason("not_found"))
    if wrong.corrects_id or LeadFunds.objects.filter(corrects=wrong).exists():
        raise Refused(Reason("funds_taken_back"))
    if not 2 <= len(reason.strip()) <= 120:
        raise Invalid(Reason("text_length", {"low": 2, "high": 120}, "reason"))
    with transaction.atomic():
        _say(row, "lead_funds_taken_back", by, now, version)
        return LeadFunds.objects.create(
            lead=row, kind=wrong.kind, fen=-wrong.fen, on=wrong.on, noted_at=now,
            paper=mask_personal(reason.strip())[0], corrects=wrong,
        )  # fmt: skip


def _say(
    row: InvestmentLead, kind: str, by: Actor, now: datetime, version: int, **changes: Any
) -> None:
    """One journal line for a change that is no move; whoever reads and does not work may not."""
    check_version(row, version)
    grip = by.acting_grip(row, INVESTMENT)
    if grip is None:
        raise NotAllowed(Reason("not_investment_office"))
    with transaction.atomic():
        passage = Passage(row, INVESTMENT_LEAD, now=now, calendar=rules_at(now)[1])
        passage.put(**changes)
        passage.say(grip, kind)
        passage.write()


def show_lead_contact(row: InvestmentLead, *, by: Actor, now: datetime) -> dict[str, str]:
    """Name and telephone in full for whoever follows the lead; each look is journalled."""
    kept = LeadContact.objects.filter(lead=row).first()
    grip = by.acting_grip(row, INVESTMENT)
    return show_to(grip, kept, f"lead_contact:{row.pk}", row, "lead_contact_shown", now=now)


def erase_lead_contacts(now: datetime, *, limit: int = 500) -> int:
    """Drop contacts whose time has come; returns how many."""
    due = LeadContact.objects.all()
    return erase_contacts(due, "lead", "lead_contact_erased", now=now, limit=limit)

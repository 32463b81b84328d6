"""Investment promotion of the demo county: 45 fictitious companies, all of them in talks or past
them, two framework agreements; told by the product's own acts. No code belongs to anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from jiceng.casework.models import Case
from jiceng.economy.actions.companies import register_company
from jiceng.economy.actions.leads import (
    LeadGiven,
    LeadPapers,
    add_funds,
    file_lead,
    move_lead,
)
from jiceng.economy.actions.promises import PromiseGiven, fulfil_promise, make_promise
from jiceng.economy.models import Company, CompanyRequest, InvestmentLead
from jiceng.economy.rules.companies import CompanyGiven, check_place
from jiceng.kernel.scope import Actor
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office

Content = Mapping[str, Any]
FOLLOWS = "D24"
"""The commerce bureau."""
SPAN = 300
"""Days over which the leads came in."""
WAN = 1_000_000
SIGNED = ("contract_signed", "registered", "construction", "in_production")
"""States behind a contract, in their order; the moves that lead on from one to the next:"""
ONWARD = (("register", {"project_code": "示例项目代码"}), ("build", {"permit": "示例施工许可"}),
          ("produce", {"output": "试生产，月产量达到计划六成。"}))  # fmt: skip
REQUESTS = "19"
EVERY_THIRD = 3


def investment_story(office: Office, told: Content) -> Story:
    """The companies are registered, each with a lead that is a story of its own."""
    yield office.days.on(office.today - timedelta(days=SPAN + 40))
    fates = [fate for fate, count in told["fates"].items() for _ in range(count)]
    office.rng.shuffle(fates)
    seconds = [state for state, count in told["seconds"].items() for _ in range(count)]
    for place, (name, fate) in enumerate(zip(told["names"], fates, strict=True)):
        kind = told["kind"][place % len(told["kind"])]
        began = office.today - timedelta(days=_age(office, fate, place, len(fates)))
        second = seconds[place] if place < len(seconds) else ""
        name = f"示例{name}{kind['suffix']}有限公司"
        office.agenda.add(_lead_story(office, told, place, name, kind, (fate, second), began))


def _age(office: Office, fate: str, place: int, count: int) -> int:
    """Days since a lead came in; what is signed was signed lately, for it goes on."""
    return office.rng.randrange(45, 75) if fate in SIGNED else 30 + SPAN * place // count


def _company(
    office: Office, told: Content, place: int, name: str, kind: Content, now: datetime
) -> CompanyGiven:
    """A company with a well-formed code; two in three were set up here, in a few days."""
    first = f"91469024MA5T{place + 1:05d}"
    asked = now - timedelta(days=office.rng.randrange(6, 20))
    took = timedelta(hours=office.rng.choice((20, 26, 44, 50, 74)))
    is_local = place % EVERY_THIRD != 0
    return CompanyGiven(
        first + check_place(first), name, told["areas"][place % len(told["areas"])],
        address="示例地址", industry=kind["industry"],
        size=office.rng.choice(("micro", "small", "small", "medium")),
        set_up_asked_at=asked if is_local else None,
        set_up_at=asked + took if is_local else None, is_sample=True,
    )  # fmt: skip


def _filed(
    office: Office, told: Content, company: Company, kind: Content, title: str, now: datetime
) -> InvestmentLead:
    given = LeadGiven(
        title, kind["content"], **_next(office, told, now), site="示例选址", needs=kind["needs"],
        planned_fen=office.rng.randrange(8, 120) * 100 * WAN, contact_name="示例联系人",
        contact_phone="0898-00000000", is_sample=True,
    )  # fmt: skip
    return file_lead(company, given, by=_officer(office), now=now)


def _lead_story(
    office: Office, told: Content, place: int, name: str, kind: Content,
    fates: tuple[str, str], began: Any,
) -> Story:  # fmt: skip
    """A company and its lead, as far as its fate brings it by today; some have a second."""
    (fate, second), days = fates, office.days
    now = yield days.on(began)
    given = _company(office, told, place, name, kind, now)
    company = register_company(given, by=_officer(office), now=now).company
    if second:
        office.agenda.add(_second_story(office, told, company, second))
    row = _filed(office, told, company, kind, kind["title"], now)
    now = yield days.after(now, 1)
    _move(office, told, row, "screen", now, screening=office.rng.choice(told["words"]["screening"]))
    now = yield days.after(now, 3)
    row = _talk(office, told, row, now)
    if fate in SIGNED:
        yield from _contract_story(office, told, row, fate, now)
        return
    last = office.today - timedelta(days=office.rng.choice((1, 2, 4, 5, 7, 9, 12, 25)))
    now = yield max(days.on(last), days.after(now, 1))
    row = _talk(office, told, row, now)
    if fate == "framework_signed":
        _move(office, told, row, "sign_framework", now, on=now.date(), paper="示例框架协议",
              fen=office.rng.randrange(20, 90) * 100 * WAN)  # fmt: skip
    elif fate in ("paused", "dropped"):
        name = "pause" if fate == "paused" else "drop"
        _move(office, told, row, name, now, reason="企业调整投资计划。")
    elif office.rng.random() < 1 / EVERY_THIRD:
        _promise(office, told, row, now, now.date() + timedelta(days=20))


def _contract_story(
    office: Office, told: Content, row: InvestmentLead, fate: str, now: datetime
) -> Story:
    """Contract, promises of the county, money, and on to production."""
    days = office.days
    now = yield days.after(now, 12)
    promised = office.rng.randrange(10, 80) * 100 * WAN
    _move(office, told, row, "sign_contract", now, on=now.date(), paper="示例投资合同",
          approval="示例审批文件", fen=promised)  # fmt: skip
    due = now.date() + timedelta(days=15)
    made = _promise(office, told, row, now, due)
    now = yield days.after(now, office.rng.choice((8, 10, 12, 20)))
    fulfil_promise(made, "验收记录（示例）", by=office.cast.of(made.unit, "handler"), now=now)
    row.refresh_from_db()
    add_funds(row, "in_place", promised * office.rng.choice((2, 3, 4)) // 10, now.date(),
              "示例进账凭证", by=_officer(office), now=now, version=row.version)  # fmt: skip
    for name, papers in ONWARD[: SIGNED.index(fate)]:
        now = yield days.after(now, 5)
        _move(office, told, row, name, now, **papers)


def _second_story(office: Office, told: Content, company: Company, state: str) -> Story:
    """Another project of a company, before any talks."""
    now = yield office.days.on(office.today - timedelta(days=office.rng.choice((1, 2, 6))))
    row = _filed(office, told, company, told["kind"][0], f"{company.name}二期项目"[:80], now)
    if state == "screened":
        now = yield office.days.after(now, 0.05)
        _move(office, told, row, "screen", now, screening=told["words"]["screening"][0])


def _talk(office: Office, told: Content, row: InvestmentLead, now: datetime) -> InvestmentLead:
    words = office.rng.choice(told["words"]["talks"])
    return _move(office, told, row, "negotiate", now, on=now.date(), talk_record=words)


def _move(
    office: Office, told: Content, row: InvestmentLead, name: str, now: datetime, **said: Any
) -> InvestmentLead:
    by = office.cast.of(FOLLOWS, "investment_head") if name in ("pause", "drop") else None
    fresh = InvestmentLead.objects.get(pk=row.pk)
    papers = LeadPapers(**said, **_next(office, told, now))
    return move_lead(
        fresh, name, by=by or _officer(office), now=now, version=fresh.version, given=papers
    )


def _promise(office: Office, told: Content, row: InvestmentLead, now: datetime, due: Any) -> Any:
    unit = office.rng.choice(told["units"])
    given = PromiseGiven(office.rng.choice(told["words"]["promises"]), unit, due)
    return make_promise(row, given, by=_officer(office), now=now)


def _next(office: Office, told: Content, now: datetime) -> dict[str, Any]:
    """What comes next: soon after today where this is recent, now and then let pass."""
    soon = office.today + timedelta(days=office.rng.choice((-3, 1, 2, 5, 9, 14, 20)))
    on = max(now.date(), soon)
    return {"next_step": office.rng.choice(told["words"]["nexts"]), "next_on": on}


def _officer(office: Office) -> Actor:
    return office.cast.of(FOLLOWS, "investment_officer")


def link_requests() -> int:
    """Cases of the year that companies ask under are requests of the companies; in the caller's
    transaction. Returns how many."""
    companies = list(Company.objects.order_by("pk"))
    rows = list(_linked(companies))
    CompanyRequest.objects.bulk_create(rows)
    return len(rows)


def _linked(companies: list[Company]) -> Iterator[CompanyRequest]:
    asked = Case.objects.filter(case_type__startswith=REQUESTS).order_by("pk")
    for place, (key, at) in enumerate(asked.values_list("pk", "reported_at")):
        yield CompanyRequest(company=companies[place % len(companies)], case_id=key, asked_at=at)

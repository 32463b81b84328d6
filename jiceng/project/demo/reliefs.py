"""Companies of the demo and a year of relief for them, in batches by the product's own rules.

Everything here is fictitious (示例). What was given adds up to the sum of the article, 6,870.7
万元 (facts.md §7.3); what was put off stands beside it and is never part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from jiceng.casework.queries import rules_at
from jiceng.economy.actions.content import load_policies, shipped_policies
from jiceng.economy.models import (
    Company,
    CompanyStatement,
    Relief,
    ReliefAccount,
    ReliefCheck,
    ReliefEntry,
    ReliefHold,
    ReliefVoucher,
)
from jiceng.economy.process import RELIEF
from jiceng.economy.queries.relief_policies import policies_at
from jiceng.economy.rules import relief_ledger as ledger
from jiceng.economy.rules.companies import check_place
from jiceng.economy.rules.relief import (
    COMPANY,
    Policy,
    period_of,
    plus_months,
    slots_of,
)
from jiceng.kernel.clocks import Clock
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import put_clocks, put_work_item, set_alarm
from jiceng.kernel.records.bulk import settle_sequences
from jiceng.kernel.records.journal import canonical
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.records.vault import mark
from jiceng.kernel.scope import RESIDENT, Actor
from jiceng.project.demo.cast import Cast
from jiceng.project.demo.ledger import JournalRow

GIVEN_FEN = 6_870_700_000
"""68.707 million yuan: 稳岗补贴、减税降费 of the article."""
COMPANIES, SEED, CODE = 150, 68_707, "DEMO2345"
"""The last ten companies belong to the stories of `reliefs_told`. The code opens each of them."""
FIRST_NUMBER = "CO{:06}"
PLACES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TRADES = {
    "A": "农业", "C": "食品加工", "E": "建筑", "F": "商贸",
    "G": "运输", "H": "酒店", "R": "文旅", "O": "服务",
}  # fmt: skip
PLAN = (("jobs_kept", 0, 80), ("work_training", 80, 120), ("reopening", 0, 140),
        ("insurance_waiver", 0, 60), ("tax_reduction", 60, 140),
        ("tax_deferral", 0, 140))  # fmt: skip
"""Which companies are given what, where a policy's conditions let them."""
FIXED = {"work_training": 100_000, "reopening": 3_000_000}
"""Fen a head, and fen; the other amounts follow a share of what a company paid."""
SHARES = {"jobs_kept": 2, "insurance_waiver": 1, "tax_reduction": 2, "tax_deferral": 1}
"""The base for each fen granted."""


@dataclass
class Grant:
    """One relief of the past year, told to its end."""

    policy: Policy
    company: Company
    day: date
    fen: int
    base: int


@dataclass
class Books:
    """Rows of the ledger, with what stands in each account."""

    vouchers: list[ReliefVoucher] = field(default_factory=list)
    entries: list[ReliefEntry] = field(default_factory=list)
    sums: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def book(self, voucher: ReliefVoucher, entries: Sequence[ledger.Entry]) -> None:
        voucher.pk = len(self.vouchers) + 1
        self.vouchers.append(voucher)
        for account, fen in entries:
            self.entries.append(ReliefEntry(voucher_id=voucher.pk, account=account, fen=fen))
            at = (voucher.policy, voucher.period, account)
            self.sums[at] = self.sums.get(at, 0) + fen


def fill_reliefs(now: datetime) -> list[JournalRow]:
    """Policies, companies, and the grants of the year; in the caller's transaction. The answer are
    the journal's lines, to be put in order of time with all others."""
    today = now.astimezone(rules_at(now)[1].zone).date()
    began = now - timedelta(days=366)
    load_policies(_policies(today), territory().units.keys(), by="示例县", now=began)
    rng = Random(SEED)  # noqa: S311  dice of a story
    companies = Company.objects.bulk_create(_companies(rng, today))
    grants = sorted(_grants(companies, policies_at(now), today, rng), key=lambda g: g.day)
    return _written(grants, now)


def _policies(today: date) -> dict[str, dict[str, Any]]:
    """The samples, with days around the demo's year."""
    days = {"valid_from": f"{today.year - 1}-01-01", "valid_to": f"{today.year + 1}-12-31"}
    return {
        key: {**row, **days, "document": str(row["document"]).replace("示例年", str(today.year))}
        for key, row in shipped_policies().items()
    }


def credit_code(place: int) -> str:
    """A fictitious code with valid check places (GB 32100, GB 11714); no company has it."""
    body = f"T{place:07}"[:8]
    total = sum(w * PLACES.index(c) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), body, strict=True))
    check = "0123456789X"[(11 - total % 11) % 11]
    code = f"91469024{body}{check}"
    return code + check_place(code)


def _companies(rng: Random, today: date) -> Iterator[Company]:
    areas = [a for a in territory().areas.values() if a.level in ("community", "village")]
    keys, places, made = list(TRADES), iter(range(1, 10**6)), 0
    for place in places:
        code = _code_without_x(place)
        if not code:
            continue
        made += 1
        if made > COMPANIES:
            return
        area: AreaEntry = rng.choice(areas)
        industry = {147: "H", 146: "H", 149: "C"}.get(made, keys[made % len(keys)])
        number = FIRST_NUMBER.format(made)
        yield Company(
            number=number, credit_code=code, name=f"示例第{made:03}号{TRADES[industry]}有限公司",
            area_id=area.code, area_path=area.path, industry=industry,
            size=("micro", "small", "small", "medium")[made % 4], is_sample=True,
            code_mark=mark(f"{number}:{CODE}", "access_code"),
        )  # fmt: skip


def _code_without_x(place: int) -> str:
    """A code all of whose places may stand in it; its own check place may come out as X."""
    try:
        return credit_code(place)
    except ValueError:
        return ""


def _grants(
    companies: Sequence[Company], policies: Mapping[str, Policy], today: date, rng: Random
) -> list[Grant]:
    """A year of grants whose sum, without what was put off, is the article's to the fen."""
    found = []
    for key, first, last in PLAN:
        policy = policies[key]
        for company in companies[first:last]:
            if _may(key, company):
                day = today - timedelta(days=rng.randrange(35, 330))
                found.append(_grant(policy, company, day, rng))
    given = [g for g in found if not g.policy.is_deferral]
    scaled = [g for g in given if g.policy.key not in FIXED]
    left = GIVEN_FEN - sum(g.fen for g in given if g.policy.key in FIXED)
    whole = sum(g.fen for g in scaled)
    for grant in scaled[:-1]:
        grant.fen = grant.fen * left // whole
    scaled[-1].fen = left - sum(g.fen for g in scaled[:-1])
    for grant in scaled:
        grant.base = grant.fen * SHARES[grant.policy.key]
        if grant.fen > grant.policy.cap_fen:
            raise ValueError(f"{grant.policy.key}: {grant.fen} fen")
    return found


def _may(key: str, company: Company) -> bool:
    wanted = {
        "reopening": ("C", "H", "R", "G"),
        "tax_deferral": ("C",),
    }  # fmt: skip
    return company.industry in wanted.get(key, TRADES)


def _grant(policy: Policy, company: Company, day: date, rng: Random) -> Grant:
    if policy.key == "work_training":
        heads = rng.randrange(6, 90)
        return Grant(policy, company, day, heads * FIXED[policy.key], heads)
    if policy.key in FIXED:
        return Grant(policy, company, day, FIXED[policy.key], 0)
    fen = rng.randrange(8_000_000, 40_000_000)
    return Grant(policy, company, day, fen, fen * SHARES[policy.key])


def _written(grants: Sequence[Grant], now: datetime) -> list[JournalRow]:
    """Rows of every table, and the lines of the journal."""
    cast, books, policies = Cast(now), Books(), policies_at(now)
    _budgets(grants, books, cast, now)
    reliefs, checks, said, holds, lines = [], [], [], dict[tuple[int, str, str], ReliefHold](), []
    for key, grant in enumerate(grants, 1):
        row = _relief(grant, key, cast, now)
        reliefs.append(row)
        lines += _told(row, grant, books, cast)
        checks += [
            ReliefCheck(relief_id=key, unit=u, unit_path=territory().units[u].path, is_met=True,
                        opinion="缴费记录相符。", at=row.checked_at)
            for u in grant.policy.asked
        ]  # fmt: skip
        said.append(_statement(grant, row))
        row.held = slots_of(grant.policy, row.period, policies)
        for slot, span in row.held:
            hold = holds.setdefault(
                (grant.company.pk, slot, span),
                ReliefHold(company=grant.company, slot=slot, span=span, policy=row.policy),
            )
            hold.grants += 1
    put_off = [row for row in reliefs if row.state == "deferred"]
    for row in put_off:
        until = _moment(row.repay_on or now.date(), 0, now)
        clock = Clock.until(until, row.entered_at, rules_at(now)[1])
        put_clocks(row, clock, clock)
    Relief.objects.bulk_create(reliefs)
    ReliefCheck.objects.bulk_create(checks)
    CompanyStatement.objects.bulk_create(said)
    ReliefHold.objects.bulk_create(holds.values())
    ReliefVoucher.objects.bulk_create(books.vouchers)
    ReliefEntry.objects.bulk_create(books.entries)
    ReliefAccount.objects.bulk_create(
        ReliefAccount(policy=p, period=s, account=a, fen=fen)
        for (p, s, a), fen in books.sums.items()
    )
    settle_sequences(Relief, ReliefVoucher)
    _await(put_off, now)
    return lines


def _await(rows: Sequence[Relief], now: datetime) -> None:
    """What was put off is rung for before its day, and stands on the list of whoever gets it."""
    state, calendar = RELIEF.state("deferred"), rules_at(now)[1]
    for row in rows:
        alarm = next_alarm(state, row.stage, row.promise, Terms(), after=now, calendar=calendar)
        set_alarm(row, alarm)
        put_work_item(row, state.actor)


def _budgets(grants: Sequence[Grant], books: Books, cast: Cast, now: datetime) -> None:
    """Money set apart for each policy and period, a fifth more than is spent; and for now."""
    wanted: dict[tuple[str, str], int] = {}
    today = now.astimezone(rules_at(now)[1].zone).date()
    for policy in policies_at(now).values():
        if ledger.BOOKS[policy.kind] == ledger.MONEY:
            wanted[policy.key, period_of(policy, today)] = 50_000_000
            wanted[policy.key, period_of(policy, today - timedelta(days=70))] = 50_000_000
    for grant in grants:
        if ledger.BOOKS[grant.policy.kind] == ledger.MONEY:
            at = (grant.policy.key, period_of(grant.policy, grant.day))
            wanted[at] = wanted.get(at, 0) + grant.fen * 6 // 5
    for number, ((policy_key, period), fen) in enumerate(sorted(wanted.items()), 1):
        by = cast.of(policies_at(now)[policy_key].paid_by, "decider").grips[0]
        voucher = ReliefVoucher(
            kind="budget", policy=policy_key, period=period, appointment=by.appointment,
            reference=f"示例财〔{period[:4]}〕{number} 号", at=now - timedelta(days=350),
        )  # fmt: skip
        books.book(voucher, ledger.budgeted(fen // 100_000 * 100_000))


def _moment(day: date, days: int, now: datetime) -> datetime:
    """Ten in the morning so many days later, on a day people work."""
    zone = rules_at(now)[1].zone
    day += timedelta(days=days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime(day.year, day.month, day.day, 10, tzinfo=zone).astimezone(UTC)


def _relief(grant: Grant, key: int, cast: Cast, now: datetime) -> Relief:
    policy, company = grant.policy, grant.company
    applied, checked = _moment(grant.day, 0, now), _moment(grant.day, 4, now)
    approved, paid = _moment(grant.day, 15, now), _moment(grant.day, 18, now)
    number = "RL" + public_number(applied.year, key)
    paying = territory().units[policy.paid_by]
    due = rules_at(now)[1].due(applied, policy.promise).at
    repay_on = plus_months(paid.date(), policy.defer_months) if policy.is_deferral else None
    is_over = repay_on is not None and repay_on <= now.date()
    state = "paid" if repay_on is None else "settled" if is_over else "deferred"
    return Relief(
        pk=key, number=number, title=policy.name, unit=paying.code, unit_path=paying.path,
        area_path=company.area_path, tier=paying.tier, state=state, entered_at=paid, version=5,
        due_at=due, first_due_at=due, company=company, policy=policy.key,
        policy_version=policy.version, kind=policy.kind, period=period_of(policy, grant.day),
        lead=policy.unit, papers=[p.key for p in policy.papers], applied_at=applied,
        code_mark=mark(f"{number}:{CODE}", "access_code"), checked_at=checked,
        checked_by=cast.of(policy.unit, "clerk").person, amount_fen=grant.fen,
        notice_days=policy.notice_days,
        notice_until=(checked + timedelta(days=policy.notice_days + 1)).date()
        if policy.notice_days else None,
        approved_at=approved, paid_at=paid, repay_on=repay_on,
        back_fen=grant.fen if is_over else 0, is_sample=True,
    )  # fmt: skip


def _statement(grant: Grant, row: Relief) -> CompanyStatement:
    fields = grant.policy.fields
    base = grant.policy.formula.base
    heads = max(grant.base if base == "insured" else grant.fen // 9_000_000, 8)
    known = {
        "insured": heads, "insured_before": heads, "premium": grant.base, "premium_months": 24,
        "tax": grant.base, "tax_class": "small_scale",
    }  # fmt: skip
    return CompanyStatement(
        company=grant.company, purpose=row.policy, given_by=COMPANY, as_of=grant.day,
        figures={name: known[name] for name in fields if name in known}, given_at=row.applied_at,
        until=grant.policy.valid_to + timedelta(days=grant.policy.kept_days),
    )  # fmt: skip


def _told(row: Relief, grant: Grant, books: Books, cast: Cast) -> list[JournalRow]:
    """What was done with one application: its vouchers and its lines."""
    clerk, head = cast.of(row.lead, "clerk"), cast.of(row.unit, "decider")
    if not (row.checked_at and row.approved_at and row.paid_at):
        raise ValueError("what was granted is told to its end")
    lines = [
        _line(row, 0, "relief_applied", RESIDENT, row.applied_at, "applied", "applied"),
        _line(row, 1, "check", clerk, row.checked_at, "applied", "checked"),
    ]
    before = "checked"
    if row.notice_days:
        before = "on_notice"
        lines.append(_line(row, 2, "publish", clerk, row.checked_at, "checked", before))
    lines.append(_line(row, 3, "approve", head, row.approved_at, before, "approved"))
    name, state = ("defer", "deferred") if row.repay_on else ("pay", "paid")
    lines.append(_line(row, 4, name, head, row.paid_at, "approved", state))
    _book(books, row, "approve", head, row.approved_at, ledger.granted(row.kind, grant.fen))
    _book(books, row, name, head, row.paid_at, ledger.paid(row.kind, grant.fen))
    if row.state == "settled" and row.repay_on:
        at = datetime(row.repay_on.year, row.repay_on.month, row.repay_on.day, 2, tzinfo=UTC)
        lines.append(_line(row, 5, "settle", head, at, "deferred", "settled"))
        _book(books, row, "back", head, at, ledger.taken_back(row.kind, grant.fen))
    return lines


def _book(
    books: Books, row: Relief, kind: str, by: Actor, at: datetime, entries: Sequence[ledger.Entry]
) -> None:
    mark_of = {"approve": "", "pay": "付", "defer": "缓", "back": "补"}[kind]
    voucher = ReliefVoucher(
        kind=kind, policy=row.policy, period=row.period, relief_id=row.pk, at=at,
        reference=f"{mark_of}{row.number}" if mark_of else "",
        appointment=by.grips[0].appointment,
    )  # fmt: skip
    books.book(voucher, entries)


def _line(
    row: Relief, place: int, kind: str, by: Actor, at: datetime, before: str, after: str
) -> JournalRow:
    grip = by.grips[0]
    return (at, 0, -row.pk * 10 + place, kind, "relief", row.pk, grip.appointment, grip.unit,
            before, after, canonical({}))  # fmt: skip

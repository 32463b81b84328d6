"""A company applies for relief; it is checked, announced, approved, paid, taken back."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.economy.actions.relief_checks import await_checks
from jiceng.economy.actions.relief_ledger import LONGEST_REFERENCE, claim, post, release
from jiceng.economy.models import Company, CompanyStatement, Relief, ReliefCheck
from jiceng.economy.process import RELIEF
from jiceng.economy.queries.relief_policies import (
    facts_of,
    policies_at,
    policy_as_of,
    policy_for,
)
from jiceng.economy.queries.reliefs import ready, today_of
from jiceng.economy.rules import relief_ledger as ledger
from jiceng.economy.rules.relief import (
    COMPANY,
    Policy,
    amount_of,
    period_of,
    plus_months,
    read_figures,
    slots_of,
)
from jiceng.kernel.money import money
from jiceng.kernel.numbers import access_code, public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import check_version, tell
from jiceng.kernel.records.contacts import erase_rows
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.records.vault import mark
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import RESIDENT, SYSTEM_GRIP, Actor, Grip
from jiceng.kernel.terms import Counting, Term

AFTER_NOTICE = 5
"""Days after the announcement within which it is decided."""
BACK = frozenset({"settle", "recover", "recover_part"})
BOOKED = frozenset({"pay", "defer", *BACK})
"""Moves that bring a reference of the bank or the tax office."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a company applies for, and what it states for this policy alone."""

    policy: str
    company: Company
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Field -> what was written; money in yuan."""
    papers: tuple[str, ...] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the company is told; the access code is shown once and kept only as a mark."""

    relief: Relief
    access_code: str


@dataclass(frozen=True, slots=True)
class Said:
    """What comes with a move."""

    missing_papers: str = ""
    opinion: str = ""
    reason: str = ""
    reference: str = ""
    amount_fen: int | None = None
    """With `check` what is granted, None for the formula's; with `recover_part` how much."""
    received: tuple[str, ...] = ()


def apply_for_relief(given: Asked, *, now: datetime) -> Receipt:
    """Take a company's application. Raises `Invalid` naming each field, `Refused`."""
    if given.company.closed_on is not None:
        raise Refused(Reason("company_closed"))
    today = today_of(now)
    policy = policy_for(given.policy, now, today)
    figures, faults = read_figures(policy, given.figures)
    asked = {paper.key for paper in policy.papers}
    faults += [Reason("paper_not_asked", {"value": key}, "papers")
               for key in sorted(set(given.papers) - asked)]  # fmt: skip
    if faults:
        raise Invalid(*faults)
    period, code = period_of(policy, today), access_code(secrets.token_bytes(16))
    with transaction.atomic():
        _refuse_second(given.company, policy, period)
        row = _drafted(given, policy, period, code, now)
        start(row, RELIEF, "relief_applied", grip=RESIDENT.grips[0], now=now,
              due_at=rules_at(now)[1].due(now, policy.promise).at, policy=policy.key,
              version=policy.version)  # fmt: skip
        land = territory()
        ReliefCheck.objects.bulk_create(
            [ReliefCheck(relief=row, unit=u, unit_path=land.units[u].path) for u in policy.asked]
        )
        await_checks(row)
        keep_statement(given.company, policy, figures, given_by=COMPANY, as_of=today, now=now)
    return Receipt(ready(row, now), code)


def _refuse_second(company: Company, policy: Policy, period: str) -> None:
    """One application a company, policy and period; the company's row is the lock."""
    Company.objects.select_for_update().get(pk=company.pk)
    same = Relief.objects.filter(company=company, policy=policy.key, period=period)
    if found := same.exclude(state__in=("declined", "withdrawn", "recovered")).first():
        raise Refused(Reason("applied_already", {"number": found.number}))


def _drafted(given: Asked, policy: Policy, period: str, code: str, now: datetime) -> Relief:
    unit, key = territory().units[policy.unit], next_key(Relief)
    number = "RL" + public_number(today_of(now).year, key)
    return Relief(
        pk=key, number=number, title=policy.name, unit=unit.code, unit_path=unit.path,
        area_path=given.company.area_path, tier=unit.tier, entered_at=now,
        company=given.company, policy=policy.key, policy_version=policy.version,
        kind=policy.kind, period=period, lead=unit.code, papers=sorted(set(given.papers)),
        notice_days=policy.notice_days, applied_at=now, is_sample=given.is_sample,
        code_mark=mark(f"{number}:{code}", "access_code"),
    )  # fmt: skip


def keep_statement(
    company: Company, policy: Policy, figures: Mapping[str, Any], *, given_by: str, as_of: date,
    now: datetime,
) -> CompanyStatement | None:  # fmt: skip
    """Keep what somebody gave of a company for one policy, with the last day of its keeping."""
    if not figures:
        return None
    until = policy.valid_to + timedelta(days=policy.kept_days)
    return CompanyStatement.objects.create(
        company=company, purpose=policy.key, given_by=given_by, figures=dict(figures),
        as_of=as_of, given_at=now, until=until,
    )  # fmt: skip


def say_check(
    row: Relief, *, is_met: bool, opinion: str, figures: Mapping[str, Any], by: Actor,
    now: datetime,
) -> Relief:  # fmt: skip
    """A department asked says its word, with the figures it holds. Once.

    Raises `NotAllowed`, `Refused`, `Invalid`.
    """
    policy = policy_as_of(row.policy, row.policy_version)
    kept, faults = read_figures(policy, figures)
    if not 1 <= len(opinion.strip()) <= 200:
        faults.append(Reason("check_needs_opinion", field="opinion"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        check, grip = _own_check(row, by)
        if check.is_met is not None or row.state != "applied":
            raise Refused(Reason("check_said_already"))
        check.is_met, check.opinion, check.at = is_met, mask_personal(opinion.strip())[0], now
        check.save()
        await_checks(row)
        keep_statement(row.company, policy, kept, given_by=check.unit, as_of=today_of(now), now=now)
        tell(row, grip, "relief_check_said", now=now, is_met=is_met)
    return ready(row, now)


def _own_check(row: Relief, by: Actor) -> tuple[ReliefCheck, Grip]:
    """The check asked of somebody's own unit, locked."""
    for grip in by.grips:
        if "clerk" in grip.roles:
            found = row.checks.select_for_update().filter(unit=grip.unit).first()
            if found is not None:
                return found, grip
    raise NotAllowed(Reason("not_asked_to_check"))


def move_relief(
    row: Relief, name: str, *, by: Actor, now: datetime, version: int, given: Said | None = None
) -> Relief:
    """Any move. Raises `Stale`, `Refused` with all reasons, `Invalid`.

    Whoever checked does not approve. Nothing is booked unless the move is made, and no move is
    made unless it is booked.
    """
    check_version(row, version)
    said = given or Said()
    policy = policy_as_of(row.policy, row.policy_version)
    if name == "approve" and row.checked_by == by.person:
        raise Refused(Reason("approved_by_checker"))
    if name in BOOKED and not 1 <= len(said.reference.strip()) <= LONGEST_REFERENCE:
        raise Invalid(Reason("reference_needed", field="reference"))
    before = row.state
    changes = _changes(row, policy, name, said, by, now)
    words = {"missing_papers": said.missing_papers, "opinion": said.opinion, "reason": said.reason}
    supplied = frozenset({"reference"}) if said.reference else frozenset[str]()
    with transaction.atomic():
        _refuse_misfit(row, name, by, words.keys(), supplied, now)
        changes |= _book(row, policy, name, before, changes, said, by=by, now=now)
        make(row, RELIEF, name, by=by, now=now, version=version, words=words, supplied=supplied,
             terms=_terms(row, policy, name, now), changes=changes)  # fmt: skip
        await_checks(row)
    return ready(row, now)


def _refuse_misfit(
    row: Relief, name: str, by: Actor, words: Any, supplied: frozenset[str], now: datetime
) -> None:
    """Who may not, or not from here, is told so before anything is booked."""
    move = RELIEF.move(name)
    told = RELIEF.why_not(
        row, move, roles=by.roles_towards(row) if by is not RESIDENT else by.roles,
        supplied=supplied | frozenset(words), now=now, calendar=rules_at(now)[1],
    )  # fmt: skip
    if told:
        raise Refused(*told)


def _terms(row: Relief, policy: Policy, name: str, now: datetime) -> Terms:
    """Announcing has its own term; what is put off is due on its day, and nothing before."""
    if name == "publish":
        return Terms(stage=Term(policy.notice_days + AFTER_NOTICE, Counting.CALENDAR_DAYS))
    if name == "defer":
        zone, today = rules_at(now)[1].zone, today_of(now)
        repay_on = plus_months(today, policy.defer_months)
        until = Term((repay_on - today).days, Counting.CALENDAR_DAYS)
        return Terms(by_hand=datetime.combine(repay_on, time(17, 30), zone), promise=until)
    return Terms()


def _changes(
    row: Relief, policy: Policy, name: str, said: Said, by: Actor, now: datetime
) -> dict[str, Any]:
    today, paying = today_of(now), territory().units[policy.paid_by]
    handed = {"unit": paying.code, "unit_path": paying.path, "tier": paying.tier}
    until = today + timedelta(days=policy.notice_days)
    made: dict[str, dict[str, Any]] = {
        "ask_supplement": {"supplement_asked_at": now},
        "supplement": {"papers": sorted({*row.papers, *said.received})},
        "publish": {"notice_until": until, **handed},
        "approve": {"approved_at": now},
        "decline": {"approved_at": None},
        "pay": {"paid_at": now},
        "defer": {"paid_at": now, "repay_on": plus_months(today, policy.defer_months)},
        "settle": {"back_fen": row.amount_fen},
        "recover": {"back_fen": row.amount_fen},
        "recover_part": {"back_fen": row.back_fen + (said.amount_fen or 0)},
    }
    if name == "check":
        checked = {"checked_by": by.person, "checked_at": now}
        amount = {"amount_fen": _fixed(row, policy, said)}
        return {**checked, **amount, **({} if policy.notice_days else handed)}
    if name == "supplement":
        _refuse_lacking(row, policy, said.received)
    return made.get(name, {})


def _refuse_lacking(row: Relief, policy: Policy, received: tuple[str, ...]) -> None:
    """Time runs again once every paper is there: nobody is asked a second time."""
    known = {paper.key: paper.name for paper in policy.papers}
    if unknown := sorted(set(received) - known.keys()):
        raise Invalid(*(Reason("paper_not_asked", {"value": key}, "papers") for key in unknown))
    lacking = [name for key, name in known.items() if key not in {*row.papers, *received}]
    if lacking:
        raise Refused(Reason("papers_still_lacking", {"papers": "、".join(lacking)}))


def _fixed(row: Relief, policy: Policy, said: Said) -> int:
    """What is granted: what the formula gives, or less; never above the cap."""
    if row.unfit or row.state != "applied":
        return 0  # the guards say why
    most = amount_of(policy, facts_of(row.company, policy.key))
    if most is None:
        raise Refused(Reason("amount_unknown", {"paper": policy.formula.base}))
    if not most:
        raise Refused(Reason("amount_too_small"))
    fen = most if said.amount_fen is None else said.amount_fen
    if faults := list(_amount_faults(policy, fen, most)):
        raise Invalid(*faults)
    return fen


def _amount_faults(policy: Policy, fen: int, most: int) -> Iterator[Reason]:
    if fen <= 0:
        yield Reason("bad_amount", field="amount")
    elif fen > policy.cap_fen:
        told = {"fen": money(fen), "cap": money(policy.cap_fen)}
        yield Reason("grant_above_cap", told, "amount")
    elif fen > most:
        yield Reason("grant_above_formula", {"fen": money(fen), "most": money(most)}, "amount")


def _book(
    row: Relief, policy: Policy, name: str, before: str, changes: Mapping[str, Any], said: Said, *,
    by: Actor, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """What a move books and takes up, or gives back; the answer is what is held from now on."""
    entries, held = None, dict[str, Any]()
    if name == "approve":
        held = {"held": claim(row.company, policy, row.period, policies_at(now))}
        entries = ledger.granted(row.kind, row.amount_fen)
    elif name == "decline" and before == "approved":
        held = _let_go(row, policy, now)
        entries = ledger.released(row.kind, row.amount_fen)
    elif name in ("pay", "defer"):
        entries = ledger.paid(row.kind, row.amount_fen)
    elif name in BACK:
        fen = changes["back_fen"] - row.back_fen
        _refuse_back(row, name, fen)
        entries = ledger.taken_back(row.kind, fen)
        if name == "recover":
            held = _let_go(row, policy, now)
    if entries:
        grip = by.acting_grip(row, RELIEF.move(name).by)
        kind = "back" if name in BACK else name
        post(kind, policy.key, row.period, entries, grip=grip or SYSTEM_GRIP, now=now, relief=row,
             reference=said.reference.strip())  # fmt: skip
    return held


def _let_go(row: Relief, policy: Policy, now: datetime) -> dict[str, Any]:
    """What was granted before holds were written down gives back what it would take up now."""
    held = row.held
    if held is None:
        held = slots_of(policy, row.period, policies_at(now))
    release(row.company, row.policy, held)
    return {"held": None}


def _refuse_back(row: Relief, name: str, fen: int) -> None:
    left = row.amount_fen - row.back_fen
    if fen <= 0:
        raise Invalid(Reason("bad_amount", field="amount"))
    if fen > left:
        raise Refused(Reason("back_above_paid", {"left": money(left), "fen": money(fen)}))
    if fen == left and name == "recover_part":
        raise Refused(Reason("back_whole"))


def erase_statements(now: datetime, *, limit: int = 500) -> int:
    """Empty the statements whose keeping is over; returns how many."""
    due = CompanyStatement.objects.filter(until__lt=today_of(now), erased_at=None)

    def erase(rows: list[CompanyStatement]) -> None:
        emptied = CompanyStatement.objects.filter(pk__in=[row.pk for row in rows])
        emptied.update(figures={}, erased_at=now)
        append([line_by(SYSTEM_GRIP, "relief_figures_erased", "company", row.company_id)
                for row in rows], at=now)  # fmt: skip

    return erase_rows(due.order_by("until"), erase, limit=limit)

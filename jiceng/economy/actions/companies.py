"""A company is registered, changed, given a code for its page, and asks the county."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.sheets import take_rows
from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.sheets import Read, Taken
from jiceng.economy.models import Company, CompanyRequest
from jiceng.economy.queries.companies import keeps, mark_of
from jiceng.economy.rules.companies import CompanyGiven, company_faults, normal_code
from jiceng.kernel.numbers import access_code, public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.kernel.scope import RESIDENT, Actor, Grip

BRANCH = "19"
"""The branch of case types that companies ask under."""


@dataclass(frozen=True, slots=True)
class CompanyReceipt:
    """A company and the code of its page, which is shown once and kept only as a mark."""

    company: Company
    access_code: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a company asks."""

    case_type: str
    text: str
    phone: str = ""
    name: str = ""


def register_company(given: CompanyGiven, *, by: Actor, now: datetime) -> CompanyReceipt:
    """Write a company down. Raises `NotAllowed`, `Invalid` naming each field."""
    area = _area(given.area)
    grip = _grip(by, area.path)
    columns = _columns(given, area, now)
    key, code = next_key(Company), access_code(secrets.token_bytes(16))
    number = "CO" + public_number(now.astimezone(rules_at(now)[1].zone).year, key)
    row = Company(pk=key, number=number, code_mark=mark_of(number, code), **columns)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise _twice(row.credit_code) from error
        _say(grip, "register_company", row, now)
    return CompanyReceipt(row, code)


def change_company(
    company: Company, given: CompanyGiven, *, by: Actor, now: datetime, version: int
) -> Company:
    """Write it down anew. Raises `NotAllowed`, `Invalid`, `Stale`."""
    area = _area(given.area)
    grip = _grip(by, company.area_path)
    _grip(by, area.path)
    columns = {**_columns(given, area, now), "is_sample": company.is_sample}
    changed = sorted(name for name, value in columns.items() if getattr(company, name) != value)
    if not changed:
        return company
    with transaction.atomic():
        try:
            with transaction.atomic():
                _set(company, version, columns)
        except IntegrityError as error:
            raise _twice(columns["credit_code"]) from error
        _say(grip, "change_company", company, now, columns=changed)
    return company


def new_access_code(company: Company, *, by: Actor, now: datetime, version: int) -> CompanyReceipt:
    """Another code for its page, for whoever showed the licence; the old one opens no more."""
    grip = _grip(by, company.area_path)
    code = access_code(secrets.token_bytes(16))
    with transaction.atomic():
        _set(company, version, {"code_mark": mark_of(company.number, code)})
        _say(grip, "new_access_code", company, now)
    return CompanyReceipt(company, code)


def take_companies(
    rows: Read[CompanyGiven], *, by: Actor, now: datetime, is_trial: bool = False
) -> Taken:
    """A whole table: new companies are registered, known ones changed. With one fault, and in a
    trial, nothing is written. Raises `NotAllowed`."""
    return take_rows(rows, lambda row: _take(row, by, now), is_whole=True, is_trial=is_trial)


def _take(given: CompanyGiven, by: Actor, now: datetime) -> str:
    there = Company.objects.filter(credit_code=normal_code(given.credit_code)).first()
    if there is None:
        register_company(given, by=by, now=now)
        return "added"
    change_company(there, given, by=by, now=now, version=there.version)
    return "changed"


def ask(company: Company, given: Request, *, by: Actor = RESIDENT, now: datetime) -> Case:
    """A company's request becomes a case with a promised time. Raises `Invalid`, `Refused`."""
    book = rules_at(now)[0]
    if company.closed_on is not None:
        raise Refused(Reason("company_closed"))
    kind = book.type_of(given.case_type)
    if not kind.is_leaf or BRANCH not in kind.path:
        raise Invalid(Reason("not_for_companies", {"value": given.case_type}, "case_type"))
    raised = Raised(
        given.text, case_type=given.case_type, place=company.address, grid_code=company.area_id,
        name=given.name, phone=given.phone, source="resident" if by is RESIDENT else "clerk",
    )  # fmt: skip
    with transaction.atomic():
        case = raise_case(raised, by=by, now=now).case
        CompanyRequest.objects.create(company=company, case=case, asked_at=now)
    return case


def _area(code: str) -> AreaEntry:
    found = territory().areas.get(code)
    if found is None:
        raise Invalid(Reason("unknown_area", {"value": code}, "area"))
    return found


def _grip(by: Actor, area_path: str) -> Grip:
    found = next((g for g in by.grips if keeps(g, area_path)), None)
    if found is None:
        raise NotAllowed(Reason("not_company_keeper"))
    return found


def _columns(given: CompanyGiven, area: AreaEntry, now: datetime) -> dict[str, Any]:
    given = replace(
        given, credit_code=normal_code(given.credit_code), name=given.name.strip(),
        address=mask_personal(given.address.strip())[0][:120],
    )  # fmt: skip
    if faults := [*company_faults(given, now)]:
        raise Invalid(*faults)
    return {
        "credit_code": given.credit_code, "name": given.name, "area_id": area.code,
        "area_path": area.path, "address": given.address, "industry": given.industry,
        "size": given.size, "set_up_asked_at": given.set_up_asked_at,
        "set_up_at": given.set_up_at, "is_sample": given.is_sample,
    }  # fmt: skip


def _set(company: Company, version: int, columns: Mapping[str, Any]) -> None:
    rows = Company.objects.filter(pk=company.pk, version=version)
    if not rows.update(**columns, version=version + 1):
        raise Stale(Reason("stale"))
    company.refresh_from_db()


def _twice(code: str) -> Invalid:
    return Invalid(Reason("company_twice", {"value": code}, "credit_code"))


def _say(grip: Grip, kind: str, company: Company, now: datetime, **told: Any) -> None:
    """One journal line; without words."""
    append([line_by(grip, f"economy.{kind}", "company", company.pk, payload=told)], at=now)

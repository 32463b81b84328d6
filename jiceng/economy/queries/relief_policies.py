"""Policies in force, the version an application was made under, and what is known of a company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from jiceng.economy.models import Company, CompanyStatement
from jiceng.economy.rules.relief import COMPANY, KIND, REGISTER, Datum, Policy, policy_of
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason


def policies_at(now: datetime) -> dict[str, Policy]:
    """Policies in force, by key, in the order of their keys; their days may be over."""
    rows = in_force(KIND, now)
    return {key: policy_of(key, row.version, row.content) for key, row in sorted(rows.items())}


def policy_at(key: str, now: datetime) -> Policy:
    """One in force; raises `NotFound`."""
    found = policies_at(now).get(key)
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def policy_for(key: str, now: datetime, today: date) -> Policy:
    """One that may be applied for today; raises `Invalid`."""
    found = policies_at(now).get(key)
    if found is None:
        raise Invalid(Reason("unknown_policy", {"value": key}, "policy"))
    if not found.is_open(today):
        told = {"start": found.valid_from.isoformat(), "end": found.valid_to.isoformat()}
        raise Invalid(Reason("policy_closed", told, "policy"))
    return found


def policy_as_of(key: str, version: int) -> Policy:
    """The version an application was made under."""
    row = Configuration.objects.get(kind=KIND, key=key, version=version)
    return policy_of(key, version, row.content)


def facts_of(company: Company, purpose: str) -> dict[str, Datum]:
    """What is known of one company for one policy. See `facts_of_each`."""
    return facts_of_each([company], purpose)[company.pk]


def facts_of_each(companies: Iterable[Company], purpose: str) -> dict[int, dict[str, Datum]]:
    """Company key -> field -> datum, from the register and what was given for this policy alone.

    What a department gave goes before what the company said, the newer before the older.
    """
    found = {company.pk: _registered(company) for company in companies}
    rows = CompanyStatement.objects.filter(company__in=found, purpose=purpose, erased_at=None)
    said = sorted(rows, key=lambda row: (row.given_by != COMPANY, row.pk))
    for row in said:
        for name, value in row.figures.items():
            found[row.company_id][name] = Datum(value, row.given_by, row.as_of)
    return found


def _registered(company: Company) -> dict[str, Datum]:
    kept: Mapping[str, Any] = {
        "size": company.size, "industry": company.industry, "area": company.area_path,
    }  # fmt: skip
    return {name: Datum(value, REGISTER) for name, value in kept.items() if value}


def companies_stated(purpose: str) -> QuerySet[Company]:
    """Companies of which something was given for a policy, in the order of their keys."""
    rows = CompanyStatement.objects.filter(purpose=purpose, erased_at=None)
    return Company.objects.filter(pk__in=rows.values("company"), closed_on=None).order_by("pk")


def unit_named(code: str) -> str:
    """A unit's name, its code where it is gone."""
    unit = territory().units.get(code)
    return unit.name if unit else code

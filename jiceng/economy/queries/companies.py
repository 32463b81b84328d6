"""Companies within reach, and one by its number or credit code and its access code."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jiceng.economy.models import Company
from jiceng.economy.rules.companies import code_fault, normal_code
from jiceng.kernel.records.models import within
from jiceng.kernel.records.vault import mark, same
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.scope import Actor, Grip

INVESTMENT = frozenset({"investment_officer", "investment_head"})
KEEPERS = INVESTMENT | {"clerk"}
"""Who registers companies: the investment office all of the county, a clerk where he sits."""


def keeps(grip: Grip, area_path: str) -> bool:
    """Whether a post keeps the companies of an area: a counter of the county those of all of it."""
    if not grip.roles & KEEPERS:
        return False
    return grip.by_unit or area_path.startswith(grip.area_path)


def companies_of(actor: Actor) -> QuerySet[Company]:
    """Those somebody keeps."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if not grip.roles & KEEPERS:
            continue
        if grip.by_unit:
            return Company.objects.all()
        condition |= within("area_path", grip.area_path)
    return Company.objects.filter(condition)


def company_for(actor: Actor, number: str) -> Company:
    """One of them; `NotFound` otherwise."""
    found = companies_of(actor).select_related("area").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def company_with(credit_code: str) -> Company:
    """A registered company by its credit code. `Invalid` says what is wrong with the code, or that
    it is to be registered first."""
    code = normal_code(credit_code)
    if fault := code_fault(code):
        raise Invalid(fault)
    found = Company.objects.filter(credit_code=code).first()
    if found is None:
        raise Invalid(Reason("company_unknown", {"value": code}, "credit_code"))
    return found


def company_by_code(number: str, code: str) -> Company:
    """The company of whoever shows its number, or its credit code, and its access code; wrong and
    unknown look alike."""
    asked = normal_code(number)
    rows = Company.objects.select_related("area")
    found = rows.filter(Q(number=asked) | Q(credit_code=asked)).first()
    if found is None or not same(found.code_mark, mark_of(found.number, code)):
        raise NotFound(Reason("wrong_number_or_code"))
    return found


def mark_of(number: str, code: str) -> str:
    """What is kept of an access code."""
    return mark(f"{number}:{code.strip().upper()}", "access_code")

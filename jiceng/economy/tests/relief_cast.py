"""Policies of the small county, who decides on money there, and two companies.

Housing leads (Zhao checks), Police is asked beside (Qian), the centre pays (Yin decides).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jiceng.casework.tests.county import COUNTY, EAST, LONG_AGO, NOON, POSTS, START, County
from jiceng.economy.actions.relief_ledger import set_budget
from jiceng.economy.actions.reliefs import Asked, Said, apply_for_relief, move_relief, say_check
from jiceng.economy.models import Company, Relief
from jiceng.economy.queries.relief_policies import policy_at
from jiceng.economy.queries.reliefs import relief_for
from jiceng.economy.rules.relief import KIND
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import load_rules, set_rule
from jiceng.kernel.records.models import Appointment, Area, Person
from jiceng.kernel.records.vault import mark
from jiceng.kernel.scope import RESIDENT

CODE = "ABCD2345"
REFUND: dict[str, Any] = {
    "name": "稳岗返还", "name_en": "Refund for jobs kept", "document": "示例〔2026〕1 号",
    "kind": "refund", "unit": "HOUSING", "paid_by": "CENTRE", "asked": ["POLICE"],
    "valid_from": "2026-01-01", "valid_to": "2026-12-31", "period": "year",
    "conditions": [
        {"field": "premium_months", "op": ">=", "value": 12},
        {"field": "layoff_rate", "op": "<=", "value": 20,
         "when": {"field": "insured_before", "op": "<=", "value": 30}},
        {"field": "layoff_rate", "op": "<=", "value": "5.5",
         "when": {"field": "insured_before", "op": ">", "value": 30}},
    ],
    "formula": {"kind": "rate", "base": "premium", "percent": 50},
    "cap_yuan": "20000", "smallest_yuan": 100, "excludes": ["training"],
    "papers": [{"key": "form", "name": "申请表"}], "notice_days": 5, "is_sample": True,
}  # fmt: skip
TRAINING = {
    **REFUND, "name": "以工代训补贴", "name_en": "Training at work", "kind": "subsidy", "asked": [],
    "conditions": [{"field": "insured", "op": ">=", "value": 1}], "excludes": [], "papers": [],
    "formula": {"kind": "per_head", "base": "insured", "yuan": 500, "times": 1}, "notice_days": 0,
}  # fmt: skip
WAIVER = {
    **TRAINING, "name": "六税两费减征", "name_en": "Taxes halved", "kind": "reduction",
    "conditions": [{"field": "size", "op": "in", "value": ["micro", "small"]}],
    "formula": {"kind": "rate", "base": "tax", "percent": 50}, "period": "quarter",
}  # fmt: skip
DEFERRAL = {
    **WAIVER, "name": "税费缓缴", "name_en": "Taxes put off", "kind": "deferral",
    "formula": {"kind": "rate", "base": "tax", "percent": 100}, "defer_months": 3,
}  # fmt: skip
POLICIES = {"refund": REFUND, "training": TRAINING, "waiver": WAIVER, "deferral": DEFERRAL}
STATED = {"insured": "28", "insured_before": "30", "premium": "12345.67", "premium_months": "14"}
BUDGET = 10_000_000
"""Fen set apart for each policy that pays money."""


def with_relief(county: County) -> County:
    """Policies, Yin who decides at the centre, two companies, budgets."""
    load_rules([(KIND, key, content) for key, content in POLICIES.items()], at=LONG_AGO, by="setup")
    content = {**POSTS["department_handler"], "roles": ["handler", "clerk", "decider"]}
    set_rule("post", "department_leader", content, valid_from=LONG_AGO, reason="试", by="setup",
             now=NOON)  # fmt: skip
    yin = Person.objects.create(login="yin", name="殷", password="!")
    Appointment.objects.create(
        person=yin, post="department_leader", unit_id="CENTRE", area_id=COUNTY, starts_on=START
    )
    county.people["yin"] = yin
    county.actors["yin"] = actor_for(yin, now=NOON, today=NOON.date())
    for place in (1, 2):
        company(place)
    for key in ("refund", "training"):
        set_budget(policy_at(key, NOON), "2026", BUDGET, reference=f"预算{key}", by=county["yin"],
                   now=NOON)  # fmt: skip
    return county


def company(place: int, **changes: Any) -> Company:
    number = f"CO{place:06}"
    area = Area.objects.get(code=EAST)
    return Company.objects.create(**{
        "number": number, "credit_code": f"91469024MA5T{place:06}"[:18], "area": area,
        "name": f"示例第{place}商贸有限公司", "area_path": area.path, "size": "small",
        "industry": "F", "code_mark": mark(f"{number}:{CODE}", "access_code"),
        "is_sample": True, **changes,
    })  # fmt: skip


def applied(policy: str = "refund", place: int = 1, **changes: Any) -> Relief:
    """An application with everything in it."""
    figures = {"refund": STATED, "training": {"insured": "28"}}.get(policy, {"tax": "9000"})
    papers = ("form",) if policy == "refund" else ()
    given = Asked(policy, Company.objects.get(number=f"CO{place:06}"),
                  **{"figures": figures, "papers": papers, **changes})  # fmt: skip
    return apply_for_relief(given, now=NOON).relief


def moved(row: Relief, county: County, who: str, name: str, *, at: datetime = NOON,
          **said: Any) -> Relief:  # fmt: skip
    by = RESIDENT if who == "company" else county[who]
    row = relief_for(county["yin" if row.unit == "CENTRE" else "zhao"], row.number, at)
    return move_relief(row, name, by=by, now=at, version=row.version, given=Said(**said))


def checked(row: Relief, county: County) -> Relief:
    """Every department has said yes, and Zhao has checked."""
    for check in row.checks.all():
        say_check(row, is_met=True, opinion="数据相符", figures={}, by=county["qian"], now=NOON)
        assert check.unit == "POLICE"
    return moved(row, county, "zhao", "check", opinion="符合条件")


def approved(county: County, policy: str = "training", place: int = 1) -> Relief:
    """Approved by Yin; for policies that are not announced."""
    return moved(checked(applied(policy, place), county), county, "yin", "approve")

"""The investment office of the small county, companies and leads.

Bei follows leads for the commerce bureau, Mo leads it; Zhao at Housing is its head of nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from jiceng.casework.tests.county import COUNTY, EAST, LONG_AGO, NOON, START, County
from jiceng.economy.actions.companies import register_company
from jiceng.economy.actions.leads import LeadGiven, LeadPapers, file_lead, move_lead
from jiceng.economy.models import Company, InvestmentLead
from jiceng.economy.rules.companies import CompanyGiven, check_place
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import load_rules, touch
from jiceng.kernel.records.models import Appointment, Area, Person, Unit

TODAY = NOON.date()
SOON = TODAY + timedelta(days=7)
OFFICERS = {
    "bei": ("贝", "investment_officer", "招商专员"),
    "mo": ("莫", "investment_head", "招商负责人"),
}
TYPES: dict[str, dict[str, Any]] = {
    "19": {"name": "企业诉求", "name_en": "Requests from businesses"},
    "1902": {
        "name": "用地用工用能", "name_en": "Land, labour and power", "parent": "19",
        "first_tier": "county", "level": "large", "promise": "10 working_days",
        "duty_unit": "HOUSING", "closing": "给出方案", "closing_en": "A plan given",
    },
}  # fmt: skip
GIVEN = CompanyGiven("91460000MA5TTT000T", "示例渔业有限公司", EAST, "东风路 8 号", "A", "small")
LEAD = LeadGiven("深海网箱项目", "养殖和加工", "电话联系", SOON, contact_phone="13812345678")
NEXT: dict[str, Any] = {"next_step": "再次洽谈", "next_on": SOON}


def code_of(place: int) -> str:
    """A well-formed credit code that belongs to nobody."""
    first = f"91469024MA5T{place:05d}"
    return first + check_place(first)


def with_office(county: County) -> County:
    """A commerce bureau with an officer and a head, and the types companies ask under."""
    area = Area.objects.get(code=COUNTY)
    Unit.objects.create(
        code="COMMERCE", path="GOV/COMMERCE/", name="县商务局", short_name="县商务局",
        kind="department", tier="county", parent_id="GOV", area=area, valid_from=START,
    )  # fmt: skip
    posts = [
        ("post", post, {"name": name, "roles": [post], "tier": "county", "reach": "unit"})
        for _name, post, name in OFFICERS.values()
    ]
    types = [("case_type", code, content) for code, content in TYPES.items()]
    load_rules([*posts, *types], at=LONG_AGO, by="setup")
    touch("territory")
    for login, (name, post, _title) in OFFICERS.items():
        person = Person.objects.create(login=login, name=name, password="!")
        Appointment.objects.create(
            person=person, post=post, unit_id="COMMERCE", area_id=COUNTY, starts_on=START
        )
        county.people[login] = person
        county.actors[login] = actor_for(person, now=NOON, today=TODAY)
    return county


def company(county: County, place: int = 1, who: str = "bei", **changes: Any) -> Company:
    given = replace(GIVEN, credit_code=code_of(place), name=f"示例渔业{place}有限公司", **changes)
    return register_company(given, by=county[who], now=NOON).company


def filed(county: County, of: Company | None = None, **changes: Any) -> InvestmentLead:
    return file_lead(of or company(county), replace(LEAD, **changes), by=county["bei"], now=NOON)


def moved(
    row: InvestmentLead, county: County, name: str, who: str = "bei", **given: Any
) -> InvestmentLead:
    papers = LeadPapers(**{**NEXT, **given})
    return move_lead(row, name, by=county[who], now=NOON, version=row.version, given=papers)


def in_talks(county: County, of: Company | None = None, **changes: Any) -> InvestmentLead:
    """A lead after its first talks, a month ago."""
    row = moved(filed(county, of, **changes), county, "screen", screening="符合产业方向")
    on = TODAY - timedelta(days=30)
    return moved(row, county, "negotiate", talk_record="介绍了用海政策", on=on)

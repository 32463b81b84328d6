"""What addresses of economy name, for the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import FAR, NOON, County
from jiceng.economy.actions.promises import PromiseGiven, make_promise
from jiceng.economy.models import InvestmentLead
from jiceng.economy.tests.investment_cast import SOON, company, in_talks, with_office

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("company", "near"): {"chen", "wang", "zhao", "qian"},
    ("company", "far"): {"sun", "zhao", "qian"},
    ("investment_lead", "near"): {"tang", "lu"},
    ("investment_lead", "far"): {"tang", "lu"},
    ("county_promise", "near"): {"chen", "gao"},
    ("county_promise", "far"): {"qian"},
}
"""Counters of the county keep every company; a promise is its unit's."""


def investment_scene(county: County) -> dict[str, dict[str, object]]:
    """A company, a lead and a promise in East, and others in the far community."""
    with_office(county)
    near, far = company(county), company(county, 2, area=FAR)
    leads = {"near": in_talks(county, near), "far": in_talks(county, far)}
    return {
        where: {
            "company": lead.company.number,
            "investment_lead": lead.number,
            "county_promise": _promised(county, lead, unit),
        }
        for (where, lead), unit in zip(leads.items(), ("C-EAST", "POLICE"), strict=True)
    }


def _promised(county: County, lead: InvestmentLead, unit: str) -> str:
    given = PromiseGiven("三十日内通水通电", unit, SOON)
    return make_promise(lead, given, by=county["bei"], now=NOON).number

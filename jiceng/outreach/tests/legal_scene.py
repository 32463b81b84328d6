"""What addresses of legal publicity name, for the walk along every door."""

from __future__ import annotations

from dataclasses import replace

from jiceng.casework.tests.county import EAST, FAR, LONG_AGO, NOON, County
from jiceng.outreach.actions.content import load_legal
from jiceng.outreach.actions.legal import LegalPlan, plan_duty, plan_session, register_lawyer
from jiceng.outreach.tests.calendar_cast import PLAN, with_kinds

KEEPERS = {"near": {"chen", "gao", "wang"}, "far": {"sun"}}
SEEN_BY: dict[tuple[str, str], set[str]] = {
    (kind, where): seen
    for kind in ("legal_session", "legal_duty")
    for where, seen in KEEPERS.items()
}
"""Everybody may look; these organise."""


def legal_scene(county: County) -> dict[str, dict[str, object]]:
    """A session and a lawyer's hours in East, and the same in the other town."""
    with_kinds()
    load_legal(by="setup", now=LONG_AGO)
    return {
        "near": _named(county, "chen", EAST, "示例律师甲"),
        "far": _named(county, "sun", FAR, "示例律师乙"),
    }


def _named(county: County, who: str, area: str, lawyer: str) -> dict[str, object]:
    by, law = county[who], LegalPlan("2026", "civil", "community")
    session = plan_session(replace(PLAN, area=area), law, by=by, now=NOON)
    found = register_lawyer(lawyer, "示例律师事务所", by=by)
    hours = replace(PLAN, title="律师值班", area=area, capacity=4)
    duty = plan_duty(hours, found.pk, by=by, now=NOON)
    return {"legal_session": session.activity.number, "legal_duty": duty.activity.number}

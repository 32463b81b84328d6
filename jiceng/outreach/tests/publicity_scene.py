"""What addresses of articles and of the publicity team name, for the walk along every door."""

from __future__ import annotations

from datetime import timedelta

from jiceng.casework.tests.county import EAST, FAR, NOON, County
from jiceng.outreach.actions.publicity import (
    Outside,
    Topic,
    give_topic,
    join_team,
    register_outside,
)
from jiceng.outreach.tests.publicity_cast import TODAY, drafted, published, with_publicity

SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("article", "near"): {"chen", "wang"},
    ("article", "far"): {"sun"},
    ("acknowledgement", "near"): {"li", "lin", "han", "chen", "gao"},
    ("acknowledgement", "far"): {"xie"},
    ("writing_task", "near"): {"chen"},
    ("writing_task", "far"): {"sun"},
}
"""Drafts are for whoever works on them, receipts for a unit, topics for whoever writes."""


def publicity_scene(county: County) -> dict[str, dict[str, object]]:
    """A draft, a notice, a receipt, a topic and a post elsewhere, in East and in the far town."""
    office = with_publicity(county)
    asked = published(
        office, audience="staff", posts=("community_clerk",), asks_acknowledgement=True
    )
    notice = published(office, title="停电通知")
    receipts = {r.unit: r.number for r in asked.acknowledgements.all()}
    outside = Outside("早晨", "示例发布", "PUBLICITY", "https://example.org/1", "宣传部", TODAY)
    post = register_outside(outside, by=office["min"], now=NOON)
    found: dict[str, dict[str, object]] = {}
    for where, who, area, unit in (("near", "chen", EAST, "C-EAST"), ("far", "sun", FAR, "")):
        member = join_team(who, "writing", by=office["min"], now=NOON)
        topic = Topic("渔港的清晨", member.pk, TODAY + timedelta(days=5))
        found[where] = {
            "article": drafted(office, who, area=area).number,
            "notice": notice.number,
            "acknowledgement": receipts.get(unit, receipts["C-WEST"]),
            "writing_task": give_topic(topic, by=office["min"], now=NOON).number,
            "team_member": member.pk,
            "outside_post": post.pk,
        }
    return found

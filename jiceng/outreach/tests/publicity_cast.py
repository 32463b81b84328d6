"""A publicity department in the small county, and articles of it.

Shu drafts for the department, Pang and Jiang review, Min publishes; Chen drafts in East.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jiceng.casework.tests.county import COUNTY, LONG_AGO, NOON, START, County
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import load_rules, touch
from jiceng.kernel.records.models import Appointment, Area, Person, Unit
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.article_moves import ArticlePapers, move_article
from jiceng.outreach.actions.articles import ArticleDraft, draft_article
from jiceng.outreach.models import Article

TODAY = NOON.date()
STAFF: dict[str, tuple[str, str]] = {
    "shu": ("舒", "publicity_officer"), "pang": ("庞", "publicity_reviewer"),
    "jiang": ("江", "publicity_reviewer"), "min": ("闵", "publicity_head"),
}  # fmt: skip
OFFICE: dict[str, dict[str, Any]] = {
    "publicity_officer": {"name": "宣传干事", "roles": ["editor", "reviewer", "urgent_editor"],
                          "tier": "county", "reach": "unit"},
    "publicity_reviewer": {"name": "宣传审核员", "roles": ["reviewer", "publicity_lead"],
                           "tier": "county"},
    "publicity_head": {"name": "宣传部负责人", "roles": ["publisher", "publicity_lead"],
                       "tier": "county"},
}  # fmt: skip
DRAFT = ArticleDraft("停水通知", "## 时间\n明天 8 时至 12 时停水。\n- 请提前储水", COUNTY)


def with_publicity(county: County) -> County:
    """The publicity department with its four people."""
    area = Area.objects.get(code=COUNTY)
    Unit.objects.create(
        code="PUBLICITY", path="GOV/PUBLICITY/", name="县委宣传部", short_name="宣传部",
        kind="department", tier="county", parent_id="GOV", area=area, valid_from=START,
    )  # fmt: skip
    load_rules([("post", key, content) for key, content in OFFICE.items()], at=LONG_AGO, by="setup")
    touch("territory")
    for login, (name, post) in STAFF.items():
        person = Person.objects.create(login=login, name=name, password="!")
        Appointment.objects.create(
            person=person, post=post, unit_id="PUBLICITY", area=area, starts_on=START
        )
        county.people[login] = person
        county.actors[login] = actor_for(person, now=NOON, today=TODAY)
    return county


def drafted(county: County, who: str = "shu", **changes: Any) -> Article:
    return draft_article(replace(DRAFT, **changes), by=county[who], now=NOON)


def moved(article: Article, name: str, by: Actor, **papers: str) -> Article:
    """One move, by whoever looks at it now."""
    row = Article.objects.get(pk=article.pk)
    return move_article(row, name, by=by, now=NOON, version=row.version,
                        given=ArticlePapers(**papers))  # fmt: skip


def published(county: County, who: str = "shu", **changes: Any) -> Article:
    """Through all three reviews."""
    article = drafted(county, who, **changes)
    for name, by in (("submit", who), ("pass_first", "pang"), ("pass_second", "jiang")):
        moved(article, name, county[by])
    return moved(article, "publish", county["min"])

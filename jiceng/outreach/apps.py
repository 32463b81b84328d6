"""Outreach (S13, S21, S22): notices, activities, lectures, routes, culture and rule of law."""

from typing import ClassVar

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

PRESS = frozenset({"editor", "reviewer", "publisher", "urgent_editor"})
"""Who drafts, reviews and publishes."""


TEAM = frozenset({"editor", "publicity_lead"})


class OutreachConfig(AppConfig):
    name = "jiceng.outreach"
    label = "outreach"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.outreach.actions.kinds.KINDS"
    wording = "jiceng.outreach.rules.wording"
    schemas = "jiceng.outreach.queries.schemas.SCHEMAS"
    reports = "jiceng.outreach.figures.REPORTS"
    home = "jiceng.outreach.portal.home.SECTIONS"
    menu: ClassVar[tuple[Entry, ...]] = (
        Entry(N_("宣传"), N_("文稿"), "/desk/articles/", "news", PRESS),
        Entry(N_("宣传"), N_("工作通知"), "/desk/staff-notices/", "bell"),
        Entry(N_("宣传"), N_("宣传队"), "/desk/publicity/", "users", TEAM),
    )

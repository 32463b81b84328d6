"""Outreach (S13, S21, S22): notices, activities, lectures, routes, culture and rule of law."""

from typing import ClassVar

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

ORGANISERS = frozenset({"organiser"})
PRESS = frozenset({"editor", "reviewer", "publisher", "urgent_editor"})
"""Who drafts, reviews and publishes."""
TEAM = PRESS - {"urgent_editor"}


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
        Entry(N_("宣传教育"), N_("活动"), "/desk/activities/", "calendar"),
        Entry(N_("宣传教育"), N_("宣讲"), "/desk/lectures/", "users-group"),
        Entry(N_("宣传教育"), N_("预约"), "/desk/bookings/", "clipboard-list", ORGANISERS),
        Entry(N_("宣传教育"), N_("场所"), "/desk/venues/", "building", ORGANISERS),
        Entry(N_("宣传教育"), N_("普法依法治理"), "/desk/legal/", "scale"),
        Entry(N_("宣传教育"), N_("红色点位"), "/desk/sites/", "map-pin"),
        Entry(N_("宣传教育"), N_("红色线路"), "/desk/routes/", "route"),
        Entry(N_("宣传教育"), N_("品牌荣誉"), "/desk/honours/", "star"),
        Entry(N_("宣传教育"), N_("文稿"), "/desk/articles/", "news", PRESS),
        Entry(N_("宣传教育"), N_("工作通知"), "/desk/staff-notices/", "bell"),
        Entry(N_("宣传教育"), N_("宣传队"), "/desk/publicity/", "users", TEAM),
    )

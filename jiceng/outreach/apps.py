"""Outreach (S13, S21, S22): notices, activities, lectures, routes, culture and rule of law."""

from typing import ClassVar

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

ORGANISERS = frozenset({"organiser"})


class OutreachConfig(AppConfig):
    name = "jiceng.outreach"
    label = "outreach"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.outreach.actions.kinds.KINDS"
    wording = "jiceng.outreach.rules.wording"
    schemas = "jiceng.outreach.queries.schemas.SCHEMAS"
    reports = "jiceng.outreach.figures.REPORTS"
    menu: ClassVar[tuple[Entry, ...]] = (
        Entry(N_("宣传教育"), N_("活动"), "/desk/activities/", "calendar"),
        Entry(N_("宣传教育"), N_("预约"), "/desk/bookings/", "clipboard-list", ORGANISERS),
        Entry(N_("宣传教育"), N_("场所"), "/desk/venues/", "building", ORGANISERS),
        Entry(N_("宣传教育"), N_("红色点位"), "/desk/sites/", "map-pin"),
        Entry(N_("宣传教育"), N_("红色线路"), "/desk/routes/", "route"),
        Entry(N_("宣传教育"), N_("品牌荣誉"), "/desk/honours/", "star"),
    )

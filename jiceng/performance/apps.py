"""Indicators, assessment, appraisal, inspection and stars: what the records amount to."""

from typing import ClassVar

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

INDICATORS = frozenset(
    {
        "auditor",
        "leader",
        "organisation_department",
        "overseer",
        "reader",
        "signatory",
        "statistician",
    }
)
"""Roles that read indicators."""
PARTY = frozenset({"branch_secretary", "party_committee", "organisation_department"})
"""Roles that keep the records of a Party organisation."""
ASSESSED = frozenset({"organisation_department", "signatory", "leader", "handler"})
"""Who keeps assessments, publishes them, or speaks for a unit that is assessed."""
INSPECTED = frozenset({"organisation_department", "inspector", "overseer", "handler", "leader"})
"""Who plans inspections, makes them, follows their findings, or speaks for a unit."""

SURVEYS = frozenset({"handler", "organisation_department", "leader", "signatory", "reader"})
"""Who drafts surveys, approves them, or reads their results."""


class PerformanceConfig(AppConfig):
    name = "jiceng.performance"
    label = "performance"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.performance.actions.kinds.KINDS"
    wording = "jiceng.performance.rules.wording"
    reports = "jiceng.performance.figures.REPORTS"
    home = "jiceng.performance.portal.home.SECTIONS"
    schemas = "jiceng.performance.queries.schemas.SCHEMAS"
    powers: ClassVar = {
        "scheme": "organisation_department",
        "inspection_scheme": "organisation_department",
        "disclosure": "statistician",
    }
    phone = (
        Entry("", N_("巡查"), "/field/inspections/", "clipboard-check", frozenset({"inspector"})),
    )
    menu = (
        Entry(N_("督查考评"), N_("目标考核"), "/desk/assessments/", "scale", ASSESSED),
        Entry(N_("督查考评"), N_("党支部评星"), "/desk/stars/", "star", PARTY),
        Entry(N_("督查考评"), N_("书记述职评议"), "/desk/appraisals/", "list-check", PARTY),
        Entry(N_("督查考评"), N_("巡查"), "/desk/inspections/", "clipboard-check", INSPECTED),
        Entry(N_("督查考评"), N_("调查"), "/desk/surveys/", "forms", SURVEYS),
        Entry(N_("态势"), N_("指标目录"), "/desk/indicators/", "chart-bar", INDICATORS),
    )

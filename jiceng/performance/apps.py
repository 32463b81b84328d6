"""Indicators, assessment, appraisal, inspection and stars: what the records amount to."""

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


class PerformanceConfig(AppConfig):
    name = "jiceng.performance"
    label = "performance"
    default_auto_field = "django.db.models.BigAutoField"
    wording = "jiceng.performance.rules.wording"
    menu = (Entry(N_("态势"), N_("指标目录"), "/desk/indicators/", "chart-bar", INDICATORS),)

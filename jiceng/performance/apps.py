"""Indicators, assessment, appraisal, inspection and stars: what the records amount to."""

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

PARTY = frozenset({"branch_secretary", "party_committee", "organisation_department"})
"""Roles that keep the records of a Party organisation."""


class PerformanceConfig(AppConfig):
    name = "jiceng.performance"
    label = "performance"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.performance.actions.kinds.KINDS"
    wording = "jiceng.performance.rules.wording"
    schemas = "jiceng.performance.rules.schemas.SCHEMAS"
    menu = (
        Entry(N_("督查考评"), N_("党支部评星"), "/desk/stars/", "star", PARTY),
        Entry(N_("督查考评"), N_("书记述职评议"), "/desk/appraisals/", "list-check", PARTY),
    )

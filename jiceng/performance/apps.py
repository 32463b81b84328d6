"""Indicators, assessment, appraisal, inspection and stars: what the records amount to."""

from typing import ClassVar

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

ASSESSED = frozenset({"organisation_department", "signatory", "leader", "handler"})
"""Who keeps assessments, publishes them, or speaks for a unit that is assessed."""


class PerformanceConfig(AppConfig):
    name = "jiceng.performance"
    label = "performance"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.performance.actions.kinds.KINDS"
    wording = "jiceng.performance.rules.wording"
    schemas = "jiceng.performance.queries.schemes.SCHEMAS"
    powers: ClassVar = {"scheme": "organisation_department"}
    menu = (Entry(N_("督查考评"), N_("目标考核"), "/desk/assessments/", "scale", ASSESSED),)

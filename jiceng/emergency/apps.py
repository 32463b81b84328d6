"""Emergency mode (S20): what a decision opens for a time, and what remains of it: counts."""

from typing import ClassVar

from django.apps import AppConfig

from jiceng.web.entries import Entry


class EmergencyConfig(AppConfig):
    name = "jiceng.emergency"
    label = "emergency"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.emergency.actions.kinds.KINDS"
    wording = "jiceng.emergency.rules.wording"
    schemas = "jiceng.emergency.queries.schemas.SCHEMAS"
    reports = "jiceng.emergency.figures.REPORTS"
    menu: ClassVar[tuple[Entry, ...]] = ()

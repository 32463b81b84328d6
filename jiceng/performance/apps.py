"""Indicators, assessment, appraisal, inspection and stars: what the records amount to."""

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "jiceng.performance"
    label = "performance"
    default_auto_field = "django.db.models.BigAutoField"
    wording = "jiceng.performance.rules.wording"

"""The one Django app that all others stand on."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "jiceng.kernel.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

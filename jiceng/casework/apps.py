"""Cases and what hangs on them."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "jiceng.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

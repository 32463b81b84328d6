"""Companies, investment, relief, fairs and orders: the county's work with those who earn."""

from django.apps import AppConfig


class EconomyConfig(AppConfig):
    name = "jiceng.economy"
    label = "economy"
    default_auto_field = "django.db.models.BigAutoField"
    wording = "jiceng.economy.rules.wording"
    schemas = "jiceng.economy.queries.schemas.SCHEMAS"

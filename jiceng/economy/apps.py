"""Companies, investment, relief, fairs and orders: the county's work with those who earn."""

from typing import ClassVar

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

WORKERS = frozenset({"clerk", "decider"})
"""Who works on applications of their own unit."""


class EconomyConfig(AppConfig):
    name = "jiceng.economy"
    label = "economy"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.economy.actions.kinds.KINDS"
    wording = "jiceng.economy.rules.wording"
    reports = "jiceng.economy.figures.REPORTS"
    schemas = "jiceng.economy.queries.schemas.SCHEMAS"
    powers: ClassVar = {"relief_policy": "decider"}
    menu = (Entry(N_("经济"), N_("惠企资金"), "/desk/reliefs/", "coin", WORKERS),)

"""Companies, investment, relief, fairs and orders: the county's work with those who earn."""

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry


class EconomyConfig(AppConfig):
    name = "jiceng.economy"
    label = "economy"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.economy.actions.kinds.KINDS"
    wording = "jiceng.economy.rules.wording"
    reports = "jiceng.economy.figures.REPORTS"
    schemas = "jiceng.economy.queries.schemas.SCHEMAS"
    menu = (
        Entry(N_("服务"), N_("爱心集市"), "/desk/fairs/", "building-store"),
        Entry(N_("服务"), N_("生产者和农产品"), "/desk/producers/", "basket"),
    )

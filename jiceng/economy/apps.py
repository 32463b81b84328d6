"""Companies, investment, relief, fairs and orders: the county's work with those who earn."""

from typing import ClassVar

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

KEEPERS = frozenset({"station_keeper"})
"""Who keeps a station of their own unit."""
ORDER_READERS = KEEPERS | {"auditor", "leader", "overseer", "reader", "signatory", "statistician"}
"""Who opens the records behind figures of orders; no buyer is named there."""
INVESTMENT = frozenset({"investment_officer", "investment_head"})
LEAD_READERS = INVESTMENT | {"signatory", "overseer"}
COMPANY_KEEPERS = INVESTMENT | {"clerk"}
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
    task_origins = "jiceng.economy.desk.promises.origins_of"
    powers: ClassVar = {"relief_policy": "decider"}
    phone = (Entry("", N_("集市"), "/field/fairs/", "building-store", frozenset({"dispatcher"})),)
    menu = (
        Entry(N_("经济"), N_("营商环境"), "/desk/business-environment/", "chart-bar", LEAD_READERS),
        Entry(N_("经济"), N_("招商线索"), "/desk/investment-leads/", "users", LEAD_READERS),
        Entry(
            N_("经济"), N_("对企业的承诺"), "/desk/county-promises/", "clipboard-check",
            LEAD_READERS | {"handler"},
        ),
        Entry(N_("经济"), N_("企业"), "/desk/companies/", "building", COMPANY_KEEPERS),
        Entry(N_("经济"), N_("惠企资金"), "/desk/reliefs/", "coin", WORKERS),
        Entry(N_("经济"), N_("爱心集市"), "/desk/fairs/", "building-store"),
        Entry(N_("经济"), N_("生产者和农产品"), "/desk/producers/", "basket"),
        Entry(N_("经济"), N_("订单"), "/desk/orders/", "clipboard-list", KEEPERS),
        Entry(N_("经济"), N_("电商服务站"), "/desk/market/", "building", KEEPERS),
    )  # fmt: skip

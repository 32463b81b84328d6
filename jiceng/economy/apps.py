"""Companies, investment, relief, fairs and orders: the county's work with those who earn."""

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

INVESTMENT = frozenset({"investment_officer", "investment_head"})
LEAD_READERS = INVESTMENT | {"signatory", "overseer"}
COMPANY_KEEPERS = INVESTMENT | {"clerk"}


class EconomyConfig(AppConfig):
    name = "jiceng.economy"
    label = "economy"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.economy.actions.kinds.KINDS"
    reports = "jiceng.economy.figures.REPORTS"
    wording = "jiceng.economy.rules.wording"
    menu = (
        Entry(N_("经济"), N_("营商环境"), "/desk/business-environment/", "chart-bar", LEAD_READERS),
        Entry(N_("经济"), N_("招商线索"), "/desk/investment-leads/", "users", LEAD_READERS),
        Entry(
            N_("经济"), N_("对企业的承诺"), "/desk/county-promises/", "clipboard-check",
            LEAD_READERS | {"handler"},
        ),
        Entry(N_("经济"), N_("企业"), "/desk/companies/", "building", COMPANY_KEEPERS),
    )  # fmt: skip

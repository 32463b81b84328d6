"""Party organisations, members, and what the statutes ask of them."""

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

PARTY = frozenset({"branch_secretary", "party_committee", "organisation_department"})
"""Roles that keep the records of a Party organisation."""
ABOVE = PARTY - {"branch_secretary"}


class PartyConfig(AppConfig):
    name = "jiceng.party"
    label = "party"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.party.actions.kinds.KINDS"
    reports = "jiceng.party.figures.reporting.REPORTS"
    wording = "jiceng.party.rules.wording"
    schemas = "jiceng.party.rules.schemas.SCHEMAS"
    menu = (
        Entry(N_("党建"), N_("党组织"), "/desk/party/", "sitemap", PARTY),
        Entry(N_("党建"), N_("党员"), "/desk/party/members/", "users", PARTY),
        Entry(N_("党建"), N_("发展党员"), "/desk/party/developments/", "user-plus", PARTY),
        Entry(N_("党建"), N_("发展党员检查"), "/desk/party/checker/", "list-check", ABOVE),
        Entry(N_("党建"), N_("党费"), "/desk/party/dues/", "coin", PARTY),
        Entry(N_("党建"), N_("组织生活"), "/desk/party/life/", "calendar-event", PARTY),
        Entry(N_("党建"), N_("双报到与共建"), "/desk/co-building/", "heart-handshake"),
        Entry(N_("党建"), N_("软弱涣散整顿"), "/desk/party/weak-branches/", "tool", PARTY),
        Entry(
            N_("党建"),
            N_("后备与下派"),
            "/desk/party/reserve/",
            "user-star",
            ABOVE,
        ),
        Entry(
            N_("党建"),
            N_("下派干部"),
            "/desk/party/reserve/secondments/",
            "users-group",
            frozenset({"branch_secretary"}),
        ),
        Entry(N_("党建"), N_("我的党籍"), "/desk/party/me/", "id", frozenset({"party_member"})),
        Entry(N_("党建"), N_("文件依据"), "/desk/party/documents/", "file-text", PARTY),
    )

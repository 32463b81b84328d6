"""Cases and what hangs on them."""

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

WHISTLE = frozenset({"dispatcher", "caller", "handler", "leader", "overseer"})
CHECK = frozenset({"verifier", "overseer", "leader"})
URGED = frozenset({"handler", "leader", "overseer", "signatory"})
SCORED = URGED | {"reader"}
FIGURES = frozenset({"reader", "leader", "overseer", "auditor"})
CONFIGURE = frozenset({"administrator", "security_administrator", "auditor"})


class CaseworkConfig(AppConfig):
    name = "jiceng.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.casework.actions.sweep.KINDS"
    reports = "jiceng.casework.figures.reporting.REPORTS"
    menu = (
        Entry("", N_("工作台"), "/desk/", "inbox"),
        Entry("", N_("提醒"), "/desk/notices", "bell"),
        Entry(N_("治理"), N_("案件台账"), "/desk/cases/", "list-details"),
        Entry(
            N_("治理"),
            N_("登记诉求"),
            "/desk/cases/new",
            "message-report",
            frozenset({"dispatcher"}),
        ),
        Entry(N_("治理"), N_("导入台账"), "/desk/imports/", "upload", frozenset({"dispatcher"})),
        Entry(N_("治理"), N_("吹哨报到"), "/desk/call-ups/", "speakerphone", WHISTLE),
        Entry(N_("治理"), N_("回头看复查"), "/desk/rechecks/", "eye-check", CHECK),
        Entry(N_("治理"), N_("网格员端"), "/field/", "walk", frozenset({"worker"})),
        Entry(N_("督查考评"), N_("网上督查室"), "/desk/supervision/", "eye-check", SCORED),
        Entry(N_("督查考评"), N_("问题台账"), "/desk/problems/", "list-check"),
        Entry(N_("督查考评"), N_("重点工程"), "/desk/programmes/", "flag"),
        Entry(N_("督查考评"), N_("标准与点位"), "/desk/standards/", "map-pins"),
        Entry(N_("督查考评"), N_("学习调研"), "/desk/research/", "message-circle"),
        Entry(N_("督查考评"), N_("填报减负"), "/desk/demands/", "clipboard-list"),
        Entry(N_("态势"), N_("网格地图"), "/desk/grids", "map-2"),
        Entry(N_("态势"), N_("区划与单位"), "/desk/areas", "sitemap"),
        Entry(N_("态势"), N_("县域总览"), "/cockpit/", "chart-bar", FIGURES),
        Entry(N_("系统"), N_("系统配置"), "/admin/", "settings", CONFIGURE),
    )

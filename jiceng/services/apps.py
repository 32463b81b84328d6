"""Service points, service items and applications: services within reach of every street."""

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.services.rules.blocks import PLANNERS
from jiceng.web.entries import Entry

WORKERS = frozenset({"clerk", "decider"})
"""Who works on applications of their own unit."""
VIEWERS = WORKERS | frozenset({"dispatcher", "leader", "reader", "overseer"})
"""Who looks at how quickly the units of their reach decide."""
READERS = WORKERS | {"dispatcher", "leader", "reader", "overseer", "approver"}
"""Who looks at what was sent into their area."""


class ServicesConfig(AppConfig):
    name = "jiceng.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.services.actions.kinds.KINDS"
    wording = "jiceng.services.rules.wording"
    schemas = "jiceng.services.queries.schemas.SCHEMAS"
    reports = "jiceng.services.figures.REPORTS"
    home = "jiceng.services.portal.home.SECTIONS"
    menu = (
        Entry(N_("服务"), N_("服务申请"), "/desk/applications/", "file-text", WORKERS),
        Entry(N_("服务"), N_("服务网点"), "/desk/service-points/", "map-pins"),
        Entry(N_("服务"), N_("办事事项"), "/desk/service-items/", "list-details"),
        Entry(N_("服务"), N_("服务效率"), "/desk/service-efficiency/", "chart-histogram", VIEWERS),
        Entry(N_("服务"), N_("赋权清单"), "/desk/delegated-powers/", "sitemap"),
        Entry(N_("服务"), N_("下沉资金物资"), "/desk/allotments/", "coin", READERS),
        Entry(N_("服务"), N_("人才对接"), "/desk/talent/", "user-star", WORKERS),
        Entry(N_("服务"), N_("服务覆盖"), "/desk/coverage/", "walk", PLANNERS),
    )

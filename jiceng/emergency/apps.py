"""Emergency mode (S20): what a decision opens for a time, and what remains of it: counts."""

from typing import ClassVar

from django.apps import AppConfig

from jiceng.kernel.words import N_
from jiceng.web.entries import Entry

AT_WORK = frozenset({"emergency_officer", "emergency_command", "dispatcher", "leader", "handler"})
"""In whose menu it stands; everybody at work may look."""
KEEPERS = frozenset({"emergency_officer", "emergency_command"})
"""Who orders checkpoints, and keeps rosters and supplies or looks at them."""
ON_DUTY = frozenset({"worker", "handler"})
"""Who may stand a shift, and has its page on the phone."""


class EmergencyConfig(AppConfig):
    name = "jiceng.emergency"
    label = "emergency"
    default_auto_field = "django.db.models.BigAutoField"
    kinds = "jiceng.emergency.actions.kinds.KINDS"
    wording = "jiceng.emergency.rules.wording"
    schemas = "jiceng.emergency.queries.schemas.SCHEMAS"
    reports = "jiceng.emergency.figures.REPORTS"
    overlays = "jiceng.emergency.queries.overlays.overlays_at"
    alerts = "jiceng.emergency.forms.emergencies_told.alerts"
    powers: ClassVar = {"emergency_plan": "emergency_officer"}
    phone = (
        Entry("", N_("通知"), "/field/grid-notices/", "speakerphone", frozenset({"worker"})),
        Entry("", N_("值班"), "/field/duty/", "clock", ON_DUTY),
        Entry("", N_("居家服务"), "/field/home-service/", "home", frozenset({"worker"})),
    )
    menu: ClassVar[tuple[Entry, ...]] = (
        Entry(N_("治理"), N_("应急响应"), "/desk/emergencies/", "alert-triangle", AT_WORK),
        Entry(N_("治理"), N_("居家服务"), "/desk/home-service/", "home", AT_WORK),
        Entry(N_("治理"), N_("卡点"), "/desk/checkpoints/", "map-pins", AT_WORK),
        Entry(N_("治理"), N_("值班表"), "/desk/rosters/", "calendar", KEEPERS),
        Entry(N_("治理"), N_("应急物资"), "/desk/supplies/", "basket", KEEPERS),
    )

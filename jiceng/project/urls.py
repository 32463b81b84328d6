"""Every address of the house."""

from __future__ import annotations

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from jiceng.casework import api, cockpit, configure, desk, field, portal
from jiceng.economy import api as economy_api
from jiceng.economy import desk as economy_desk
from jiceng.economy import field as economy_field
from jiceng.economy import portal as economy_portal
from jiceng.emergency import api as emergency_api
from jiceng.emergency import desk as emergency_desk
from jiceng.emergency import field as emergency_field
from jiceng.emergency import portal as emergency_portal
from jiceng.outreach import api as outreach_api
from jiceng.outreach import desk as outreach_desk
from jiceng.outreach import field as outreach_field
from jiceng.outreach import portal as outreach_portal
from jiceng.party import api as party_api
from jiceng.party import desk as party_desk
from jiceng.performance import api as performance_api
from jiceng.performance import desk as performance_desk
from jiceng.performance import field as performance_field
from jiceng.performance import portal as performance_portal
from jiceng.project import health, processes
from jiceng.services import api as services_api
from jiceng.services import desk as services_desk
from jiceng.services import portal as services_portal
from jiceng.web import display, second_factor, sign_in
from jiceng.web.api import mount

ROUTERS = (
    *api.routers, *party_api.routers, *performance_api.routers, *services_api.routers,
    *economy_api.routers, *outreach_api.routers, *emergency_api.routers,
)  # fmt: skip
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path(
        "api/v1/",
        include(mount(*ROUTERS, processes.calls)),
    ),
    path("open311/v2/", include(api.open311.urlpatterns)),
    path("open311/<path:rest>", api.open311.nowhere),
    path("admin/", include(configure.urlpatterns)),
    path("desk/", include(desk.urlpatterns)),
    path("desk/", include(party_desk.urlpatterns)),
    path("desk/", include(performance_desk.urlpatterns)),
    path("desk/", include(services_desk.urlpatterns)),
    path("desk/", include(economy_desk.urlpatterns)),
    path("desk/", include(outreach_desk.urlpatterns)),
    path("desk/", include(emergency_desk.urlpatterns)),
    path("cockpit/", include(cockpit.urlpatterns)),
    *field.urlpatterns,
    *performance_field.urlpatterns,
    *economy_field.urlpatterns,
    *outreach_field.urlpatterns,
    *emergency_field.urlpatterns,
    *portal.urlpatterns,
    *performance_portal.urlpatterns,
    *services_portal.urlpatterns,
    *economy_portal.urlpatterns,
    *outreach_portal.urlpatterns,
    *emergency_portal.urlpatterns,
    *display.urlpatterns,
    *sign_in.urlpatterns,
    *second_factor.urlpatterns,
]

handler400 = "jiceng.web.faults.bad_request"
handler403 = "jiceng.web.faults.forbidden"
handler404 = "jiceng.web.faults.not_found"
handler500 = "jiceng.web.faults.broken"

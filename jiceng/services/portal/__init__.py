"""What residents see of services. Nothing here needs an account or a script."""

from django.urls import path

from jiceng.services.portal import applications, points, powers, talent

urlpatterns = [
    path("services", points.listed, name="portal_services"),
    path("services/points.json", points.geojson),
    path("services/items", applications.items),
    path("services/items/<slug:key>", applications.one),
    path("services/applications", applications.track),
    path("services/powers", powers.listed),
    path("services/<str:number>", points.one, name="portal_point"),
    path("talent", talent.needs, name="portal_talent"),
    path("talent/offer", talent.offering),
    path("talent/offers", talent.track),
]

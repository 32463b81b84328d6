"""What residents see of services. Nothing here needs an account or a script."""

from django.urls import path

from jiceng.services.portal import points

urlpatterns = [
    path("services", points.listed, name="portal_services"),
    path("services/points.json", points.geojson),
    path("services/<str:number>", points.one, name="portal_point"),
]

"""Emergency at the desk."""

from django.urls import URLPattern

from jiceng.emergency.desk import deliveries, emergencies, grid_notices, plans, report

urlpatterns: list[URLPattern] = [
    *plans.urlpatterns,
    *grid_notices.urlpatterns,
    *deliveries.urlpatterns,
    *report.urlpatterns,
    *emergencies.urlpatterns,
]

"""Emergency at the desk."""

from django.urls import URLPattern

from jiceng.emergency.desk import emergencies, grid_notices, plans, report

urlpatterns: list[URLPattern] = [
    *plans.urlpatterns,
    *grid_notices.urlpatterns,
    *report.urlpatterns,
    *emergencies.urlpatterns,
]

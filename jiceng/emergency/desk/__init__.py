"""Emergency at the desk."""

from django.urls import URLPattern

from jiceng.emergency.desk import (
    checkpoints,
    deliveries,
    emergencies,
    grid_notices,
    plans,
    report,
    roster_shifts,
    rosters,
    supplies,
)

urlpatterns: list[URLPattern] = [
    *plans.urlpatterns,
    *grid_notices.urlpatterns,
    *report.urlpatterns,
    *emergencies.urlpatterns,
    *checkpoints.urlpatterns,
    *roster_shifts.urlpatterns,
    *rosters.urlpatterns,
    *supplies.urlpatterns,
    *plans.urlpatterns,
    *grid_notices.urlpatterns,
    *deliveries.urlpatterns,
    *report.urlpatterns,
    *emergencies.urlpatterns,
]

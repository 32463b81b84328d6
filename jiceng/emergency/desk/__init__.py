"""Emergency at the desk."""

from django.urls import URLPattern

from jiceng.emergency.desk import (
    certificates,
    checkpoints,
    deliveries,
    emergencies,
    grid_notices,
    home_requests,
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
    *home_requests.urlpatterns,
    *certificates.urlpatterns,
    *report.urlpatterns,
    *emergencies.urlpatterns,
]

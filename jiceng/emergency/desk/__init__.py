"""Emergency at the desk."""

from django.urls import URLPattern

from jiceng.emergency.desk import checkpoints, roster_shifts, rosters, supplies

urlpatterns: list[URLPattern] = [
    *checkpoints.urlpatterns,
    *rosters.urlpatterns,
    *roster_shifts.urlpatterns,
    *supplies.urlpatterns,
]

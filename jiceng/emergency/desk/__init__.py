"""Emergency at the desk."""

from django.urls import URLPattern

from jiceng.emergency.desk import checkpoints, roster_shifts, rosters, supplies

urlpatterns: list[URLPattern] = [
    *checkpoints.urlpatterns,
    *roster_shifts.urlpatterns,
    *rosters.urlpatterns,
    *supplies.urlpatterns,
]

"""Pages for leaders: figures, each opening onto the cases behind it. No ranking of persons."""

from django.urls import path

from jiceng.casework.cockpit import opened, overview, tables

urlpatterns = [
    path("", overview.show),
    path("figures/", tables.show),
    path("figures/<str:id>/records", opened.show),
]

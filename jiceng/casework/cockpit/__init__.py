"""Pages for leaders: figures, each opening onto the cases behind it. No ranking of persons."""

from django.urls import path

from jiceng.casework.cockpit import brief, opened, overview, tables

urlpatterns = [
    path("", overview.show),
    path("brief", brief.show),
    path("brief.docx", brief.word_file),
    path("figures/", tables.show),
    path("figures/<str:id>/records", opened.show),
]

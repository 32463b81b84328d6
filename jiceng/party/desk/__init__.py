"""Pages of Party work: /desk/party/ and /desk/co-building/. Each subject has its own list."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

from jiceng.party.desk import checker, screened_files, screening_imports, screenings

urlpatterns: list[URLPattern] = [
    *checker.urlpatterns,
    *screened_files.urlpatterns,
    *screening_imports.urlpatterns,
    *screenings.urlpatterns,
]

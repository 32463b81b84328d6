"""Pages of Party work: /desk/party/ and /desk/co-building/. Each subject has its own list."""

from __future__ import annotations

from jiceng.party.desk import documents, members, memberships, organisations

from jiceng.party.desk import checker, screened_files, screening_imports, screenings

urlpatterns: list[URLPattern] = [
    *checker.urlpatterns,
    *screened_files.urlpatterns,
    *screening_imports.urlpatterns,
    *screenings.urlpatterns,
urlpatterns = [
    *organisations.urlpatterns,
    *members.urlpatterns,
    *memberships.urlpatterns,
    *documents.urlpatterns,
]

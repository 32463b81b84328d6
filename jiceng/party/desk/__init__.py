"""Pages of Party work: /desk/party/ and /desk/co-building/. Each subject has its own list."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

from jiceng.party.desk import (
    checker,
    co_building_urls,
    development_figures,
    developments,
    documents,
    dues,
    dues_bank,
    dues_figures,
    dues_fixing,
    dues_hardships,
    dues_money,
    dues_payments,
    dues_reports,
    life,
    life_ledgers,
    meetings,
    members,
    memberships,
    organisations,
    reserve,
    screened_files,
    screening_imports,
    screenings,
    weak_branches,
)

urlpatterns: list[URLPattern] = [
    *organisations.urlpatterns,
    *members.urlpatterns,
    *memberships.urlpatterns,
    *documents.urlpatterns,
    *development_figures.urlpatterns,
    *developments.urlpatterns,
    *checker.urlpatterns,
    *screened_files.urlpatterns,
    *screening_imports.urlpatterns,
    *screenings.urlpatterns,
    *co_building_urls.urlpatterns,
    *dues_payments.urlpatterns,
    *dues_hardships.urlpatterns,
    *dues_money.urlpatterns,
    *dues_fixing.urlpatterns,
    *dues_bank.urlpatterns,
    *dues_figures.urlpatterns,
    *dues_reports.urlpatterns,
    *dues.urlpatterns,
    *life_ledgers.urlpatterns,
    *life.urlpatterns,
    *meetings.urlpatterns,
    *weak_branches.urlpatterns,
    *reserve.urlpatterns,
]

"""Pages of Party work: /desk/party/ and /desk/co-building/. Each subject has its own list."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

from jiceng.party.desk import (
    amending,
    checker,
    co_building_urls,
    developments,
    documents,
    dues,
    dues_bank,
    dues_fixing,
    dues_hardships,
    dues_money,
    dues_payments,
    dues_reports,
    elections,
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
    *amending.urlpatterns,
    *elections.urlpatterns,
    *members.urlpatterns,
    *memberships.urlpatterns,
    *documents.urlpatterns,
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
    *dues_reports.urlpatterns,
    *dues.urlpatterns,
    *life_ledgers.urlpatterns,
    *life.urlpatterns,
    *meetings.urlpatterns,
    *weak_branches.urlpatterns,
    *reserve.urlpatterns,
]

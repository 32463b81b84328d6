"""Pages of Party work: /desk/party/ and /desk/co-building/. Each subject has its own list."""

from __future__ import annotations

from jiceng.party.desk import (
    documents,
    dues,
    dues_bank,
    dues_fixing,
    dues_hardships,
    dues_money,
    dues_payments,
    dues_reports,
    members,
    memberships,
    organisations,
)

urlpatterns = [
    *dues_payments.urlpatterns,
    *dues_hardships.urlpatterns,
    *dues_money.urlpatterns,
    *dues_fixing.urlpatterns,
    *dues_bank.urlpatterns,
    *dues_reports.urlpatterns,
    *dues.urlpatterns,
    *organisations.urlpatterns,
    *members.urlpatterns,
    *memberships.urlpatterns,
    *documents.urlpatterns,
]

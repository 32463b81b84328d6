"""Pages of Party work: /desk/party/ and /desk/co-building/. Each subject has its own list."""

from __future__ import annotations

from jiceng.party.desk import (
    documents,
    life,
    life_ledgers,
    meetings,
    members,
    memberships,
    organisations,
)

urlpatterns = [
    *life_ledgers.urlpatterns,
    *life.urlpatterns,
    *meetings.urlpatterns,
    *organisations.urlpatterns,
    *members.urlpatterns,
    *memberships.urlpatterns,
    *documents.urlpatterns,
]

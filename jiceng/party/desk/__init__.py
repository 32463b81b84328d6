"""Pages of Party work: /desk/party/ and /desk/co-building/. Each subject has its own list."""

from __future__ import annotations

from jiceng.party.desk import documents, members, memberships, organisations, reserve, weak_branches

urlpatterns = [
    *organisations.urlpatterns,
    *members.urlpatterns,
    *memberships.urlpatterns,
    *documents.urlpatterns,
    *weak_branches.urlpatterns,
    *reserve.urlpatterns,
]

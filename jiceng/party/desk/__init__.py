"""Pages of Party work: /desk/party/ and /desk/co-building/. Each subject has its own list."""

from __future__ import annotations

from jiceng.party.desk import co_building_urls, documents, members, memberships, organisations

urlpatterns = [
    *organisations.urlpatterns,
    *members.urlpatterns,
    *memberships.urlpatterns,
    *documents.urlpatterns,
    *co_building_urls.urlpatterns,
]

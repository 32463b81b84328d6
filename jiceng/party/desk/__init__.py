"""Pages of Party work: /desk/party/ and /desk/co-building/. Each subject has its own list."""

from __future__ import annotations

from jiceng.party.desk import documents, members, memberships, organisations

urlpatterns = [
    *organisations.urlpatterns,
    *members.urlpatterns,
    *memberships.urlpatterns,
    *documents.urlpatterns,
from jiceng.party.desk import co_building_urls

urlpatterns: list[URLPattern] = [
    *co_building_urls.urlpatterns,
]

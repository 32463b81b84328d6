"""Pages of Party work: /desk/party/ and /desk/co-building/. Each subject has its own list."""

from __future__ import annotations

from jiceng.party.desk import developments

urlpatterns = [
    *developments.urlpatterns,
]

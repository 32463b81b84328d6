"""Operations of Party work. Each subject has its own `Calls`."""

from __future__ import annotations

from jiceng.party.api import (
    branches,
    co_building,
    developments,
    dues,
    meetings,
    screenings,
    weak_branches,
)
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (
    branches.calls,
    developments.calls,
    screenings.calls,
    co_building.calls,
    dues.calls,
    meetings.calls,
    weak_branches.calls,
)

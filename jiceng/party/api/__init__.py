"""Operations of Party work. Each subject has its own `Calls`."""

from __future__ import annotations

from jiceng.party.api import co_building
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (co_building.calls,)

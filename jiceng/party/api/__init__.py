"""Operations of Party work. Each subject has its own `Calls`."""

from __future__ import annotations

from jiceng.party.api import branches, meetings
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (branches.calls, meetings.calls)

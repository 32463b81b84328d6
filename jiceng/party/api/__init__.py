"""Operations of Party work. Each subject has its own `Calls`."""

from __future__ import annotations

from jiceng.party.api import branches, weak_branches
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (branches.calls, weak_branches.calls)

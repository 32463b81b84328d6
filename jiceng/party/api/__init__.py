"""Operations of Party work. Each subject has its own `Calls`."""

from __future__ import annotations

from jiceng.party.api import branches
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (branches.calls,)
from jiceng.party.api import dues
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (dues.calls,)

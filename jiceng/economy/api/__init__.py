"""Economy for other programs."""

from jiceng.economy.api import reliefs
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (reliefs.calls,)

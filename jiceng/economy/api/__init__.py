"""Economy for other programs."""

from jiceng.economy.api import leads
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (leads.calls,)

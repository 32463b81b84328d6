"""Economy for other programs."""

from jiceng.economy.api import fairs, leads, orders, reliefs
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (leads.calls, reliefs.calls, fairs.calls, orders.calls)

"""Economy for other programs."""

from jiceng.economy.api import fairs, leads, orders
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (leads.calls, fairs.calls, orders.calls)

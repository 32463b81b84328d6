"""Economy for other programs."""

from jiceng.economy.api import orders
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (orders.calls,)

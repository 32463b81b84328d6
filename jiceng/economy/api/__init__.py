"""Economy for other programs."""

from jiceng.economy.api import fairs, orders
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (fairs.calls, orders.calls)

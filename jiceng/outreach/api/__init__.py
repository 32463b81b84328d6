"""Outreach for other programs."""

from jiceng.outreach.api import routes
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (routes.calls,)

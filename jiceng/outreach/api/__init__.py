"""Outreach for other programs."""

from jiceng.outreach.api import notices, routes
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (notices.calls, routes.calls)

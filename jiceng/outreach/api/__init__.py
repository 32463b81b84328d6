"""Outreach for other programs."""

from jiceng.outreach.api import lectures, notices, routes
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (notices.calls, routes.calls)

routers: tuple[Calls, ...] = (lectures.calls,)

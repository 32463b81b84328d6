"""Outreach for other programs."""

from jiceng.outreach.api import lectures, notices, routes
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (lectures.calls, notices.calls, routes.calls)

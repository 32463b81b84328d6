"""Outreach for other programs."""

from jiceng.outreach.api import lectures
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (lectures.calls,)

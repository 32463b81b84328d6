"""Outreach for other programs."""

from jiceng.outreach.api import notices
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (notices.calls,)

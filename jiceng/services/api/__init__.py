"""Services for other programs."""

from jiceng.services.api import points

routers = (points.calls,)

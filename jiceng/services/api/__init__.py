"""Services for other programs."""

from jiceng.services.api import applications, points

routers = (points.calls, applications.calls)

"""Services for other programs."""

from jiceng.services.api import allotments, applications, points

routers = (points.calls, applications.calls, allotments.calls)

"""Figures of emergency, a file a subject (`reports` of its AppConfig)."""

from jiceng.emergency.figures import grid_notices, home_requests, posts

REPORTS = (*posts.REPORTS, grid_notices.NOTICES, home_requests.HOME_REQUESTS)

__all__ = ["REPORTS"]

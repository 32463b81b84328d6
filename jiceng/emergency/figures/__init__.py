"""Figures of emergency, a file a subject (`reports` of its AppConfig)."""

from jiceng.emergency.figures import grid_notices, home_service, posts

REPORTS = (*posts.REPORTS, grid_notices.NOTICES, home_service.HOME_SERVICE)

__all__ = ["REPORTS"]

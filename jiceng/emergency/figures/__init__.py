"""Figures of emergency, a file a subject (`reports` of its AppConfig)."""

from jiceng.emergency.figures import posts

REPORTS = (*posts.REPORTS,)

__all__ = ["REPORTS"]

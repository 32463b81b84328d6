"""Figures of emergency, a file a subject (`reports` of its AppConfig)."""

from jiceng.emergency.figures import posts
from jiceng.kernel.reports import Reporter

REPORTS: tuple[Reporter, ...] = (*posts.REPORTS,)

__all__ = ["REPORTS"]

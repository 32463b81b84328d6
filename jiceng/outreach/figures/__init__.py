"""Figures of outreach, a file a subject (`reports` of its AppConfig)."""

from jiceng.kernel.reports import Reporter
from jiceng.outreach.figures import routes

REPORTS: tuple[Reporter, ...] = (*routes.REPORTS,)

__all__ = ["REPORTS"]

"""Figures of outreach, a file a subject (`reports` of its AppConfig)."""

from jiceng.kernel.reports import Reporter
from jiceng.outreach.figures import lectures

REPORTS: tuple[Reporter, ...] = (*lectures.REPORTS,)

__all__ = ["REPORTS"]

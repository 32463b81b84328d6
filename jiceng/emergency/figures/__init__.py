"""Figures of emergency, a file a subject (`reports` of its AppConfig)."""

from jiceng.emergency.figures.grid_notices import NOTICES
from jiceng.kernel.reports import Reporter

REPORTS: tuple[Reporter, ...] = (NOTICES,)

__all__ = ["REPORTS"]

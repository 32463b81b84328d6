"""Figures of outreach, a file a subject (`reports` of its AppConfig)."""

from jiceng.kernel.reports import Reporter

REPORTS: tuple[Reporter, ...] = ()

__all__ = ["REPORTS"]

"""Figures of economy: what the records amount to (`reports` of its AppConfig), a file a subject."""

from jiceng.economy.figures import fairs, investment, orders

REPORTS = (*investment.REPORTS, *fairs.REPORTS, *orders.REPORTS)

__all__ = ["REPORTS"]

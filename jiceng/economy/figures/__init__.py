"""Figures of economy: what the records amount to (`reports` of its AppConfig), a file a subject."""

from jiceng.economy.figures import fairs, investment, orders, reliefs

REPORTS = (*investment.REPORTS, *reliefs.REPORTS, *fairs.REPORTS, *orders.REPORTS)

__all__ = ["REPORTS"]

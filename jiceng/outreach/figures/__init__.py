"""Figures of outreach, a file a subject (`reports` of its AppConfig)."""

from jiceng.outreach.figures import articles, legal, routes

REPORTS = (
    *articles.REPORTS,
    *legal.REPORTS,
    *routes.REPORTS,
)

__all__ = ["REPORTS"]

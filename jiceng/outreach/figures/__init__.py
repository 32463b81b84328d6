"""Figures of outreach, a file a subject (`reports` of its AppConfig)."""

from jiceng.outreach.figures import articles, lectures, legal, routes

REPORTS = (
    *articles.REPORTS,
    *lectures.REPORTS,
    *legal.REPORTS,
    *routes.REPORTS,
)

__all__ = ["REPORTS"]

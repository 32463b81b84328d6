"""Outreach at the desk."""

from jiceng.outreach.desk import legal

urlpatterns = [
    *legal.urlpatterns,
]

"""What residents see. Everything works without scripts and without an account."""

from __future__ import annotations

from django.urls import path

from jiceng.casework.portal import on_notice, pages, report, track

urlpatterns = [
    path("", pages.home, name="portal_home"),
    path("report", report.report, name="portal_report"),
    path("report/kinds", report.kinds, name="portal_kinds"),
    path("report/areas.json", report.areas, name="portal_areas"),
    path("track", track.track, name="portal_track"),
    path("problems", on_notice.show_problems, name="portal_problems"),
    path("privacy", pages.privacy, name="portal_privacy"),
]

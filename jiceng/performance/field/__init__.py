"""The phone's pages of an inspector, under /field/inspections/. No trail, no clock-in."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from jiceng.performance.field import inspections

urlpatterns: list[URLPattern] = [
    path("field/inspections/", inspections.show),
    path("field/inspections/<str:number>/", inspections.one),
]
"""Below the root: the phone app has a scope of its own."""

"""The phone's pages of a fair, under /field/fairs/: sales are entered with a network or without."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from jiceng.economy.field import fair_sales

urlpatterns: list[URLPattern] = [
    path("field/fairs/", fair_sales.show),
    path("field/fairs/<str:number>/", fair_sales.one),
]
"""Below the root: the phone app has a scope of its own."""

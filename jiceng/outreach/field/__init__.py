"""Outreach on the phone of a grid worker."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

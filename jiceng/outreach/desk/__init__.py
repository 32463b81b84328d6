"""Outreach at the desk."""

from django.urls import URLPattern

from jiceng.outreach.desk import article, articles

urlpatterns: list[URLPattern] = [*articles.urlpatterns, *article.urlpatterns]

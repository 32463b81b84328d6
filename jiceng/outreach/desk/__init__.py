"""Outreach at the desk."""

from django.urls import URLPattern

from jiceng.outreach.desk import article, articles, publicity

urlpatterns: list[URLPattern] = [
    *articles.urlpatterns,
    *article.urlpatterns,
    *publicity.urlpatterns,
]

"""Pages of indicators, assessment, appraisal, inspection and stars."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

from jiceng.performance.desk import appraisals, stars

urlpatterns: list[URLPattern] = [*stars.urlpatterns, *appraisals.urlpatterns]

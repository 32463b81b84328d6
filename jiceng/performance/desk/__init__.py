"""Pages of indicators, assessment, appraisal, inspection and stars."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from jiceng.performance.desk import (
    appraisals,
    assessment_sheets,
    assessments,
    disclosure,
    indicator_article,
    indicator_keeping,
    indicators,
    inspection_coverage,
    inspection_interests,
    inspection_plans,
    inspection_schemes,
    inspections,
    schemes,
    stars,
    surveys,
)

urlpatterns: list[URLPattern] = [
    path("indicators/", indicators.show),
    path("indicators/article/", indicator_article.show),
    path("indicators/new", indicator_keeping.new),
    path("indicators/import", indicator_keeping.take),
    path("indicators/disclosure", disclosure.edit),
    path("indicators/files/<int:pk>/", indicator_keeping.file),
    path("indicators/<str:code>/", indicators.one),
    path("indicators/<str:code>/edit", indicator_keeping.edit),
    path("indicators/<str:code>/publish", indicators.publish),
    *schemes.urlpatterns,
    *assessment_sheets.urlpatterns,
    *assessments.urlpatterns,
    *stars.urlpatterns,
    *appraisals.urlpatterns,
    *inspection_plans.urlpatterns,
    *inspection_schemes.urlpatterns,
    *inspection_coverage.urlpatterns,
    *inspection_interests.urlpatterns,
    *inspections.urlpatterns,
    *surveys.urlpatterns,
]

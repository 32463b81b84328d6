"""Pages of indicators, assessment, appraisal, inspection and stars."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

from jiceng.performance.desk import assessment_sheets, assessments, schemes

urlpatterns: list[URLPattern] = [
    *schemes.urlpatterns,
    *assessment_sheets.urlpatterns,
    *assessments.urlpatterns,
]

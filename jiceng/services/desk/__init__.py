"""Services at the desk."""

from jiceng.services.desk import allotment_tables, allotments, applications, points, talent

urlpatterns = [
    *points.urlpatterns,
    *applications.urlpatterns,
    *allotment_tables.urlpatterns,
    *allotments.urlpatterns,
    *talent.urlpatterns,
]

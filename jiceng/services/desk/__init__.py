"""Services at the desk."""

from jiceng.services.desk import (
    allotment_tables,
    allotments,
    applications,
    coverage,
    coverage_blocks,
    coverage_network,
    efficiency,
    items,
    points,
    points_sheet,
    powers,
    talent,
)

urlpatterns = [
    *points_sheet.urlpatterns,
    *points.urlpatterns,
    *applications.urlpatterns,
    *items.urlpatterns,
    *efficiency.urlpatterns,
    *powers.urlpatterns,
    *allotment_tables.urlpatterns,
    *allotments.urlpatterns,
    *talent.urlpatterns,
    *coverage.urlpatterns,
    *coverage_blocks.urlpatterns,
    *coverage_network.urlpatterns,
]

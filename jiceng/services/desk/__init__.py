"""Services at the desk."""

from jiceng.services.desk import (
    applications,
    coverage,
    coverage_blocks,
    coverage_network,
    points,
)

urlpatterns = [
    *points.urlpatterns,
    *applications.urlpatterns,
    *coverage.urlpatterns,
    *coverage_blocks.urlpatterns,
    *coverage_network.urlpatterns,
]

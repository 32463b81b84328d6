"""Services at the desk."""

from jiceng.services.desk import applications, efficiency, items, points, points_sheet, powers

urlpatterns = [
    *points_sheet.urlpatterns,
    *points.urlpatterns,
    *applications.urlpatterns,
    *items.urlpatterns,
    *efficiency.urlpatterns,
    *powers.urlpatterns,
]

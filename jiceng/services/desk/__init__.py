"""Services at the desk."""

from jiceng.services.desk import applications, efficiency, points

urlpatterns = [*points.urlpatterns, *applications.urlpatterns, *efficiency.urlpatterns]

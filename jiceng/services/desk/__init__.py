"""Services at the desk."""

from jiceng.services.desk import applications, points

urlpatterns = [*points.urlpatterns, *applications.urlpatterns]

"""Services at the desk."""

from jiceng.services.desk import points

urlpatterns = [*points.urlpatterns]

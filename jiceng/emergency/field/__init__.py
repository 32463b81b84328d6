"""Emergency on the phone of a grid worker."""

from django.urls.resolvers import URLPattern

from jiceng.emergency.field import duties, grid_notices, home_requests

urlpatterns: list[URLPattern] = [
    *grid_notices.urlpatterns,
    *duties.urlpatterns,
    *home_requests.urlpatterns,
]

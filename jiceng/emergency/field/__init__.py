"""Emergency on the phone of a grid worker."""

from django.urls.resolvers import URLPattern

from jiceng.emergency.field import duties, grid_notices, home_requests

urlpatterns: list[URLPattern] = [
    *duties.urlpatterns,
    *grid_notices.urlpatterns,
    *home_requests.urlpatterns,
]

"""Outreach at the desk."""

from jiceng.outreach.desk import honours, routes, sites, slots, visits

urlpatterns = [
    *visits.urlpatterns,
    *sites.urlpatterns,
    *slots.urlpatterns,
    *routes.urlpatterns,
    *honours.urlpatterns,
]

"""Outreach at the desk."""

from jiceng.outreach.desk import (
    activities,
    bookings,
    honours,
    routes,
    sites,
    slots,
    venues,
    visits,
)

urlpatterns = [
    *activities.urlpatterns,
    *bookings.urlpatterns,
    *venues.urlpatterns,
    *visits.urlpatterns,
    *sites.urlpatterns,
    *slots.urlpatterns,
    *routes.urlpatterns,
    *honours.urlpatterns,
]

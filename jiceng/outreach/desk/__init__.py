"""Outreach at the desk."""

from jiceng.outreach.desk import (
    activities,
    bookings,
    honours,
    legal,
    routes,
    sites,
    slots,
    venues,
    visits,
)

urlpatterns = [
    *activities.urlpatterns,
    *bookings.urlpatterns,
    *legal.urlpatterns,
    *venues.urlpatterns,
    *visits.urlpatterns,
    *sites.urlpatterns,
    *slots.urlpatterns,
    *routes.urlpatterns,
    *honours.urlpatterns,
]

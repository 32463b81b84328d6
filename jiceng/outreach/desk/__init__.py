"""Outreach at the desk."""

from jiceng.outreach.desk import activities, bookings, legal, venues

urlpatterns = [
    *activities.urlpatterns,
    *bookings.urlpatterns,
    *legal.urlpatterns,
    *venues.urlpatterns,
]

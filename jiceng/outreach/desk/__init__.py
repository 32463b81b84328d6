"""Outreach at the desk."""

from jiceng.outreach.desk import activities, bookings, venues

urlpatterns = [
    *activities.urlpatterns,
    *bookings.urlpatterns,
    *venues.urlpatterns,
]

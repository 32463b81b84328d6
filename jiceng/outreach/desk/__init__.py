"""Outreach at the desk."""

from jiceng.outreach.desk import activities, bookings, lecture, lectures, venues

urlpatterns = [
    *activities.urlpatterns,
    *bookings.urlpatterns,
    *venues.urlpatterns,
    *lectures.urlpatterns,
    *lecture.urlpatterns,
]

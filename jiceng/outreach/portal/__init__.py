"""What residents see of outreach. Nothing here needs an account."""

from django.urls import path

from jiceng.outreach.portal import activities, bookings, ratings

urlpatterns = [
    path("activities", activities.listed, name="portal_activities"),
    path("activities/calendar.ics", activities.feed),
    path("activities/points.json", activities.geojson),
    path("activities/<str:number>", bookings.one),
    path("activities/<str:number>/rating", ratings.rate),
    path("bookings", bookings.track, name="portal_bookings"),
]

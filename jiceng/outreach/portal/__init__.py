"""What residents see of outreach. Nothing here needs an account."""

from django.urls import path

from jiceng.outreach.portal import activities, bookings, legal, sites

urlpatterns = [
    path("activities", activities.listed, name="portal_activities"),
    path("activities/calendar.ics", activities.feed),
    path("activities/points.json", activities.geojson),
    path("activities/<str:number>", bookings.one),
    path("bookings", bookings.track, name="portal_bookings"),
    path("legal", legal.page, name="portal_legal"),
    path("routes", sites.routes, name="portal_routes"),
    path("routes/<str:number>", sites.route),
    path("sites/points.json", sites.geojson),
    path("sites/<str:number>", sites.site),
    path("sites/<str:number>/ratings", sites.rate),
    path("sites/<str:number>/matters", sites.matter),
]

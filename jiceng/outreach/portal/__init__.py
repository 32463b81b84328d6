"""What residents see of outreach. Nothing here needs an account."""

from django.urls import URLPattern, path

from jiceng.outreach.portal import activities, bookings, feeds, legal, news, ratings, sites

urlpatterns: list[URLPattern] = [
    path("activities", activities.listed, name="portal_activities"),
    path("activities/calendar.ics", activities.feed),
    path("activities/points.json", activities.geojson),
    path("activities/<str:number>", bookings.one),
    path("activities/<str:number>/rating", ratings.rate),
    path("bookings", bookings.track, name="portal_bookings"),
    path("legal", legal.page, name="portal_legal"),
    path("routes", sites.routes, name="portal_routes"),
    path("routes/<str:number>", sites.route),
    path("sites/points.json", sites.geojson),
    path("sites/<str:number>", sites.site),
    path("sites/<str:number>/ratings", sites.rate),
    path("sites/<str:number>/matters", sites.matter),
    path("news", news.listed, name="portal_news"),
    path("news/feed.atom", feeds.atom),
    path("news/feed.rss", feeds.rss),
    path("news/<str:number>", news.one),
    path("news/<str:number>/files/<uuid:upload>", news.attachment),
]

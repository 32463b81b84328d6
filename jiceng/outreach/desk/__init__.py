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

from jiceng.outreach.desk import article, articles, publicity
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

urlpatterns: list[URLPattern] = [
    *articles.urlpatterns,
    *article.urlpatterns,
    *publicity.urlpatterns,
]

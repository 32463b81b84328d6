"""Outreach at the desk."""

from jiceng.outreach.desk import (
    activities,
    article,
    articles,
    bookings,
    honours,
    lecture,
    lecture_requests,
    lectures,
    legal,
    publicity,
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
    *articles.urlpatterns,
    *article.urlpatterns,
    *publicity.urlpatterns,
    *lectures.urlpatterns,
    *lecture.urlpatterns,
    *lecture_requests.urlpatterns,
]

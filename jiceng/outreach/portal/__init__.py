"""What residents see of outreach. Nothing here needs an account."""

from django.urls import URLPattern, path

from jiceng.outreach.portal import feeds, news

urlpatterns: list[URLPattern] = [
    path("news", news.listed, name="portal_news"),
    path("news/feed.atom", feeds.atom),
    path("news/feed.rss", feeds.rss),
    path("news/<str:number>", news.one),
    path("news/<str:number>/files/<uuid:upload>", news.attachment),
]

"""What residents see of outreach. Nothing here needs an account."""

from django.urls import path

from jiceng.outreach.portal import legal

urlpatterns = [
    path("legal", legal.page, name="portal_legal"),
]

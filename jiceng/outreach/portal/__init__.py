"""What residents see of outreach. Nothing here needs an account."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

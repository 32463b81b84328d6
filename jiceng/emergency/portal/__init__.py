"""What residents see of emergency. Nothing here needs an account."""

from django.urls import URLPattern

from jiceng.emergency.portal import emergencies, home_requests

urlpatterns: list[URLPattern] = [*emergencies.urlpatterns, *home_requests.urlpatterns]

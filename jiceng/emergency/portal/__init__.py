"""What residents see of emergency. Nothing here needs an account."""

from django.urls import URLPattern

from jiceng.emergency.portal import emergencies

urlpatterns: list[URLPattern] = [*emergencies.urlpatterns]

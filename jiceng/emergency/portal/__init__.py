"""What residents see of emergency. Nothing here needs an account."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

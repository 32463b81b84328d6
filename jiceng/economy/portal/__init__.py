"""What residents, companies and buyers see of economy. Nothing here needs an account."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

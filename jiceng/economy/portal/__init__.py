"""What residents, companies and buyers see of economy. Nothing here needs an account."""

from django.urls import URLPattern, path

from jiceng.economy.portal import companies

urlpatterns: list[URLPattern] = [
    path("companies", companies.page, name="portal_company"),
]

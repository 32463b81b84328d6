"""Economy at the desk."""

from django.urls import URLPattern

from jiceng.economy.desk import business_environment, companies, lead, leads, promises

urlpatterns: list[URLPattern] = [
    *companies.urlpatterns,
    *leads.urlpatterns,
    *lead.urlpatterns,
    *promises.urlpatterns,
    *business_environment.urlpatterns,
]

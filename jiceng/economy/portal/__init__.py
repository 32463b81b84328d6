"""What residents, companies and buyers see of economy. Nothing here needs an account."""

from django.urls import path

from jiceng.economy.portal import reliefs

urlpatterns = [
    path("relief", reliefs.policies),
    path("relief/notices", reliefs.notices),
    path("relief/applications", reliefs.follow),
    path("relief/<slug:key>", reliefs.one),
]

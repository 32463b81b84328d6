"""Emergency on the phone of a grid worker."""

from django.urls import URLPattern

from jiceng.emergency.field import duties

urlpatterns: list[URLPattern] = [*duties.urlpatterns]

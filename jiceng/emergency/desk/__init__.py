"""Emergency at the desk."""

from django.urls import URLPattern

from jiceng.emergency.desk import checkpoints

urlpatterns: list[URLPattern] = [*checkpoints.urlpatterns]

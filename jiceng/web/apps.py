"""Templates, tags and the building blocks of faces; it owns no table."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "jiceng.web"
    label = "web"

"""The app that carries commands; it owns no table."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "jiceng.project"
    label = "project"

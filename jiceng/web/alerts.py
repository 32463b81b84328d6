"""What everybody must see at once, above whatever page they are on.

An installed app names its alerts by a dotted path (`alerts = "jiceng.emergency.…"` on its
AppConfig), a function of the request. It is asked on every page, so it must be cheap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.http import HttpRequest
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Alert:
    """A title, what to do, and where there is more."""

    title: str
    text: str
    url: str = ""
    label: str = ""
    when: str = ""


Source = Callable[[HttpRequest], list[Alert]]


@cache
def _sources() -> tuple[Source, ...]:
    named = (getattr(app, "alerts", "") for app in apps.get_app_configs())
    return tuple(import_string(where) for where in named if where)


def alerts(request: HttpRequest) -> list[Alert]:
    """Every alert for whoever asks; nothing before the doors have let somebody in."""
    if not hasattr(request, "now"):
        return []
    return [alert for source in _sources() for alert in source(request)]

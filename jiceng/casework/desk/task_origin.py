"""Where a supervision task comes from, besides its item: records of other capabilities name it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from jiceng.casework.models import SupervisionTask
from jiceng.kernel.scope import Actor

Fact = dict[str, Any]
"""Label, text and address, as the facts of a page; the address empty for who does not reach it."""
Origins = Callable[[SupervisionTask, Actor], Iterable[Fact]]


@cache
def _tellers() -> tuple[Origins, ...]:
    """What apps name by a dotted path (`task_origins` of an AppConfig)."""
    named = (getattr(app, "task_origins", "") for app in apps.get_app_configs())
    return tuple(import_string(where) for where in named if where)


def task_origins_of(task: SupervisionTask, actor: Actor) -> list[Fact]:
    """A line for each record that says this task follows it."""
    return [fact for tell in _tellers() for fact in tell(task, actor)]

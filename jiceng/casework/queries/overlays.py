"""The overlays of the moment, from whichever capability brings them.

An installed app names its own by a dotted path (`overlays = "jiceng.emergency.queries.…"` on its
AppConfig), a function of the instant; nothing here imports it. It must be cheap: every report asks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.apps import apps
from django.utils.module_loading import import_string

from jiceng.casework.models import Case
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.rules.overlays import Overlay, is_offered, shortened
from jiceng.casework.rules.rulebook import CaseType

Source = Callable[[datetime], tuple[Overlay, ...]]


@cache
def _sources() -> tuple[Source, ...]:
    named = (getattr(app, "overlays", "") for app in apps.get_app_configs())
    return tuple(import_string(where) for where in named if where)


def overlays_at(now: datetime) -> tuple[Overlay, ...]:
    return tuple(overlay for source in _sources() for overlay in source(now))


def in_effect(kind: CaseType, area_path: str, now: datetime) -> CaseType:
    """A type as it is promised in an area at an instant."""
    return shortened(kind, area_path, overlays_at(now))


def kind_for(case: Case, code: str, now: datetime) -> CaseType:
    """A type as it is promised where a case is."""
    return in_effect(rules_at(now)[0].type_of(code), case.area_path, now)


def offered_types(now: datetime) -> frozenset[str]:
    """Codes of the types that may be chosen now."""
    over = overlays_at(now)
    return frozenset(k.code for k in rules_at(now)[0].types.values() if is_offered(k, over))


def suggested_types(text: str, now: datetime) -> list[CaseType]:
    """Types on offer whose keywords stand in a text, most hits first."""
    over = overlays_at(now)
    return [kind for kind, _words in rules_at(now)[0].suggest(text) if is_offered(kind, over)]

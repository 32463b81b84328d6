"""Sentences, papers, roles, acts and subjects that a capability words itself.

An installed app names a module (`wording = "jiceng.party.rules.wording"` on its AppConfig) that
holds `SENTENCES`, `PAPERS`, `ROLES`, `ACTS` (journal lines that are no moves) and `SUBJECTS`
(what a line may be about): code -> message id.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.apps import apps
from django.utils.module_loading import import_string

LABELS = ("move", "state", "kind", "sector")
"""Parameters of a sentence that are labels: Chinese msgids, put into the reader's language."""


@cache
def contributed(name: str) -> Mapping[str, str]:
    """What every capability words of one sort."""
    found: dict[str, str] = {}
    for app in apps.get_app_configs():
        if module := getattr(app, "wording", ""):
            found |= import_string(f"{module}.{name}")
    return found

"""Sentences, papers, roles, acts and subjects that a capability words itself.

An installed app names a module (`wording = "jiceng.party.rules.wording"` on its AppConfig) that
holds those it needs of `SENTENCES`, `PAPERS`, `ROLES`, `ACTS` (journal lines that are no moves),
`SUBJECTS` (what a line may be about), `NOTICES` and `PAGES` (where a notice about no record leads):
code -> message id.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from django.apps import apps

LABELS = ("move", "state", "kind", "other_kind", "sector")
"""Parameters of a sentence that are labels: Chinese msgids, put into the reader's language."""


@cache
def contributed(name: str) -> Mapping[str, str]:
    """What every capability words of one sort."""
    found: dict[str, str] = {}
    for app in apps.get_app_configs():
        if module := getattr(app, "wording", ""):
            found |= getattr(import_module(module), name, {})
    return found

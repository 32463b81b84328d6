"""The reporters of every installed capability, for whoever wants a number (ADR 0012).

An app names a tuple of them by a dotted path (`reports = "jiceng.party.figures.reporting.REPORTS"`
on its AppConfig); nothing below a capability imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.apps import apps
from django.utils.module_loading import import_string

from jiceng.kernel.reports import Reporter


@cache
def reporters() -> Mapping[str, Reporter]:
    """Code of a figure -> its reporter. ValueError where two capabilities report the same code."""
    found: dict[str, Reporter] = {}
    for app in apps.get_app_configs():
        for reporter in import_string(where) if (where := getattr(app, "reports", "")) else ():
            if twice := found.keys() & reporter.figures.keys():
                raise ValueError(f"reported twice: {', '.join(sorted(twice))}")
            found |= dict.fromkeys(reporter.figures, reporter)
    return found

"""Every kind of record that moves, as its capability declares it: for clock, worklist and notices.

An installed app names its kinds by a dotted path (`kinds = "jiceng.party.actions.kinds.KINDS"` on
its AppConfig); nothing below a capability imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.utils.module_loading import import_string

from jiceng.kernel.clocks import Alarm
from jiceng.kernel.process import Process
from jiceng.kernel.records.advance import Movable

Effect = Callable[[Movable, datetime], None]


def only_tells(subject: Movable, rung: Alarm) -> Effect | None:
    """An alarm that only tells somebody."""
    return None


@dataclass(frozen=True)
class Kind:
    """One kind of record: where it is kept and shown, and what the clock does with it.

    `window` is done when a resting record's time is up; `acts_on` names what is done instead of
    telling somebody, if anything. `url` has a place for the number; `tab` is the part of the
    worklist it stands under, `empty` what is said there when nothing waits.
    """

    model: type[Movable]
    process: Process
    window: Effect | None = None
    acts_on: Callable[[Movable, Alarm], Effect | None] = only_tells
    url: str = ""
    tab: str = ""
    empty: tuple[str, str] = ("", "")


@cache
def kinds() -> Mapping[str, Kind]:
    """Kind of subject -> its declaration, of every installed capability."""
    found: dict[str, Kind] = {}
    for app in apps.get_app_configs():
        if where := getattr(app, "kinds", ""):
            found |= import_string(where)
    return found

"""The frame of office pages: a menu of what somebody's posts have to do with, and who they are.

Every installed app may name entries for the menu (`menu = (Entry(...), ...)` on its AppConfig);
an entry whose page does not exist in this deployment is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.records.names import listed
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.web.doors import Asked
from jiceng.web.entries import Entry

GROUPS = (
    "", N_("治理"), N_("督查考评"), N_("党建"), N_("宣传教育"), N_("服务"), N_("经济"), N_("态势"),
    N_("系统"),
)  # fmt: skip
"""Titles in the order of the menu; the first stands above all titles."""


def menu(
    actor: Actor, here: str = "", counts: Mapping[str, int] | None = None
) -> list[dict[str, Any]]:
    """The groups and entries an actor sees; `counts` are numbers by address, `here` is marked."""
    drawn, roles = [], actor.roles
    for group in GROUPS:
        items = [
            {
                "label": _(entry.label),
                "url": entry.url,
                "icon": entry.icon,
                "count": (counts or {}).get(entry.url),
                "current": entry.url == here,
            }
            for entry in entries()
            if entry.group == group and _may_see(entry, roles) and _exists(entry.url)
        ]
        if items:
            drawn.append({"title": _(group) if group else "", "items": items})
    return drawn


def entries() -> Iterator[Entry]:
    """Every entry of every installed app."""
    for app in apps.get_app_configs():
        yield from getattr(app, "menu", ())


def _may_see(entry: Entry, roles: frozenset[str]) -> bool:
    return not entry.roles or bool(entry.roles & roles)


def _exists(url: str) -> bool:
    return _leads_somewhere(url, settings.ROOT_URLCONF)


@lru_cache(maxsize=256)
def _leads_somewhere(url: str, urlconf: str) -> bool:
    """The pages of a deployment stay the same as long as it runs."""
    try:
        resolve(url, urlconf)
    except Resolver404:
        return False
    return True


def office(
    request: Asked,
    here: str,
    *,
    crumbs: Sequence[tuple[str, str]] = (),
    counts: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """What web/desk_base.html wants: menu, breadcrumb (label, url), account, tools."""
    return {
        "menu": menu(request.actor, here, counts),
        "crumbs": [{"label": label, "url": url} for label, url in crumbs],
        "account": {"name": request.actor.name, "unit": unit_names(request.actor)},
        "search_url": "/desk/cases/" if _exists("/desk/cases/") else "",
        "notices_url": "/desk/notices" if _exists("/desk/notices") else "",
    }


def unit_names(actor: Actor) -> str:
    """The units somebody holds posts at, each once."""
    land = territory()
    found = (land.units.get(code) or land.apart.get(code) for code in
             dict.fromkeys(g.unit for g in actor.grips))  # fmt: skip
    return listed(unit.name for unit in found if unit)

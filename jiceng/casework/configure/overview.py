"""The first page: what is configured, what is missing, who may change what; and the burden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from jiceng.casework.configure.frame import (
    ADMINISTRATOR,
    AUDITOR,
    POWERS,
    SECURITY,
    show,
    today_of,
)
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.configuration import gaps, held_on, open_cases
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration, Person
from jiceng.kernel.records.names import listed, name_in
from jiceng.kernel.records.territory import territory
from jiceng.web.doors import Asked, door
from jiceng.web.words import word

PAGES = {
    "calendar": "/admin/calendar/",
    "type": "/admin/types/",
    "rule": "/admin/rules/",
    "terms": "/admin/terms/",
    "grids": "/admin/grids/",
}
EFFORT = Path(settings.BASE_DIR) / "casework/content/effort.json"
"""What journeys in a browser counted; it ships with the package, so that every county sees it."""


@door("staff", *POWERS)
def overview(request: Asked) -> HttpResponse:
    """Numbers that lead to their pages, gaps that lead to where they are filled."""
    book, _calendar = rules_at(request.now)
    land = territory()
    leaves = sum(1 for t in book.types.values() if t.is_leaf)
    grids = sum(1 for a in land.areas.values() if a.level == "grid")
    people = Person.objects.filter(is_active=True).count()
    figures = [
        (_("具体事项类型"), leaves, "/admin/types/"),
        (_("派遣规则"), len(book.rules), "/admin/rules/"),
        (_("区域"), len(land.areas), "/admin/territory/"),
        (_("网格"), grids, "/admin/grids/"),
        (_("单位"), len(land.units), "/desk/areas"),
        (_("可用账户"), people, "/admin/people/"),
        (_("未办结案件"), open_cases().count(), "/desk/cases/"),
    ]
    context = {
        "figures": [{"label": k, "value": v, "url": u} for k, v, u in figures],
        "gaps": [
            {"text": word(g.reason), "url": PAGES[g.page] + (f"{g.key}/" if g.key else "")}
            for g in gaps(request.now, today_of(request))
        ],
        "powers": [_power(request, p) for p in POWERS],
        "recent": Configuration.objects.exclude(version=1).order_by("-at", "-pk")[:8],
        "ahead": Configuration.objects.filter(valid_from__gt=request.now).order_by("valid_from"),
    }
    return show(request, "overview", context, here="/admin/")


def _power(request: Asked, power: str) -> dict[str, Any]:
    """One of the three powers: what it changes, and who holds it today."""
    does = {
        ADMINISTRATOR: (_("系统管理"), _("事项类型、派遣规则、时限、日历、文字、区划和户数")),
        SECURITY: (_("安全管理"), _("账户、密码、锁定、令牌、任职、岗位的角色")),
        AUDITOR: (_("审计"), _("查看全部配置，检索、核对和导出流水；不能修改任何内容")),
    }
    posts = [k for k, r in in_force("post", request.now).items() if power in r.content["roles"]]
    held = held_on(today_of(request)).filter(post__in=posts).select_related("person")
    names = list(dict.fromkeys(a.person.name for a in held))
    return {"name": does[power][0], "does": does[power][1], "held": listed(names)}


@door("staff", *POWERS)
def burden(request: Asked) -> HttpResponse:
    """Fields and taps each task costs, as recorded from journeys in a browser."""
    context = {"tasks": effort()}
    crumbs = [(_("填报负担"), "")]
    return show(request, "burden", context, here="/admin/burden/", crumbs=crumbs)


def effort(path: Path = EFFORT) -> list[dict[str, Any]]:
    """The recorded tasks; empty where nothing has been recorded."""
    if not path.is_file():
        return []
    read = json.loads(path.read_text(encoding="utf-8"))
    tasks = read.get("tasks", []) if isinstance(read, dict) else read
    return [
        {**task, "name": name_in(task), "post": name_in(task, "post")}
        for task in tasks
        if isinstance(task, dict)
    ]

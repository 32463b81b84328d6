"""What every configuration page has: its menu, its doors, and how a form is answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.refusal import Reason, Refusal
from jiceng.kernel.scope import Actor, Grip
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked
from jiceng.web.menu import office
from jiceng.web.words import word

ADMINISTRATOR = "administrator"
SECURITY = "security_administrator"
AUDITOR = "auditor"
POWERS = (ADMINISTRATOR, SECURITY, AUDITOR)
"""Each reads every page of rules; each changes only what is its own."""

PAGES: tuple[tuple[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]], ...] = (
    ("", ((N_("配置总览"), "/admin/", "settings", POWERS),)),
    (
        N_("规则"),
        (
            (N_("事项类型"), "/admin/types/", "sitemap", POWERS),
            (N_("派遣规则"), "/admin/rules/", "route-2", POWERS),
            (N_("时限与预警"), "/admin/terms/", "clock", POWERS),
            (N_("工作日历"), "/admin/calendar/", "calendar", POWERS),
            (N_("文字"), "/admin/texts/", "file-text", POWERS),
        ),
    ),
    (
        N_("人员与岗位"),
        (
            (N_("人员与任职"), "/admin/people/", "users", POWERS),
            (N_("岗位与角色"), "/admin/posts/", "key", POWERS),
            (N_("网格人员"), "/admin/grids/", "grid-dots", POWERS),
        ),
    ),
    (N_("区划"), ((N_("区划与边界"), "/admin/territory/", "map-2", POWERS),)),
    (
        N_("监督"),
        (
            (N_("审计"), "/admin/audit/", "shield-check", (AUDITOR,)),
            (N_("填报负担"), "/admin/burden/", "list-check", POWERS),
        ),
    ),
)


def menu(actor: Actor, here: str) -> list[dict[str, Any]]:
    """The pages somebody's powers open."""
    groups = []
    for title, pages in PAGES:
        items = [
            {"label": _(label), "url": url, "icon": icon, "current": url == here}
            for label, url, icon, roles in pages
            if actor.roles & set(roles)
        ]
        if items:
            groups.append({"title": _(title) if title else "", "items": items})
    return groups


def show(
    request: Asked,
    name: str,
    context: dict[str, Any],
    *,
    here: str = "",
    crumbs: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    """One page; `name` is its template without prefix and ending."""
    path = [(_("系统配置"), "/admin/"), *crumbs] if here else []
    whole = {
        **office(request, here, crumbs=path),
        "menu": menu(request.actor, here or "/admin/"),
        "saved": request.GET.get("saved", "")[:8],
        **context,
    }
    return render(request, f"casework/configure_{name}.html", whole, status=status)


def refused_form(form: Any, refusal: Refusal) -> int:
    """Write a refusal into the form, each sentence at its field; returns the status."""
    for reason in refusal.reasons or (Reason("stale"),):
        field = place_of(reason.field, form.fields)
        form.add_error(field, word(reason))
    return refusal.status


def need(form: forms.Form, *names: str) -> None:
    """Fields that must be filled in; the same sentence as the schema's."""
    for name in names:
        form.fields[name].required = True
        form.fields[name].error_messages["required"] = word(Reason("needed"))


def place_of(name: str, fields: Iterable[str]) -> str | None:
    """The form field a reason is about: `stages.handling` stands at `stages_handling`."""
    known = set(fields)
    for candidate in (name, name.replace(".", "_"), name.split(".")[0]):
        if candidate in known:
            return candidate
    return None


def saved(url: str, mark: object = 1) -> HttpResponse:
    """Back to the page, which says that it was saved: a reload sends nothing twice."""
    return HttpResponseRedirect(f"{url}?saved={mark}")


def today_of(request: Asked) -> date:
    return local_day(request.now)


def grip_for(actor: Actor, power: str) -> Grip:
    """The post by which somebody holds a power; the door has let only its holders in."""
    return next(g for g in actor.grips if power in g.roles)

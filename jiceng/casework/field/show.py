"""What every page of the phone app is given, and how its forms are answered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import Actor
from jiceng.web.api.problems import refusal_problem
from jiceng.web.display import preferences
from jiceng.web.doors import Asked
from jiceng.web.once import Once, answered, once

WORKERS = ("worker", "handler")
ON_PHONES = (*WORKERS, "dispatcher", "inspector")
"""Everybody whose work is written down on a phone."""
URLS = {
    "list": "/field/",
    "grid": "/field/grid",
    "report": "/field/report",
    "queue": "/field/queue",
    "me": "/field/me",
}


def show(
    request: Asked, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of the app with the head and tabs it needs."""
    return render(request, f"casework/{template}", {**frame(request), **context}, status=status)


def frame(request: Asked) -> dict[str, Any]:
    """The head and the tabs of a page of the app: those of grid work for whoever does it, and
    those that other capabilities name (`phone` of an AppConfig)."""
    roles = request.actor.roles
    own = {k: url for k, url in URLS.items() if roles & set(WORKERS) or k in ("queue", "me")}
    more = [
        {"label": _(entry.label), "url": entry.url, "icon": entry.icon}
        for app in apps.get_app_configs()
        for entry in getattr(app, "phone", ())
        if entry.roles & roles
    ]
    tabs = {"field_urls": own, "phone_tabs": more}
    return {**preferences(request), **tabs, "now": request.now}


def my_areas(actor: Actor) -> list[AreaEntry]:
    """The areas of the posts somebody holds, each once, in the order of the tree."""
    by_path = {area.path: area for area in territory().areas.values()}
    paths = {grip.area_path for grip in actor.grips if not grip.by_unit}
    return [by_path[path] for path in sorted(paths) if path in by_path]


def my_grids(actor: Actor) -> list[AreaEntry]:
    """The grids somebody walks; where there are none, the villages or communities instead."""
    paths = tuple(area.path for area in my_areas(actor))
    below = [a for a in territory().areas.values() if paths and a.path.startswith(paths)]
    for level in ("grid", "community", "village", "town"):
        if found := sorted((a for a in below if a.level == level), key=lambda a: a.path):
            return found
    return []


def wants_json(request: Asked) -> bool:
    """Whether the outbox is asking rather than a page."""
    return "application/json" in request.headers.get("Accept", "")


Onward = Callable[[Mapping[str, Any]], str]
"""Where a browser goes after an answer."""


def earlier_answer(request: Asked, onward: Onward) -> HttpResponse | None:
    """The answer this draft was given before, wherever its case has gone since."""
    found = answered(_key(request), caller=_caller(request), body=_digest(request), now=request.now)
    return _answer(request, found, onward) if found else None


def answer_once(
    request: Asked,
    work: Callable[[], Mapping[str, Any]],
    onward: Onward,
    *,
    first: Callable[[], object] | None = None,
) -> HttpResponse:
    """Do `work` once per draft: JSON for the outbox, the next page for a browser.

    The key is the outbox's header, or the hidden field of a page without scripts. Refusals go to
    the caller when a page asked, and become a problem document when the outbox did. `first` keeps
    pictures, outside the transaction of `work`: what is rolled back would leave files nobody knows
    of, while a picture that nothing names goes after a day.
    """
    body, caller = _digest(request), _caller(request)
    try:
        if first is not None:
            first()
        done = once(_key(request), caller=caller, body=body, work=work, now=request.now)
    except Refusal as refusal:
        if wants_json(request):
            return refusal_problem(refusal)
        raise
    return _answer(request, done, onward)


def _answer(request: Asked, done: Once, onward: Onward) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(done.answer, status=201 if done.is_first else 200)
    return HttpResponseRedirect(onward(done.answer))


def _key(request: Asked) -> str:
    return request.headers.get("Idempotency-Key", "") or request.POST.get("idempotency_key", "")


def _caller(request: Asked) -> str:
    return f"{request.person.pk if request.person else 0} POST {request.path}"


def _digest(request: Asked) -> bytes:
    """The same form with the same pictures gives the same bytes."""
    left_out = {"csrfmiddlewaretoken", "idempotency_key"}
    digest = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        if name not in left_out:
            digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for sent in files:
            digest.update(repr((name, sent.size)).encode())
            for chunk in sent.chunks():
                digest.update(chunk)
            sent.seek(0)
    return digest.digest()


def read_moment(text: str, now: datetime) -> datetime | None:
    """When a phone says something was written; a clock that runs ahead is not believed."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo and moment <= now else None

"""What makes the phone app an app: its queue, its account page, and what runs without a network."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from jiceng.casework.field.show import ON_PHONES, URLS, my_areas, show
from jiceng.kernel.records.territory import territory
from jiceng.web.doors import Asked, door

ASSETS = ("style.css", "app.js", "field.js", "icons.svg")
PAGES = ("/field/", "/field/report", "/field/queue", "/field/offline")


@door("staff", *ON_PHONES)
@require_safe
def queue(request: Asked) -> HttpResponse:
    """What waits on this phone; scripts fill the list."""
    return show(request, "field_queue.html", {"tab": "queue"})


@door("staff", *ON_PHONES)
@require_safe
def me(request: Asked) -> HttpResponse:
    """Who is signed in, for which posts and areas; sign out; how to install."""
    units = territory().units
    names = list(dict.fromkeys(units[g.unit].name for g in request.actor.grips))
    context = {"tab": "me", "areas": my_areas(request.actor), "units": names}
    return show(request, "field_me.html", context)


@door("public")
@require_safe
def offline(request: Asked) -> HttpResponse:
    """Shown by the service worker for a page that was never kept."""
    return render(request, "web/offline.html", {"tab": "", "field_urls": URLS})


@door("public")
@require_safe
def offline_script(request: Asked) -> HttpResponse:
    """The script that keeps the app at hand; always asked for anew, so that it can be replaced."""
    context = {
        "version": _stamp(),
        "assets": [static(f"dist/{name}") for name in ASSETS],
        "pages": PAGES,
    }
    answer = render(request, "web/sw.js", context, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = "/field/"
    return answer


@door("public")
@require_safe
def manifest(request: Asked) -> HttpResponse:
    """Name, colours and marks under which the app is installed."""
    kind = "application/manifest+json; charset=utf-8"
    answer = render(request, "web/manifest.webmanifest", content_type=kind)
    answer.headers["Cache-Control"] = "max-age=3600"
    return answer


def _stamp() -> str:
    """The mark of the built assets; another one makes phones fetch them again."""
    found = finders.find("dist/stamp.txt")
    return Path(found).read_text(encoding="utf-8").strip() if isinstance(found, str) else ""

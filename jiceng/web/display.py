"""How pages are shown to whoever asks: language and size of type, kept in two cookies."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from jiceng.web.doors import Asked, door

YEAR = 365 * 24 * 3600
LARGE = "jiceng_elderly"


def address_of(request: HttpRequest) -> str:
    """Where a request came from; the proxy's word counts only where there is one."""
    if settings.SECURE_PROXY_SSL_HEADER and (told := request.headers.get("X-Forwarded-For")):
        return told.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


@door("public")
def display(request: Asked) -> HttpResponse:
    """Set the language or the size of type and return to the page it was asked from."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None) or target[:1] != "/":
        target = "/"
    answer = HttpResponseRedirect(target)
    language = request.GET.get("language", "")
    if language in dict(settings.LANGUAGES):
        _keep(answer, settings.LANGUAGE_COOKIE_NAME, language)
    if (large := request.GET.get("large")) in ("0", "1"):
        _keep(answer, LARGE, large)
    return answer


def _keep(answer: HttpResponse, name: str, value: str) -> None:
    secure = bool(settings.SESSION_COOKIE_SECURE)
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)


def preferences(request: HttpRequest) -> dict[str, Any]:
    """Links for the head of a page: `elderly_url` and `language_links`."""
    here = request.path if request.method == "GET" else "/"
    large = request.COOKIES.get(LARGE) == "1"
    current = get_language() or settings.LANGUAGE_CODE
    return {
        "elderly_url": _link(here, large="0" if large else "1"),
        "language_links": [
            {
                "code": "zh-Hans" if code == "zh-hans" else code,
                "label": name,
                "url": _link(here, language=code),
                "current": code == current,
            }
            for code, name in settings.LANGUAGES
        ],
    }


def _link(here: str, **choice: str) -> str:
    return f"/display?{urlencode({**choice, 'next': here})}"


urlpatterns = [path("display", display, name="display")]

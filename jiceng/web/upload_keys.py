"""Where a phone's upload key opens a door that a session would open (decisions.md 16).

The door of a view stays what it is; a view named here lets in somebody without a session as well
when a phone shows its key and its cookie, asks for JSON and posts. Nothing is ever read so.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jiceng.kernel.records.models import Person
from jiceng.kernel.records.upload_keys import give_upload_key, uploader
from jiceng.kernel.refusal import NotAllowed, Reason
from jiceng.web.doors import Asked, View

COOKIE = "jiceng_phone"
A_YEAR = 365 * 24 * 3600
LONGEST = 64


def takes_upload_key(*names: str) -> Callable[[View], View]:
    """Let a phone deliver here; `names` narrows it to some values of the address's `name`."""

    def mark(view: View) -> View:
        cast(Any, view).upload_names = frozenset(names)
        return view

    return mark


def phone_of(request: HttpRequest) -> str:
    """What the phone carries since the app was first opened on it; else empty."""
    return request.COOKIES.get(COOKIE, "")[:LONGEST]


def deliverer(request: Asked, view: Any, kwargs: Mapping[str, Any]) -> Person | None:
    """Whoever delivers from a phone whose session has ended."""
    names = getattr(view, "upload_names", None)
    key = request.headers.get("X-Upload-Key", "")
    if names is None or not key or request.method != "POST":
        return None
    if names and kwargs.get("name") not in names:
        return None
    if "application/json" not in request.headers.get("Accept", ""):
        return None
    return uploader(key, phone_of(request), now=request.now)


def refuse_another(request: Asked) -> None:
    """A record another person wrote on this phone is not delivered in this one's name."""
    writer = request.headers.get("X-Jiceng-User", "")
    if writer and request.person is not None and writer != str(request.person.pk):
        raise NotAllowed(Reason("another_user"))


def key_for(request: Asked) -> tuple[str, str]:
    """The phone's name, made when it has none, and its key for whoever is signed in."""
    if request.person is None:
        raise AssertionError("the door lets in nobody without a person")
    phone = phone_of(request) or secrets.token_hex(16)
    return phone, give_upload_key(request.person, phone, now=request.now)


def keep_phone(answer: HttpResponse, phone: str) -> None:
    """The cookie a key belongs to; closed to scripts."""
    answer.set_cookie(
        COOKIE,
        phone,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )

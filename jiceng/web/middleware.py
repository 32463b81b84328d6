"""What every answer carries, and who is let in."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.accounts import note_refusal
from jiceng.kernel.records.configuration import reading_once
from jiceng.kernel.records.models import Person
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refusal, StorageFull
from jiceng.kernel.scope import Actor
from jiceng.web.api.problems import refusal_problem
from jiceng.web.clock import local_day, read_now
from jiceng.web.doors import Asked, Door
from jiceng.web.faults import API
from jiceng.web.sessions import is_live, is_only_seen
from jiceng.web.upload_keys import deliverer, refuse_another
from jiceng.web.words import word

NOBODY = Actor(-1, "", ())
log = logging.getLogger(__name__)


def _tile_host() -> str:
    host = urlsplit(settings.MAP_TILES).netloc
    return f" https://{host}" if host else ""


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    f"img-src 'self' data: blob:{_tile_host()}; font-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
MOST_BODY = 32 * 1024 * 1024
"""Bytes. The largest honest body is a workbook; more is refused by its length (trust: 24)."""
SESSION_KEY = re.compile(r"[a-z0-9]{32}")
FULL = (errno.ENOSPC, errno.EDQUOT)
Handler = Callable[[HttpRequest], HttpResponse]


class TooLong(Refusal):
    """A body nobody needs to send."""

    status = 413


class Busy(Refusal):
    """The database is taken or away for the moment; nothing was written."""

    status = 503


class SecurityHeaders:
    """A content policy without any unsafe-*, and no caching of what somebody signed in sees."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "TRACE":
            return HttpResponse(status=405)
        if _length(request) > MOST_BODY:
            answer = refused(cast(Asked, request), TooLong(Reason("body_too_long")))
        else:
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


class Sessions(SessionMiddleware):
    """Django's own, with ordinary answers for a cookie that is none and a database that is taken.

    Django reads and saves a session outside every view, where no refusal is worded any more.
    """

    def process_request(self, request: HttpRequest) -> None:
        """What is no key of ours opens nothing: whoever sends it is signed out."""
        sent = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not SESSION_KEY.fullmatch(sent):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Save the session; when it cannot be, say so, unless only its last use went unnoted."""
        try:
            return super().process_response(request, response)
        except (DatabaseError, SessionInterrupted) as error:
            cause = _cause(error)
            if isinstance(cause, OperationalError) and is_only_seen(request):
                return response
            if (answer := _worded(request, cause)) is None:
                raise
            return answer


def _cause(error: BaseException) -> Exception:
    """The fault of the database behind a session that could not be saved, if there is one."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, OperationalError):
        found = found.__context__
    return found or cast(Exception, error)


class Doors:
    """Reads the clock once, finds out who is acting, and opens or shuts the view's door."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast(Asked, request)
        asked.now = read_now()
        asked.person, asked.actor = None, NOBODY
        with reading_once():
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        try:
            return self._open(request, view, kwargs)
        except DatabaseError as error:
            if (answer := self.process_exception(request, error)) is None:
                raise
            return answer

    def _open(self, request: HttpRequest, view: Any, kwargs: Any) -> HttpResponse | None:
        asked = cast(Asked, request)
        opened: Door | None = getattr(view, "door", None)
        if opened is None:
            raise RuntimeError(f"{view} names no door")
        is_page = opened.name != "machine" and not getattr(view, "words_its_refusals", False)
        if is_page and _is_unkeepable(request):
            return refused(asked, Invalid(Reason("unreadable_characters")))
        if opened.name == "machine" or (opened.name == "public" and not _has_session(request)):
            return None
        asked.person = _signed_in(request) or deliverer(asked, view, kwargs)
        if asked.person is not None:
            asked.actor = actor_for(asked.person, now=asked.now, today=local_day(asked.now))
        if opened.needs_person and asked.person is None:
            return HttpResponseRedirect(f"/sign-in?next={quote(request.get_full_path())}")
        try:
            refuse_another(asked)
            opened.check(asked.actor)
        except Refusal as refusal:
            return refused(asked, refusal)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal becomes a sentence; a full disk becomes 507; all else is a logged 500."""
        return _worded(request, error)


def _worded(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer for what went wrong, in the shape of its address; None for a fault of ours."""
    refusal = _refusal(request, error)
    if refusal is None:
        return None
    if request.path.startswith(API):
        return refusal_problem(refusal)
    return refused(cast(Asked, request), refusal)


def _refusal(request: HttpRequest, error: Exception) -> Refusal | None:
    if isinstance(error, Refusal):
        return error
    is_full = isinstance(error, OSError) and error.errno in FULL
    if is_full or (isinstance(error, DatabaseError) and "full" in str(error)):
        return StorageFull()
    if isinstance(error, OperationalError):
        log.error("%s: %s", request.path, type(error).__name__)
        return Busy()
    return None


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(told) if told.isdecimal() else 0


def _is_unkeepable(request: HttpRequest) -> bool:
    """A NUL anywhere in what was sent: PostgreSQL keeps none, and nobody types one."""
    sent = [request.GET, request.POST] if request.method == "POST" else [request.GET]
    texts = (text for query in sent for name, values in query.lists() for text in (name, *values))
    return "\x00" in request.path_info or any("\x00" in text for text in texts)


def _signed_in(request: HttpRequest) -> Person | None:
    user = request.user
    return user if isinstance(user, Person) and user.is_active and is_live(request) else None


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def refused(request: Asked, refusal: Refusal) -> HttpResponse:
    """The page that says why not, and what to do."""
    person = getattr(request, "person", None)
    if isinstance(refusal, NotAllowed) and person is not None:
        grip = next(iter(request.actor.grips), None)
        note_refusal(person, request.path, grip=grip, now=request.now)
    sentences = [word(r) for r in refusal.reasons] or [_("现在无法办理，请稍后再试。")]
    context = {"reasons": sentences, "status": refusal.status}
    answer = render(request, "web/error.html", context, status=refusal.status)
    if refusal.status in (429, 503, 507):
        waits = [int(r.params["seconds"]) for r in refusal.reasons if "seconds" in r.params]
        answer.headers["Retry-After"] = str(max(waits, default=60))
    return answer

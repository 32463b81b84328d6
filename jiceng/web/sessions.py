"""A session ends after thirty idle minutes, and after twelve hours whatever happens (trust: 27).

Measured by the machine's own clock: a fixed clock of a demo would never let a session end.
"""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest

IDLE = 30 * 60
LONGEST = 12 * 3600
NOTED_EVERY = 60
"""Seconds between two writes of the same session; idle time is measured this much too strictly."""


def is_live(request: HttpRequest) -> bool:
    """Whether the session still counts; notes that it was used, or ends it."""
    if "since" not in request.session:
        begin(request)
    moment = int(time.time())
    seen, since = int(request.session["seen"]), int(request.session["since"])
    if moment - seen > IDLE or moment - since > LONGEST:
        logout(request)
        return False
    if moment - seen > NOTED_EVERY:
        request.session["seen"] = moment
        request.session_beside_seen = _beside_seen(request)  # type: ignore[attr-defined]  # read below alone
    return True


def is_only_seen(request: HttpRequest) -> bool:
    """Whether nothing but the note of its last use is new in the session."""
    before = getattr(request, "session_beside_seen", None)
    return before is not None and before == _beside_seen(request)


def _beside_seen(request: HttpRequest) -> dict[str, Any]:
    return {name: value for name, value in request.session.items() if name != "seen"}


def begin(request: HttpRequest) -> None:
    """Note when a session began; its id is new already."""
    request.session["since"] = request.session["seen"] = int(time.time())

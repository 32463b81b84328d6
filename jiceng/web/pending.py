"""Between the right password and the second factor: nobody is signed in yet (decisions.md 44).

What the session keeps meanwhile is who showed a password, and nothing that opens a page. It lasts
ten minutes by the machine's own clock, and a changed password ends it.
"""

from __future__ import annotations

import time
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.models import Person
from jiceng.kernel.records.second_factor import has_second_factor
from jiceng.web.clock import local_day

LASTS = 10 * 60
NAME = "pending"


def is_in_use() -> bool:
    """Whether this county asks anybody for a second factor."""
    return bool(settings.SECOND_FACTOR != "off")


def is_asked(person: Person, *, now: datetime) -> bool:
    """Whether this person shows a second factor: by the setting, or because one was enrolled."""
    if not is_in_use():
        return False
    if settings.SECOND_FACTOR == "all" or has_second_factor(person):
        return True
    return bool(actor_for(person, now=now, today=local_day(now)).grips)


def hold(request: HttpRequest, person: Person, target: str) -> None:
    """Remember who showed the right password; whoever was signed in here before is out."""
    request.session.flush()
    request.session[NAME] = {
        "person": person.pk,
        "at": int(time.time()),
        "next": target,
        "seal": person.get_session_auth_hash(),
    }


def held(request: HttpRequest) -> tuple[Person, str] | None:
    """Who showed a password here in the last ten minutes, and the page they asked for."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    kept = request.session.get(NAME)
    if not kept or time.time() - kept["at"] > LASTS:
        return None
    person = Person.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or not constant_time_compare(kept["seal"], person.get_session_auth_hash()):
        return None
    return person, str(kept["next"])


def drop(request: HttpRequest) -> None:
    """Signed in, or given up."""
    request.session.pop(NAME, None)

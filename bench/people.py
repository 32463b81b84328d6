"""Who acts in the measurements: posts of the demo county, with tokens and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.models import Appointment, Person
from jiceng.kernel.records.tokens import issue_token
from jiceng.kernel.scope import Actor

READERS = ("grid_worker", "town_dispatcher", "county_dispatcher")
"""Posts whose worklist and case pages are measured, from the narrowest reach to the widest."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody in office with both ways to sign in."""

    person: Person
    actor: Actor
    token: str
    cookie: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def session(self) -> dict[str, str]:
        return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.cookie}"}


def acting(post: str, now: datetime, **where: str) -> Acting:
    """The first holder of a post, in the `area` or at the `unit` that is named."""
    held = Appointment.objects.filter(post=post, **where)
    person = held.order_by("pk")[0].person
    return Acting(
        person,
        actor_for(person, now=now, today=now.date()),
        issue_token(person, "bench", now=now),
        _session(person, now),
    )


def _session(person: Person, now: datetime) -> str:
    """A live session, as signing in leaves it."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store["since"] = store["seen"] = int(now.timestamp())
    store.create()
    return str(store.session_key)

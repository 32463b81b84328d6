"""Signing in, signing out and changing a password, each journalled (trust: 26, 27, 29, 36).

Tries are counted by the name somebody types, known or not, and by the address they come from, so
that the answer never tells which names exist. One address may serve a whole community: it is shut
only after ten *different* names failed from it, and a device that signed in before is counted by
itself, so that neither a neighbour nor a stranger can shut its owner out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, get_hasher, make_password
from django.db import transaction

from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.limits import forget, give_back, refuse_past, spend
from jiceng.kernel.records.models import Person
from jiceng.kernel.records.vault import mark
from jiceng.kernel.refusal import Invalid, Reason, TooMany
from jiceng.kernel.scope import Grip

TRIES = 10
LOCK = timedelta(minutes=15)
LONGEST_PASSWORD = 256


def check_sign_in(
    login: str, password: str, *, address: str, device: str = "", now: datetime
) -> Person:
    """The person, or `Invalid` ("wrong_login") or `TooMany`. Every try is journalled.

    `device` is what a browser carries from an earlier sign-in under this name, or empty. Unknown
    names cost one hash like known ones.
    """
    login = login.strip()[:40]
    _count_try(login, address, device, now)
    person = Person.objects.filter(login=login, is_active=True).first()
    encoded = person.password if person else _nobodys_password()
    matches = len(password) <= LONGEST_PASSWORD and check_password(password, encoded)
    if person is None or not matches:
        _say("sign_in_refused", person, now, login=mark(login, "login"))
        raise Invalid(Reason("wrong_login"))
    with transaction.atomic():
        _forgive(login, address, device)
        _say("sign_in", person, now)
    return person


def _count_try(login: str, address: str, device: str, now: datetime) -> None:
    """Count before the password is looked at: parallel guesses win nothing."""
    try:
        if device:
            spend("sign_in.device", device, now=now, limit=TRIES, window=LOCK)
            return
        refuse_past("sign_in.address", address, now=now, limit=TRIES)
        with transaction.atomic():
            spend("sign_in.login", login, now=now, limit=TRIES, window=LOCK)
            pair = f"{address} {login}"
            if spend("sign_in.pair", pair, now=now, limit=TRIES, window=LOCK) == 1:
                spend("sign_in.address", address, now=now, limit=TRIES, window=LOCK)
    except TooMany:
        _say("sign_in_shut", None, now, login=mark(login, "login"))
        raise


def _forgive(login: str, address: str, device: str) -> None:
    if device:
        forget("sign_in.device", device)
        return
    forget("sign_in.login", login)
    forget("sign_in.pair", f"{address} {login}")
    give_back("sign_in.address", address)


def note_sign_out(person: Person, *, now: datetime) -> None:
    """Write down that somebody left."""
    _say("sign_out", person, now)


def note_refusal(person: Person, path: str, *, grip: Grip | None, now: datetime) -> None:
    """Write down that somebody signed in asked for what their posts may never do."""
    line = line_by(grip, "refused", "person", person.pk, payload={"path": path[:120]})
    append([line], at=now)


def change_password(person: Person, password: str, *, now: datetime) -> None:
    """Set a new password that has passed the validators; other sessions end with the old one."""
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        _say("change_password", person, now)


def _say(kind: str, person: Person | None, now: datetime, **payload: str) -> None:
    with transaction.atomic():
        line = line_by(None, kind, "person", person.pk if person else 0, payload=payload)
        append([line], at=now)


_nobody: dict[str, str] = {}


def _nobodys_password() -> str:
    """A hash nobody's password has, made once by each hasher in use."""
    hasher = str(get_hasher().algorithm)
    if hasher not in _nobody:
        _nobody[hasher] = make_password("nobody")
    return _nobody[hasher]

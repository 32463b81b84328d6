"""Who may report as what, and how often without an account (trust: 30)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from jiceng.casework.rules.sources import sources_open_to
from jiceng.kernel.records.limits import spend
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor

PER_MINUTE = 20
CHECKS_PER_MINUTE = 60
UPLOADS_PER_MINUTE = 40
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
KIB = 1024


def spend_report(address: str, phone: str, *, now: datetime) -> None:
    """Count one report; `TooMany` past twenty a minute from one address or with one number."""
    spend("report", address, now=now, limit=PER_MINUTE, window=MINUTE)
    if digits := "".join(sign for sign in phone if sign.isdigit()):
        spend("report.phone", digits, now=now, limit=PER_MINUTE, window=MINUTE)


def spend_check(address: str, *, now: datetime) -> None:
    """Count one look at a report before it is sent; `TooMany` past sixty a minute.

    A look locates, routes and searches for like matters, so it is not free; a village hall where
    many write behind one address passes all the same.
    """
    spend("report.check", address, now=now, limit=CHECKS_PER_MINUTE, window=MINUTE)


def spend_answer(address: str, *, now: datetime) -> None:
    """Count one answer to a survey; `TooMany` past sixty a minute from one address.

    The count is kept under a keyed hash for that minute and says nothing of what was answered.
    """
    spend("survey", address, now=now, limit=CHECKS_PER_MINUTE, window=MINUTE)


def spend_upload(address: str, size: int, *, now: datetime) -> None:
    """Count one file of `size` bytes sent without an account, by number and by weight.

    `TooMany` past forty a minute, or past what the county allows one address in an hour
    (JICENG_UPLOAD_MB_PER_HOUR). Counted in KiB.
    """
    spend("upload", address, now=now, limit=UPLOADS_PER_MINUTE, window=MINUTE)
    most = settings.UPLOAD_MB_PER_HOUR * KIB
    weight = -(-size // KIB)
    spend("upload.kib", address, now=now, limit=most, window=HOUR, amount=weight)


def check_source(source: str, by: Actor, *, is_known: bool) -> None:
    """Raise `Invalid` naming `source` when the caller has nothing to do with it."""
    may = sources_open_to(by.roles, is_known=is_known)
    if source not in may:
        told = {"value": source, "may": list(may)}
        raise Invalid(Reason("source_not_yours", told, field="source"))

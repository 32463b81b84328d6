"""Who may report as what, and how often without an account (trust: 30)."""

from __future__ import annotations

from datetime import datetime, timedelta

from jiceng.casework.rules.sources import sources_open_to
from jiceng.kernel.records.limits import spend
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor

PER_MINUTE = 20
MINUTE = timedelta(minutes=1)


def spend_report(address: str, phone: str, *, now: datetime) -> None:
    """Count one report; `TooMany` past twenty a minute from one address or with one number."""
    spend("report", address, now=now, limit=PER_MINUTE, window=MINUTE)
    if digits := "".join(sign for sign in phone if sign.isdigit()):
        spend("report.phone", digits, now=now, limit=PER_MINUTE, window=MINUTE)


def check_source(source: str, by: Actor, *, is_known: bool) -> None:
    """Raise `Invalid` naming `source` when the caller has nothing to do with it."""
    may = sources_open_to(by.roles, is_known=is_known)
    if source not in may:
        told = {"value": source, "may": list(may)}
        raise Invalid(Reason("source_not_yours", told, field="source"))

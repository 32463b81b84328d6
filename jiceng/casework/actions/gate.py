"""How often somebody without an account may report: by address and by telephone (trust: 30)."""

from __future__ import annotations

from datetime import datetime, timedelta

from jiceng.kernel.records.limits import spend

PER_MINUTE = 20
MINUTE = timedelta(minutes=1)


def spend_report(address: str, phone: str, *, now: datetime) -> None:
    """Count one report; `TooMany` past twenty a minute from one address or with one number."""
    spend("report", address, now=now, limit=PER_MINUTE, window=MINUTE)
    if digits := "".join(sign for sign in phone if sign.isdigit()):
        spend("report.phone", digits, now=now, limit=PER_MINUTE, window=MINUTE)

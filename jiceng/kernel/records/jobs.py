"""Work queued in the caller's transaction and done once in effect (decisions.md 51).

A claim is a lease. The effect and the completion are one transaction, fenced by the lease: a
worker that lost its lease completes nothing. Whatever talks to the outside world must be
idempotent and run outside that transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Min, Q

from jiceng.kernel.records.models import Job
from jiceng.kernel.records.rows import put

Effect = Callable[[Mapping[str, Any], datetime], None]

LEASE = timedelta(seconds=60)
ATTEMPTS = 8
"""After this many failures a job is dead: kept, shown by `doctor`, and done by hand."""


class LeaseLost(Exception):
    """Another worker has taken the job over; this one's effect is rolled back."""


def enqueue(kind: str, payload: Mapping[str, Any], *, run_at: datetime) -> None:
    """Queue in the caller's transaction: no commit, no job."""
    put([Job(kind=kind, payload=dict(payload), run_at=run_at)])


def waiting() -> Q:
    return Q(done_at__isnull=True, dead_at__isnull=True)


def claim(now: datetime, *, limit: int = 20) -> list[Job]:
    """Take up to `limit` due jobs for the length of a lease; each goes to one worker only.

    The first of every kind is among them: work that follows itself part by part is not held up
    by a long queue of another kind.
    """
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    due = Job.objects.filter(waiting(), free, run_at__lte=now)
    firsts = due.values("kind").annotate(first=Min("pk")).values_list("first", flat=True)
    oldest = due.order_by("run_at", "pk").values_list("pk", flat=True)[:limit]
    lease = secrets.token_hex(16)
    for pk in [*dict.fromkeys([*firsts, *oldest])][:limit]:
        Job.objects.filter(waiting(), free, pk=pk).update(
            lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
    return list(Job.objects.filter(waiting(), lease=lease))


def run(job: Job, effect: Effect, now: datetime) -> None:
    """Do the effect and mark the job done, both or neither."""
    with transaction.atomic():
        mine = Job.objects.filter(waiting(), pk=job.pk, lease=job.lease).update(done_at=now)
        if not mine:
            raise LeaseLost
        effect(job.payload, now)


def fail(job: Job, error: str, now: datetime) -> None:
    """Try again later, twice as late each time; give up after `ATTEMPTS`."""
    rest = {"dead_at": now} if job.attempts >= ATTEMPTS else {}
    Job.objects.filter(waiting(), pk=job.pk, lease=job.lease).update(
        error=error[:300],
        leased_until=None,
        lease="",
        run_at=now + timedelta(seconds=2**job.attempts),
        **rest,
    )

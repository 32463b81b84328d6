"""Is it alive, is it ready, how does it do: for supervisors and monitors, without any record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse

from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.kernel.records.jobs import waiting
from jiceng.kernel.records.models import Beat, Job, PendingAlarm
from jiceng.kernel.records.tokens import person_of
from jiceng.web.api.problems import problem
from jiceng.web.clock import read_now
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door

BEAT = timedelta(seconds=60)
"""The worker shows a sign of life more often than this; later than this it is missed."""
LOOPBACK = frozenset({"127.0.0.1", "::1"})
ENDED = tuple(s.name for s in CASE.states if s.resting or s.final)
_started: list[datetime] = []


@door("public")
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "up"})


@door("public")
def readyz(request: Asked) -> HttpResponse:
    """Database, migrations and worker; 503 when one is missing (decisions.md 42)."""
    if not _started:
        _started.append(request.now)
    try:
        found, is_ready = _state(request.now)
    except DatabaseError:
        found, is_ready = {"database": None, "migrations": None, "worker": None}, False
    answer = JsonResponse(found, status=200 if is_ready else 503)
    if not is_ready:
        answer.headers["Retry-After"] = "5"
    return answer


def _state(now: datetime) -> tuple[dict[str, Any], bool]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    beat = Beat.objects.filter(kind="worker").values_list("at", flat=True).first()
    worker = _worker(beat, now)
    found = {
        "database": database_mode(),
        "migrations": "applied" if not missing else f"{len(missing)} missing",
        "worker": worker,
    }
    return found, not missing and worker != "missing"


def _worker(beat: datetime | None, now: datetime) -> str:
    """Before a first beat was due a worker that is silent is only starting."""
    if beat is not None and now - beat <= BEAT:
        return "up"
    waited = now - _started[0] if _started else timedelta(0)
    return "missing" if waited > BEAT else "starting"


def database_mode() -> dict[str, str]:
    """Engine and how it writes: what `doctor` shows and promise 3 rests on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW synchronous_commit")
            return {"engine": "postgresql", "journal_mode": "wal", "synchronous": _one(cursor)}
        cursor.execute("PRAGMA journal_mode")
        journal = _one(cursor)
        cursor.execute("PRAGMA synchronous")
        names = {"0": "off", "1": "normal", "2": "full", "3": "extra"}
        return {
            "engine": "sqlite",
            "journal_mode": journal.lower(),
            "synchronous": names[_one(cursor)],
        }


def _one(cursor: Any) -> str:
    return str(cursor.fetchone()[0])


@door("machine")
def metrics(request: Asked) -> HttpResponse:
    """Prometheus text, for a machine token or from this machine itself."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    is_here = address_of(request) in LOOPBACK and "X-Forwarded-For" not in request.headers
    if not is_here and not (scheme.lower() == "bearer" and person_of(token.strip())):
        return problem(401)
    text = "".join(f"# TYPE {n} gauge\n{n} {value}\n" for n, value in _gauges(request.now))
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _gauges(now: datetime) -> list[tuple[str, int]]:
    oldest = PendingAlarm.objects.filter(at__lte=now).aggregate(at=Min("at"))["at"]
    beat = Beat.objects.filter(kind="worker").values_list("at", flat=True).first()
    found = [
        ("jiceng_cases_open", Case.objects.exclude(state__in=ENDED).count()),
        ("jiceng_jobs_waiting", Job.objects.filter(waiting()).count()),
        ("jiceng_jobs_dead", Job.objects.filter(dead_at__isnull=False).count()),
        ("jiceng_alarm_overdue_seconds", _age(oldest, now)),
    ]
    if beat is not None:
        found.append(("jiceng_worker_beat_age_seconds", _age(beat, now)))
    found.append(("jiceng_demo", int(settings.IS_DEMO)))
    return found


def _age(moment: datetime | None, now: datetime) -> int:
    return max(0, int((now - moment).total_seconds())) if moment else 0


def note_start() -> None:
    """Remember when this process began; a worker is missed only some time after it."""
    if not _started:
        _started.append(read_now())

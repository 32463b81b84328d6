"""A ledger as a clerk sends it: received at the desk, looked over and taken in by the worker."""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bench.cpu import resident
from bench.measured import Found
from bench.people import acting
from bench.supervised import busy_unit
from jiceng.casework.models import Campaign, ImportRun, Problem
from jiceng.kernel.records.models import Job, Unit
from jiceng.kernel.records.models.unit import APART
from jiceng.project.worker import ROUNDS, Rounds, tick
from jiceng.web.clock import read_now

HEAD = ("序号", "问题描述", "问题类别", "责任单位", "整改措施", "整改时限", "地点", "进展情况")


def measure(count: int, now: datetime) -> Iterator[Found]:
    """Seconds from sending the file to its last problem, without the clerk's own time; and how
    much the worker grows from the first part of the file to the last."""
    office = acting("supervision_officer", now)
    client = Client(headers={"host": "localhost", "cookie": office.session["Cookie"]})
    here = f"/desk/problems/campaigns/{Campaign.objects.get().code}/import"
    before = Problem.objects.count()
    content = _table(count, now, before)
    Job.objects.filter(done_at=None).update(done_at=now)  # left over from what was measured before
    begun = time.monotonic()
    client.post(here, {"file": SimpleUploadedFile("ledger.csv", content)})
    run = ImportRun.objects.latest("pk")
    sizes = _worked(run, "checking")
    client.post(f"/desk/problems/imports/{run.key}/start", {"turn": run.turn})
    run.refresh_from_db()
    sizes += _worked(run, "importing")
    passed = time.monotonic() - begun
    taken = Problem.objects.count() - before
    said = "" if taken == count else f"{taken} of {count} rows were taken"
    yield Found("ledger_import", passed, said=said)
    yield Found("ledger_import_memory", max(sizes) - sizes[0], said=said)


def _worked(run: ImportRun, stage: str) -> list[float]:
    """Let the worker go on until a stage is over, its slow rounds being made already; MB after
    each turn."""
    rounds, sizes = Rounds(dict.fromkeys(ROUNDS, read_now())), []
    while run.stage == stage:
        tick(read_now(), rounds)
        sizes.append(resident(os.getpid()))
        run.refresh_from_db()
    return sizes


def _table(count: int, now: datetime, first: int) -> bytes:
    able = Unit.objects.filter(tier="county").exclude(kind__in=APART)
    names = list(able.order_by("pk").values_list("name", flat=True))
    names.insert(0, Unit.objects.get(pk=busy_unit()).name)
    text = io.StringIO(newline="")
    sheet = csv.writer(text)
    sheet.writerow(HEAD)
    for n in range(first, first + count):
        due = now + timedelta(days=n % 90 + 1)
        sheet.writerow([
            f"L{n:08}", f"解放路{n}号门前杂物没有清理", "市容环境", names[n % len(names)],
            "立即清理；安排巡查", f"{due:%Y-%m-%d}", f"解放路{n}号", "整改中",
        ])  # fmt: skip
    return text.getvalue().encode()

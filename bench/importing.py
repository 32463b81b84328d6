"""Cases a CPU second through the import of a table: checked, located, journalled, counted."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.cpu import Spent, cost_of
from bench.fill import reports
from bench.measured import Found
from jiceng.casework.jobs.imports import import_cases
from jiceng.casework.models import ImportedCase

HEAD = ("编号", "上报时间", "问题描述", "事项类型", "地点", "经度", "纬度", "结案时间", "来源")


def measure(count: int, now: datetime, database: Spent) -> Iterator[Found]:
    """One file in the layout of the county's own ledger; half of its cases are closed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.csv"
        _write(path, count, now)
        taken: list[int] = []

        def work() -> int:
            taken.append(import_cases(path, now=now).accepted)
            return 1

        cost = cost_of(work, time.process_time, database)
    if taken != [count]:
        yield Found("import", 0.0, said=f"{taken[0]} of {count} rows were taken")
    else:
        yield Found("import", count / cost.total * 1000, web=cost.web, database=cost.database)


def _write(path: Path, count: int, now: datetime) -> None:
    before = ImportedCase.objects.count()
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEAD)
        for number, given in enumerate(islice(reports(now), count)):
            reported = now - timedelta(days=number % 300 + 2, minutes=number % 600)
            closed = f"{reported + timedelta(days=1):%Y-%m-%d %H:%M:%S}" if number % 2 else ""
            sheet.writerow([
                f"L{before + number:08}", f"{reported:%Y-%m-%d %H:%M:%S}", given.text,
                given.case_type, "文化路", given.lon, given.lat, closed, "12345热线",
            ])  # fmt: skip

"""Ledgers as clerks send them, and what becomes of them while the worker works."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from jiceng.casework.actions.import_runs import go_on
from jiceng.casework.models import ImportRun
from jiceng.casework.rules.layouts import KEEP
from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.jobs import claim, run

HERE = "/desk/imports/"
HEAD = ("编号", "上报时间", "问题描述", "事项类型", "所属区域", "联系人", "联系电话", "备注")
GOOD = ("A1", "2026-11-20 09:00", "楼下垃圾未清运", "生活垃圾", "东一网格", "某女士", "13912345678")
OPEN = ("A2", "2026-11-21 10:00", "路面有坑，请联系13812345678", "路面破损", "东社区", "", "", "急")


def as_csv(*rows: Sequence[str], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def send(client: Client, content: bytes, name: str = "台账.csv") -> Any:
    return client.post(HERE, {"file": SimpleUploadedFile(name, content)})


def sent(client: Client, content: bytes, name: str = "台账.csv") -> ImportRun:
    answer = send(client, content, name)
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.get(key=answer.headers["Location"].split("/")[-2])


def columns(run: ImportRun, **fields: str) -> dict[str, str]:
    """The form as the template's headings fill it in; `fields` are headings chosen otherwise."""
    chosen = {"title": "十一月台账", "turn": str(run.turn)}
    named = {"编号": "external_id", "上报时间": "reported_at", "问题描述": "text",
             "事项类型": "case_type", "所属区域": "area", "联系人": "contact_name",
             "联系电话": "contact_phone", "备注": KEEP, **fields}  # fmt: skip
    return chosen | {f"column-{n}": named.get(h, "") for n, h in enumerate(run.header)}


def work_off(now: datetime = NOON) -> None:
    """What the worker does with the jobs of files."""
    while jobs := [job for job in claim(now) if job.kind == "import_cases"]:
        for job in jobs:
            run(job, go_on, now)


def looked_over(client: Client, content: bytes, name: str = "台账.csv") -> ImportRun:
    found = sent(client, content, name)
    answer = client.post(f"{HERE}{found.key}/check", columns(found))
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    found.refresh_from_db()
    return found


def taken_in(client: Client, content: bytes, name: str = "台账.csv") -> ImportRun:
    found = looked_over(client, content, name)
    assert client.post(f"{HERE}{found.key}/start", {"turn": found.turn}).status_code == 302
    work_off()
    found.refresh_from_db()
    return found


def page(client: Client, found: ImportRun) -> str:
    return client.get(f"{HERE}{found.key}/").content.decode()


def counts(found: ImportRun) -> tuple[int, int, int, int]:
    return found.rows, found.accepted, found.known, found.refused

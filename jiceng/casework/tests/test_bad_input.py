"""Bad input of the supervision office and the ledgers: each a sentence, nothing half-written."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiceng.casework.models import (
    Campaign,
    ImportRun,
    Problem,
    ProgressReport,
    SupervisionItem,
    SupervisionTask,
)
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.casework.tests.ledger import found, ledger, rectifying
from jiceng.casework.tests.overseeing import (
    DEADLINE,
    at_work,
    drafted,
    supported,
    task_moved,
)
from jiceng.kernel.records.models import Attachment, JournalEntry, Note, WorkItem

PassTime = Callable[[timedelta], None]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
"""How a workbook of the old kind begins, whatever its name says."""


@pytest.fixture(autouse=True)
def _noon(at_noon: PassTime) -> None:
    """Pages are asked for at noon."""


def bomb() -> bytes:
    """A small file that unpacks into a large one."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (70 << 20))
    return kept.getvalue()


def written() -> tuple[int, ...]:
    """Whatever a refused act might have left behind."""
    kinds = (
        JournalEntry, Note, WorkItem, Attachment, ImportRun, Problem, SupervisionItem,
        SupervisionTask, ProgressReport,
    )  # fmt: skip
    return tuple(kind._default_manager.count() for kind in kinds)


def refused(client: Client, url: str, sentence: str, **sent: Any) -> None:
    """The sentence is on the page, and nothing was written."""
    before = written()
    answer = client.post(url, sent)
    assert answer.status_code in (409, 413, 422), answer.status_code
    assert sentence in answer.content.decode()
    assert written() == before


def test_a_report_after_closing(county: County) -> None:
    task = at_work(county)
    supported(county, task)
    task_moved(county, task, "zhao", "submit", result="已完工")
    task = task_moved(county, task, "tang", "complete", completion="done")
    url = f"/desk/supervision/tasks/{task.number}/moves/report"
    refused(
        desk(county, "zhao"), url, "当前状态为“已办结”，不能反馈", progress="90", done="补充",
        version=task.version,
    )  # fmt: skip


def test_a_supporting_units_report_after_closing(county: County) -> None:
    task = at_work(county)
    supported(county, task)
    task_moved(county, task, "zhao", "submit", result="已完工")
    url = f"/desk/supervision/tasks/{task.number}/support?unit=POLICE"
    task = SupervisionTask.objects.get(pk=task.pk)
    refused(
        desk(county, "qian"), url, "当前状态为“待审核”，不能反馈", done="补充", version=task.version
    )


def test_an_extension_asked_too_late(county: County, at_noon: PassTime) -> None:
    task = at_work(county)
    problem = rectifying(county, found(county, ledger(county)))
    at_noon(DEADLINE - NOON + timedelta(days=1))
    asked = {"reason": "雨季", "term": "5 working_days"}
    url = f"/desk/supervision/tasks/{task.number}/moves/ask_extension"
    refused(desk(county, "zhao"), url, "期限已过，不能再申请延期", version=task.version, **asked)
    url = f"/desk/problems/{problem.number}/moves/ask_extension"
    refused(desk(county, "chen"), url, "期限已过，不能再申请延期", version=problem.version, **asked)


def test_a_second_lead_unit(county: County) -> None:
    item, client = drafted(county), desk(county, "tang")
    url = f"/desk/supervision/items/{item.number}/tasks/new"
    plan = {"output": "改造完工", "task_deadline": "2026-12-20", "version": item.version}
    two = {**plan, "lead": "县住建局、县公安局"}
    refused(client, url, "没有找到单位“县住建局、县公安局”", **two)
    both = {**plan, "lead": "县住建局", "supporting": "县住建局"}
    refused(client, url, "牵头", **both)
    campaign = ledger(county)
    problem = {
        "description": "乱停车", "unit": "县公安局", "supporting": "县公安局",
        "source": "supervision", "found_on": "2026-11-20",
    }  # fmt: skip
    refused(client, f"/desk/problems/new?campaign={campaign.code}", "县公安局", **problem)


def test_a_due_date_in_the_past(county: County) -> None:
    client, campaign = desk(county, "tang"), ledger(county)
    item = {
        "source": "meeting", "title": "农贸市场改造", "requirement": "年内完成",
        "deadline": "2026-11-01", "importance": "B",
    }  # fmt: skip
    sentence = "晚于现在"
    refused(client, "/desk/supervision/items/new", sentence, **item)
    draft = drafted(county)
    task = {"lead": "县住建局", "output": "完工", "task_deadline": "2026-11-01"}
    url = f"/desk/supervision/items/{draft.number}/tasks/new"
    refused(client, url, sentence, version=draft.version, **task)
    problem = {
        "description": "乱停车", "unit": "县公安局", "source": "supervision",
        "found_on": "2026-11-20", "deadline": "2026-11-01",
    }  # fmt: skip
    refused(client, f"/desk/problems/new?campaign={campaign.code}", sentence, **problem)
    late = found(county, campaign, deadline=None)
    url = f"/desk/problems/{late.number}/moves/confirm"
    refused(client, url, sentence, deadline=date(2026, 11, 1), version=late.version)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(bomb(), "展开后超过"), (OLE, "旧格式")],
    ids=["a bomb", "an xls called xlsx"],
)
def test_a_workbook_that_is_none(county: County, content: bytes, sentence: str) -> None:
    campaign: Campaign = ledger(county)
    for who, url in (
        ("tang", f"/desk/problems/campaigns/{campaign.code}/import"),
        ("chen", "/desk/imports/"),
    ):
        file = SimpleUploadedFile("台账.xlsx", content)
        refused(desk(county, who), url, sentence, file=file)

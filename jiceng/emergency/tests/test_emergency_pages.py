"""Emergencies over HTTP: proposed, decided, told to residents, carried to doors, reported."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.models import Case
from jiceng.casework.tests.county import GRID_1, NOON, NORTH, County
from jiceng.emergency.actions.grid_notices import write_notice
from jiceng.emergency.models import GridDelivery, GridNotice
from jiceng.emergency.rules.grid_notices import Wording
from jiceng.emergency.tests.cast import decided, proposed, switched_on, with_command
from jiceng.kernel.records.models import Area
from jiceng.kernel.toml_text import toml_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/emergencies/"
SAID = Wording("台风将至", "请关好门窗，收好阳台物品。", "台风要来了。")


@pytest.fixture
def command(county: County) -> County:
    Area.objects.filter(code=GRID_1).update(households=100)
    return with_command(county)


def at(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def sent(client: Client, url: str, status: int = 302, **typed: Any) -> str:
    answer = client.post(url, typed)
    assert answer.status_code == status, answer.content.decode()
    return answer.headers.get("Location", "") if status == 302 else answer.content.decode()


def test_it_is_proposed_decided_and_shown_to_everybody_it_concerns(command: County) -> None:
    officer, leader = at(command, "shi"), at(command, "kou")
    given: dict[str, Any] = {
        "plan": "typhoon",
        "level": "III",
        "area": NORTH,
        "reason": "台风橙色预警",
    }
    assert "没有结束时间的应急响应不能启动" in sent(officer, f"{HERE}new", 422, **given)
    page = sent(officer, f"{HERE}new", ends_by="2026-11-26T12:00", **given)
    assert "台风Ⅲ级" not in text(Client(), "/")
    sent(leader, f"{page}acts/activate", document="临应急〔2026〕1 号", level="II",
         ends_by="2026-11-26T12:00", version=1)  # fmt: skip
    for client, url in ((Client(), "/"), (at(command, "li"), "/field/"),
                        (at(command, "chen"), "/desk/")):  # fmt: skip
        shown = text(client, url)
        assert "北镇 台风Ⅱ级应急响应" in shown
        assert "预计至 11-26 12:00" in shown
    assert "台风Ⅱ级" not in text(at(command, "sun"), "/desk/")
    assert "户外集市和演出" in text(Client(), "/emergencies")


def test_a_drill_is_marked_everywhere_and_told_nowhere_outside(command: County) -> None:
    row = switched_on(command, is_drill=True)
    page, officer = f"{HERE}{row.number}/", at(command, "shi")
    notice = write_notice(row, NORTH, SAID, by=command["shi"], now=NOON)
    drawn = f"{HERE}notices/{notice.number}/"
    for url in (HERE, page, f"{page}report", drawn, f"{drawn}leaflet"):
        assert "演练" in text(officer, url)
    for url in ("/", "/emergencies"):
        assert row.title not in text(Client(), url)


def test_somebody_else_is_told_what_is_missing_and_cannot_decide(command: County) -> None:
    row = proposed(command)
    page = f"{HERE}{row.number}/"
    assert at(command, "chen").post(f"{page}acts/activate").status_code == 403
    assert "启动响应" not in text(at(command, "chen"), page)


def test_a_worker_counts_households_once_though_the_phone_sends_twice(command: County) -> None:
    row = switched_on(command)
    officer, worker = at(command, "shi"), at(command, "li")
    notice = GridNotice.objects.get(emergency=row)
    page = f"{HERE}notices/{notice.number}/"
    sent(officer, f"{page}acts/issue")
    delivery = GridDelivery.objects.get(area=GRID_1)
    url = f"/field/grid-notices/{delivery.pk}/"
    assert url in text(worker, "/field/grid-notices/")
    told: dict[str, Any] = {
        "building": "1号楼",
        "households": 60,
        "reached": 48,
        "idempotency_key": "k" * 20,
    }
    sent(worker, url, **told)
    sent(worker, url, **told)
    assert delivery.counts.count() == 1
    assert "48.0%" in text(officer, page)
    wrong = sent(worker, url, 422, building="2号楼", households=50, reached=60)
    assert "这里共 50 户" in wrong
    assert at(command, "lin").get(url).status_code == 404
    assert "没有低于" not in sent(officer, f"{page}acts/again", percent=90)
    assert GridDelivery.objects.get(area=GRID_1).round == 2
    sent(officer, f"{page}acts/withdraw", reason="文字有误")
    assert worker.get(url).status_code == 404


def test_numbers_of_the_report_change_when_records_change(command: County) -> None:
    row = switched_on(command)
    reader, page = at(command, "ma"), f"{HERE}{row.number}/report"
    assert "<td>合计</td><td>0</td>" in text(reader, page)
    case = raise_case(Raised("垃圾满了", case_type="0101", grid_code=GRID_1), now=NOON).case
    Case.objects.filter(pk=case.pk).update(handled_at=NOON, reported_at=row.started_at)
    decided(command, row, "end", who="shi", now=NOON + timedelta(minutes=1), document="结束令")
    shown = text(reader, page)
    assert "<td>合计</td><td>1</td><td>1</td><td>1</td><td>100.0%</td>" in shown
    assert "结束令" in shown
    paper = reader.get(f"{page}.docx")
    words = "\n".join(p.text for p in Document(io.BytesIO(paper.content)).paragraphs)
    assert "工作报告" in words


def test_a_plan_changes_by_a_new_version_and_an_emergency_keeps_its_own(command: County) -> None:
    row = switched_on(command)
    officer, page = at(command, "shi"), f"{HERE}plans/typhoon/"
    from_page = officer.get(f"{page}change").context["form"].initial
    change = {"reason": "核定", "approved_by": "县政府", "version": from_page["version"]}
    assert "预案的格式有误" in sent(officer, f"{page}change", 422, text="=", **change)
    shorter = from_page["text"].replace('"port", ', "")
    assert "“port”" not in sent(officer, f"{page}change", text=shorter, **change)
    assert "第 2 版" in text(officer, page)
    assert "港口码头" in text(officer, f"{HERE}{row.number}/")
    assert "港口码头" not in text(officer, page)
    nonsense = toml_text({"name": "x", "basis": "x", "advice": "x", "kind": "comet"})
    assert "预案至少要写明一个响应级别" in sent(
        officer, f"{page}change", 422, text=nonsense, reason="核定", version=2
    )


def test_the_portal_asks_no_more_while_an_emergency_is_on(command: County) -> None:
    def asked() -> int:
        Client().get("/")  # what is kept after the first visit is kept
        with CaptureQueriesContext(connection) as queries:
            assert Client().get("/").status_code == 200
        return len(queries)

    before = asked()
    switched_on(command)
    assert asked() == before

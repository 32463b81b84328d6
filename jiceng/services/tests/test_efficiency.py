"""Efficiency within reach, queue tickets taken in once, and figures with their records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiceng.casework.rules.sheets import Read
from jiceng.casework.tests.county import NOON, NORTH, County
from jiceng.kernel.calendar import CHINA
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import NotAllowed, Reason
from jiceng.services.actions.applications import Asked, Papers, apply_for, move_application
from jiceng.services.actions.tickets import import_tickets
from jiceng.services.jobs.tickets import import_tickets_file
from jiceng.services.models import Application, QueueTicket, ServicePoint
from jiceng.services.queries.efficiency import (
    decided,
    in_group,
    reach_of_efficiency,
    turnarounds,
)
from jiceng.services.queries.tickets import tickets_within, waited
from jiceng.services.rules.tickets import QueueTicketRow
from jiceng.services.tests.cast import opened, with_items

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/service-efficiency/"
TODAY = NOON.astimezone(CHINA).date()
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)


@pytest.fixture
def town(county_with_kinds: County) -> County:
    return with_items(county_with_kinds)


def desk(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def done_at_once(county: County, **more: Any) -> Application:
    row = apply_for(Asked("permit_copy", "13812345678", **more), now=NOON).application
    return move_application(
        row, "decide_at_once", by=county["zhao"], now=NOON, version=row.version,
        given=Papers(result="当场取走"),
    )  # fmt: skip


def granted(county: County, after: timedelta) -> Application:
    asked = Asked("housing_fund", "13812345678", papers=("form", "contract"))
    row = apply_for(asked, now=NOON - after).application
    for who, name, at, given in (
        ("zhao", "accept", NOON - after, Papers()),
        ("zhao", "examine", NOON - after, Papers(opinion="齐")),
        ("du", "grant", NOON, Papers(result="准予")),
    ):
        row = move_application(row, name, by=county[who], now=at, version=row.version, given=given)
    return row


def of(county: County, who: str, by: str = "item") -> dict[str, tuple[int, int, int]]:
    rows = decided(reach_of_efficiency(county[who]), TODAY, TODAY)
    return {g: (t.done, t.same_day, t.kept) for g, t in turnarounds(rows, by).items()}


def test_what_was_decided_is_counted_by_item_hall_unit_and_level(town: County) -> None:
    station = ServicePoint.objects.get(name="北镇便民服务站")
    done_at_once(town, point=station, channel="counter")
    done_at_once(town)
    granted(town, timedelta(days=14))
    assert of(town, "zhao") == {"permit_copy": (2, 2, 2), "housing_fund": (1, 0, 0)}
    assert of(town, "zhao", "point") == {str(station.pk): (1, 1, 1), "": (2, 1, 1)}
    assert of(town, "zhao", "unit") == {"HOUSING": (3, 2, 2)}
    assert of(town, "zhao", "level") == {"county": (3, 2, 2)}


def test_turnaround_is_in_working_minutes(town: County) -> None:
    granted(town, timedelta(days=7))
    rows = decided(reach_of_efficiency(town["zhao"]), TODAY, TODAY)
    # a week between two noons is five working days of six and a half hours
    assert turnarounds(rows, "item")["housing_fund"].median == 5 * 390


@pytest.mark.parametrize(
    ("who", "sees"),
    [("zhao", 1), ("du", 1), ("zhou", 1), ("lu", 1), ("chen", 0), ("wang", 0), ("qian", 0)],
)
def test_everybody_sees_their_own_unit_or_their_area(town: County, who: str, sees: int) -> None:
    done_at_once(town)
    assert sum(done for done, _same, _kept in of(town, who).values()) == sees


def test_a_hall_sees_what_it_took_in_for_others(town: County) -> None:
    station = ServicePoint.objects.get(name="北镇便民服务站")
    done_at_once(town, point=station, channel="counter")
    done_at_once(town)
    assert of(town, "wang") == {"permit_copy": (1, 1, 1)}


def test_the_records_behind_a_number_are_as_many_as_it_says(town: County) -> None:
    done_at_once(town)
    granted(town, timedelta(days=14))
    reach = reach_of_efficiency(town["lu"])
    rows = decided(reach, TODAY, TODAY)
    for by in ("item", "point", "unit", "level"):
        for group, found in turnarounds(rows, by).items():
            assert in_group(rows, by, group).count() == found.done
    clerk = desk(town, "zhao")
    for part, count in (("decided", 2), ("same_day", 1), ("kept", 1), ("missed", 1)):
        page = clerk.get(f"{HERE}applications?part={part}").content.decode()
        assert f"共 {count} 件" in page


def test_the_page_shows_both_readings_and_names_what_it_left_out(town: County) -> None:
    done_at_once(town)
    page = desk(town, "zhao").get(HERE).content.decode()
    for words in ("读法一", "读法二", "100.0", "1/1", "证照复印查询", "23.1%", "42.9%"):
        assert words in page
    assert "只有一期有办结、不比较时长的事项：证照复印查询" in page


def test_a_reversed_period_is_said_so_and_the_rest_still_shows(town: County) -> None:
    page = desk(town, "zhao").get(f"{HERE}?start=2026-11-02&end=2026-11-01").content.decode()
    assert "结束日期早于开始日期" in page


def test_the_table_is_taken_away_with_numerators_and_the_journal_says_so(town: County) -> None:
    done_at_once(town)
    answer = desk(town, "zhao").get(f"{HERE}export?format=csv&by=item")
    lines = str(answer.getvalue(), "utf-8-sig").splitlines()
    assert lines[1].split(",")[0] == "证照复印查询"
    assert lines[1].split(",")[3] == "1"
    assert JournalEntry.objects.filter(kind="export").count() == 1


def test_nobody_else_opens_it(town: County) -> None:
    assert desk(town, "li").get(HERE).status_code == 403


def queue_ticket(
    number: str, point: str = "北镇便民服务站", wait: int = 5, at: datetime = NINE
) -> QueueTicketRow:
    called = at + timedelta(minutes=wait)
    return QueueTicketRow(number, point, "证照复印查询", at, called, called + timedelta(minutes=10))


def test_a_file_that_comes_twice_doubles_nothing(town: County) -> None:
    rows = [(2, queue_ticket("A1")), (3, queue_ticket("A2", wait=15))]
    assert import_tickets(rows, by=town["wang"], now=NOON).added == 2
    again = import_tickets(rows, by=town["wang"], now=NOON)
    assert (again.added, again.same, QueueTicket.objects.count()) == (0, 2, 2)
    assert QueueTicket.objects.filter(item="permit_copy").count() == 2
    assert JournalEntry.objects.filter(kind="services.import_tickets").count() == 1


def test_a_trial_writes_nothing(town: County) -> None:
    assert (
        import_tickets([(2, queue_ticket("A1"))], by=town["wang"], now=NOON, is_trial=True).added
        == 1
    )
    assert not QueueTicket.objects.exists()


def test_a_queue_ticket_learns_when_it_was_called_and_is_never_rewritten(town: County) -> None:
    waiting = QueueTicketRow("A1", "北镇便民服务站", "户籍", NINE)
    import_tickets([(2, waiting)], by=town["wang"], now=NOON)
    found = import_tickets([(2, queue_ticket("A1"))], by=town["wang"], now=NOON)
    assert (found.changed, QueueTicket.objects.get().wait_seconds) == (1, 300)
    found = import_tickets([(2, queue_ticket("A1", wait=9))], by=town["wang"], now=NOON)
    assert refused(found) == [(2, "ticket_differs", "called_at")]


def refused(found: Any) -> list[tuple[int, str, str]]:
    return [(row, r.code, r.field) for row, reasons in found.refused for r in reasons]


def test_wrong_rows_are_named_and_the_others_taken_in(town: County) -> None:
    rows: Read[QueueTicketRow] = [
        (2, queue_ticket("A1", "没有的站")),
        (3, queue_ticket("A2", at=NINE + timedelta(days=1))),
        (4, (Reason("needed", field="number"),)),
        (5, queue_ticket("A4")),
    ]
    assert refused(import_tickets(rows, by=town["wang"], now=NOON)) == [
        (2, "unknown_service_point", "point"),
        (3, "ticket_in_future", "taken_at"),
        (4, "needed", "number"),
    ]
    assert QueueTicket.objects.get().number == "A4"


def test_a_point_of_somebody_else_is_refused(town: County) -> None:
    opened(town)
    found = import_tickets([(2, queue_ticket("A1"))], by=town["chen"], now=NOON)
    assert refused(found) == [(2, "service_point_not_yours", "point")]
    with pytest.raises(NotAllowed):
        import_tickets([(2, queue_ticket("A1"))], by=town["tang"], now=NOON)


def test_waits_and_people_served_by_opening_hour(town: County) -> None:
    noon_break = datetime(2026, 11, 23, 12, 30, tzinfo=CHINA)
    rows = [queue_ticket(f"A{n}", wait=n) for n in range(1, 14)]
    left = QueueTicketRow("B1", "北镇便民服务站", "户籍", noon_break)
    import_tickets([*enumerate(rows), (99, left)], by=town["wang"], now=NOON + timedelta(hours=1))
    [(point, found)] = waited(tickets_within(town["wang"], TODAY, TODAY), NOON).items()
    assert (point.area_id, found.drawn, found.served, found.outside) == (NORTH, 14, 13, 1)
    assert [found.median, found.slow, found.hours, found.an_hour] == [420, 720, 6.5, 2.0]


def send(client: Client, text: str, **more: str) -> Any:
    sent = SimpleUploadedFile("tickets.csv", text.encode("utf-8-sig"))
    return client.post(f"{HERE}tickets/import", {"file": sent, **more})


def test_a_clerk_checks_a_file_then_takes_it_in(town: County, at_noon: Callable[..., None]) -> None:
    clerk = desk(town, "wang")
    text = (
        "姓名,票号,网点,事项,取号时间,叫号时间\n"
        "某某,A1,北镇便民服务站,户籍,2026-11-23 09:00,2026-11-23 09:10\n"
        "某某,A2,北镇便民服务站,户籍,2026-11-23 09:00,2026-11-23 08:00\n"
    )
    answer = send(clerk, text, trial="1")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 3 行" in page
    assert "叫号时间早于取号时间" in page
    assert not QueueTicket.objects.exists()
    page = send(clerk, text.rsplit("某某", 1)[0]).content.decode()
    assert "全部导入" in page
    assert QueueTicket.objects.get().number == "A1"
    page = clerk.get(f"{HERE}tickets").content.decode()
    assert "共 1 张" in page
    assert "某某" not in page
    assert "10.0" in clerk.get(HERE).content.decode()


def test_a_file_without_a_column_it_needs_is_refused_whole(town: County) -> None:
    answer = send(desk(town, "wang"), "票号,网点\nA1,北镇便民服务站\n")
    assert answer.status_code == 422
    assert "取号时间" in answer.content.decode()


def test_the_command_line_checks_a_file_and_takes_it_in(town: County, tmp_path: Path) -> None:
    path = tmp_path / "hall.csv"
    path.write_text(
        "票号,网点,事项,取号时间,叫号时间\n"
        "A1,北镇便民服务站,户籍,2026-11-23 09:00,2026-11-23 09:10\n"
        "A2,火星站,户籍,2026-11-23 09:00,\n",
        "utf-8",
    )
    checked = import_tickets_file(path, now=NOON, dry_run=True)
    assert checked[1] == "这是试运行，没有写入任何内容。"
    assert "第 3 行 网点：没有编号或者名称为“火星站”的网点" in checked[2]
    assert not QueueTicket.objects.exists()
    assert "新增 1 行" in import_tickets_file(path, now=NOON, dry_run=False)[0]
    assert QueueTicket.objects.get().wait_seconds == 600

"""Needs and resources from sheets: what cannot be read is named by sheet, row and field."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from jiceng.casework.tests.county import EAST, NOON, WEST
from jiceng.kernel.refusal import Invalid, NotAllowed
from jiceng.party.actions.listing_import import MOST, take_needs, take_resources
from jiceng.party.models import Need, Resource
from jiceng.party.rules.listing_table import COLUMNS, ListedRow, row_of
from jiceng.party.tests.cast import Party

HEADER = ("类别", "名称", "数量", "开始日期", "结束日期", "说明", "单位类别", "联系电话")
ROW = (
    "设施维修",
    "楼道灯维修",
    "2",
    "2026-11-23",
    "2026年12月31日",
    "三栋",
    "机关、国有企业",
    "139",
)
BOARD, UNIT = f"/desk/co-building/communities/{EAST}/", "/desk/co-building/units/HOUSING/"
LISTED = ListedRow("repair", "楼道灯维修", date(2026, 11, 23), date(2026, 12, 31), 2, "三栋",
                   ("organ", "enterprise"))  # fmt: skip


def cells(**changed: str) -> Mapping[str, str]:
    return {**dict(zip(HEADER, ROW, strict=True)), **changed}


def test_a_line_is_read_by_the_words_of_lists() -> None:
    assert row_of(cells(), COLUMNS.found_in(HEADER)) == LISTED


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"类别": "看电影"}, [("unknown_value", "kind")]),
        ({"类别": "设施维修、健康义诊"}, [("unknown_value", "kind")]),
        ({"类别": ""}, [("needed", "kind")]),
        ({"类别": "、"}, [("unknown_value", "kind")]),
        ({"名称": " "}, [("needed", "title")]),
        ({"数量": "两"}, [("bad_number", "amount")]),
        ({"数量": "-1"}, [("bad_number", "amount")]),
        ({"数量": "9" * 5000}, [("bad_number", "amount")]),
        ({"开始日期": "2026-02-29"}, [("bad_day", "starts_on")]),
        ({"结束日期": "年底"}, [("bad_day", "ends_on")]),
        ({"单位类别": "机关、邻居"}, [("unknown_value", "sectors")]),
        ({"名称": "", "结束日期": ""}, [("needed", "title"), ("needed", "ends_on")]),
    ],
)
def test_what_cannot_be_read_is_named_at_its_field(
    changed: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        row_of(cells(**changed), COLUMNS.found_in(HEADER))
    assert [(r.code, r.field) for r in refused.value.reasons] == expected


def test_a_list_without_its_columns_says_which() -> None:
    with pytest.raises(Invalid) as refused:
        COLUMNS.found_in(("名称", "开始日期"))
    assert refused.value.reasons[0].params["columns"] == ["类别", "结束日期"]


def test_a_list_without_amounts_means_one_of_each() -> None:
    header = ("类型", "需求", "开始时间", "截止日期")
    line = dict(zip(header, ("legal", "法律咨询", "20261123", "20261231"), strict=True))
    assert row_of(line, COLUMNS.found_in(header)).amount == 1


@pytest.mark.django_db
def test_what_is_new_is_taken_in_and_nothing_twice(party: Party) -> None:
    for added, same in ((1, 1), (0, 2)):
        taken = take_needs([(2, LISTED), (3, LISTED)], EAST, by=party["chen"], now=NOON)
        assert (taken.added, taken.same, taken.refused) == (added, same, [])
    row = Need.objects.get()
    assert (row.kind, row.amount, row.sectors) == ("repair", 2, ["enterprise", "organ"])


@pytest.mark.django_db
def test_one_bad_line_leaves_the_others(party: Party) -> None:
    over = ListedRow("repair", "旧的", date(2026, 1, 1), date(2026, 2, 1))
    taken = take_needs([(2, over), (3, LISTED)], EAST, by=party["chen"], now=NOON)
    assert [(row, r[0].code) for row, r in taken.refused] == [(2, "day_in_the_past")]
    assert Need.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["xie", "fan", "yan", "zhou"])
def test_nobody_else_takes_needs_in_for_a_community(neighbours: Party, who: str) -> None:
    with pytest.raises(NotAllowed):
        take_needs([(2, LISTED)], EAST, by=neighbours[who], now=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["chen", "kong", "yan"])
def test_nobody_else_takes_resources_in_for_a_unit(neighbours: Party, who: str) -> None:
    with pytest.raises(NotAllowed):
        take_resources([(2, LISTED)], "HOUSING", by=neighbours[who], now=NOON)


@pytest.mark.django_db
def test_a_file_longer_than_meant_is_refused_whole(party: Party) -> None:
    with pytest.raises(Invalid):
        take_needs([(n, LISTED) for n in range(MOST + 1)], EAST, by=party["chen"], now=NOON)
    assert not Need.objects.exists()


def sheet(*rows: tuple[str, ...], name: str = "清单.xlsx") -> SimpleUploadedFile:
    if name.endswith(".csv"):
        told = "\n".join(",".join(row) for row in (HEADER, *rows))
        return SimpleUploadedFile(name, told.encode("gb18030"))
    book, kept = Workbook(), io.BytesIO()
    page: Any = book.active
    page.title = "需求"
    for row in (HEADER, *rows):
        page.append(row)
    book.save(kept)
    return SimpleUploadedFile(name, kept.getvalue())


def send(party: Party, who: str, url: str, file: Any) -> Any:
    client = Client()
    client.force_login(party.people[who])
    return client.post(url, {"file": file} if file else {})


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("name", ["清单.xlsx", "清单.csv"])
def test_a_community_sends_its_list_and_reads_what_became_of_it(party: Party, name: str) -> None:
    bad = ("看电影", *ROW[1:4], "年底", *ROW[5:])
    answer = send(party, "chen", f"{BOARD}needs/import", sheet(ROW, bad, name=name))
    page = answer.content.decode()
    assert answer.status_code == 422
    where = "需求 第 3 行" if name.endswith("xlsx") else f"{name} 第 3 行"
    row = Need.objects.get()
    for text in (
        "新增 1 行，更新 0 行，没有变化 0 行",
        where,
        "类别",
        "结束日期",
        "看电影",
        row.number,
    ):
        assert text in page
    again = send(party, "chen", f"{BOARD}needs/import", sheet(ROW, name=name))
    assert again.status_code == 200
    assert "没有变化 1 行" in again.content.decode()
    assert "139" not in row.content


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_a_unit_sends_its_resources(neighbours: Party) -> None:
    answer = send(neighbours, "fan", f"{UNIT}resources/import", sheet(ROW))
    assert answer.status_code == 200
    row = Resource.objects.get()
    assert (row.unit, row.capacity, row.sector) == ("HOUSING", 2, "organ")
    assert f"/desk/co-building/resources/{row.number}/" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken"])
def test_what_is_no_table_is_a_sentence(party: Party, content: bytes) -> None:
    file = SimpleUploadedFile("a.xlsx", content) if content else None
    answer = send(party, "chen", f"{BOARD}needs/import", file)
    assert answer.status_code == 422
    assert "jc-field-error" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_another_community_takes_nothing_from_here(party: Party) -> None:
    west = f"/desk/co-building/communities/{WEST}/needs/import"
    assert send(party, "chen", west, sheet(ROW)).status_code in (403, 404)
    assert not Need.objects.exists()

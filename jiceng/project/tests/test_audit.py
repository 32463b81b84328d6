"""Whatever is done to one line of the journal, or to its end, is found (trust: 37)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from jiceng.kernel.records.journal import Line, append, write_anchor
from jiceng.kernel.records.models import JournalEntry
from jiceng.project.audit import check

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
LINES = 15
CHANGES = {
    "at": "2026-03-02 01:00:59",
    "kind": "close",
    "subject_kind": "recheck",
    "subject_id": 999,
    "appointment": 999,
    "unit": "OTHER",
    "from_state": "closed",
    "to_state": "closed",
    "payload": "{}",
    "mac": "f" * 64,
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    """A journal of some lines, anchored in the middle and at its end."""
    path = tmp_path / "anchors.log"
    for n in range(1, LINES + 1):
        now = START + timedelta(minutes=n)
        append([Line("move", "case", n, 7, "U", "a", "b", {"n": n, "字": "值"})], at=now)
        if n in (LINES // 2, LINES):
            assert write_anchor(path, now)
    return path


def tampered(*statements: tuple[str, Sequence[str | int]]) -> Iterator[None]:
    """Done behind the back of the platform, and undone afterwards."""
    mark = transaction.savepoint()
    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)
    yield
    transaction.savepoint_rollback(mark)


def test_an_untouched_journal_is_sound(anchors: Path) -> None:
    found = check(anchors)
    assert (found.lines, found.anchors, found.faults) == (LINES, 2, [])


@pytest.mark.parametrize("column", CHANGES)
def test_every_changed_field_of_every_line_is_found(anchors: Path, column: str) -> None:
    for seq in range(1, LINES + 1):
        statement = f"UPDATE records_journalentry SET {column} = %s WHERE seq = %s"  # noqa: S608 - from the table above
        for _ in tampered((statement, [str(CHANGES[column]), seq])):
            assert seq in {fault.seq for fault in check(anchors).faults}


def test_every_missing_line_is_found(anchors: Path) -> None:
    for seq in range(1, LINES + 1):
        for _ in tampered(("DELETE FROM records_journalentry WHERE seq = %s", [seq])):
            assert check(anchors).faults


def test_every_missing_line_is_found_when_the_later_ones_move_up(anchors: Path) -> None:
    for seq in range(1, LINES + 1):
        gone = ("DELETE FROM records_journalentry WHERE seq = %s", [seq])
        up = ("UPDATE records_journalentry SET seq = -seq + 1 WHERE seq > %s", [seq])
        back = ("UPDATE records_journalentry SET seq = -seq WHERE seq < %s", [0])
        for _ in tampered(gone, up, back):
            assert check(anchors).faults


def test_every_swap_of_neighbours_is_found(anchors: Path) -> None:
    move = "UPDATE records_journalentry SET seq = %s WHERE seq = %s"
    for seq in range(1, LINES):
        for _ in tampered((move, [-1, seq]), (move, [seq, seq + 1]), (move, [seq + 1, -1])):
            assert check(anchors).faults


def test_every_cut_tail_is_found_by_the_anchors(anchors: Path) -> None:
    for kept in range(LINES):
        for _ in tampered(("DELETE FROM records_journalentry WHERE seq > %s", [kept])):
            assert "cut_or_replaced" in {fault.code for fault in check(anchors).faults}


def test_a_tail_written_again_with_the_right_key_is_found_by_the_anchors(anchors: Path) -> None:
    for _ in tampered(("DELETE FROM records_journalentry WHERE seq > %s", [LINES - 3])):
        append([Line("other", "case", 1)] * 3, at=START + timedelta(days=1))
        assert JournalEntry.objects.count() == LINES
        assert [fault.code for fault in check(anchors).faults] == ["cut_or_replaced"]


def test_the_last_lines_alone_can_be_looked_at(anchors: Path) -> None:
    change = "UPDATE records_journalentry SET unit = 'X' WHERE seq = %s"
    for _ in tampered((change, [LINES])):
        assert check(anchors, last=3).faults
    for _ in tampered((change, [2])):
        assert check(anchors, last=3).faults == []

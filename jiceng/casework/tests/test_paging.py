"""A list read page by page shows every row once, whatever the page size and the gaps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.refusal import Invalid
from jiceng.web.paging import page_of


def items(*hours: int | None) -> list[int]:
    """Work items due so many hours from noon; None without a due date. Keys in order."""
    keys = []
    for n, hour in enumerate(hours):
        row = WorkItem.objects.create(
            subject_kind="case", subject_id=n, number=str(n), title="", state="reported",
            role="dispatcher", unit="", unit_path="", area_path="", tier="county", since=NOON,
            due_at=None if hour is None else NOON + timedelta(hours=hour),
        )  # fmt: skip
        keys.append(row.pk)
    return keys


def read(size: int, *, newest: bool = False, key: str = "due_at") -> list[int]:
    seen, after = [], ""
    while True:
        page = page_of(WorkItem.objects.all(), after, size=size, newest=newest, key=key)
        seen += [row.pk for row in page.rows]
        if not page.next:
            return seen
        after = page.next


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_join_to_the_whole_list_earliest_first_and_undated_last(size: int) -> None:
    a, b, c, d, e = items(5, None, 1, 5, None)
    assert read(size) == [c, a, d, b, e]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_join_to_the_whole_list_newest_first(size: int) -> None:
    keys = items(1, 2, 3, 4)
    assert read(size, newest=True) == keys[::-1]
    assert read(size, newest=True, key="since") == keys[::-1]


@pytest.mark.django_db
def test_a_row_that_comes_in_between_shifts_nothing() -> None:
    first, second, third = items(1, 3, 5)
    page = page_of(WorkItem.objects.all(), size=1)
    WorkItem.objects.filter(pk=third).update(due_at=NOON)  # now before the page already shown
    rest = page_of(WorkItem.objects.all(), page.next, size=5)
    assert ([r.pk for r in page.rows], [r.pk for r in rest.rows]) == ([first], [second])


@pytest.mark.parametrize("cursor", ["x", "~", "~x", "yesterday~3", "2026-11-23T04:00:00~3"])
@pytest.mark.django_db
def test_a_cursor_nobody_gave_out_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        page_of(WorkItem.objects.all(), cursor)

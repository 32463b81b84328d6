"""Lists by cursor: page after page gives every row once, those without a value last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jiceng.kernel.records.models import WorkItem
from jiceng.web.paging import page_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
HOURS = (3, None, 1, 3, 3, None, 2, None, 1)


@pytest.fixture
def lines(db: None) -> list[WorkItem]:
    """Lines of a worklist, some due at the same instant and some never."""
    return WorkItem.objects.bulk_create(
        WorkItem(
            subject_kind="case", subject_id=place, number=str(place), state="dispatched",
            role="handler", tier="community", since=NOON + timedelta(hours=(hours or 0)),
            area_path="A/", unit="U", unit_path="U/",
            due_at=NOON + timedelta(hours=hours) if hours else None,
        )
        for place, hours in enumerate(HOURS)
    )  # fmt: skip


def walked(size: int, key: str, *, newest: bool = False) -> list[str]:
    """The numbers of all pages, one behind the other."""
    found, after = list[str](), ""
    while True:
        page = page_of(WorkItem.objects.all(), after, key=key, newest=newest, size=size)
        found += [row.number for row in page.rows]
        after = page.next
        if not after:
            return found


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize("size", [1, 2, 3, 5, 9, 20])
def test_pages_give_every_row_once_and_those_without_a_value_last(size: int) -> None:
    assert walked(size, "due_at") == ["2", "8", "6", "0", "3", "4", "1", "5", "7"]


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize("size", [1, 2, 4, 20])
def test_pages_of_the_newest_go_backwards(size: int) -> None:
    assert walked(size, "since", newest=True) == ["4", "3", "0", "6", "8", "2", "7", "5", "1"]
    assert walked(size, "id", newest=True) == [str(n) for n in range(8, -1, -1)]

"""Statements written once store exactly what the ORM stores, and refuse what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from jiceng.casework.models import Case, Contact
from jiceng.kernel.records.models import Job, PendingAlarm, Tally
from jiceng.kernel.records.rows import ask, change, put, table

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
ODD = datetime(2026, 11, 23, 4, 5, 6, 789, tzinfo=UTC)


def case(**given: Any) -> Case:
    said = {
        "number": "202600000017", "title": "井盖'\";--", "state": "reported", "entered_at": ODD,
        "area_path": "469024/", "unit": "C1", "unit_path": "GOV/C1/", "tier": "community",
        "source": "resident", "text": "100% 的井盖\n坏了", "reported_at": NOON, "lon": 109.5,
        "because": [{"code": "x", "params": {"area": "东"}}], "is_small": True,
    }  # fmt: skip
    return Case(**{**said, **given})


def stored(model: type[models.Model], pk: int) -> dict[str, Any]:
    row = model._default_manager.filter(pk=pk).values().get()
    return {k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()}


def test_a_row_put_reads_like_one_the_orm_saved() -> None:
    put([case(id=7)])
    case(id=8, number="202600000025").save(force_insert=True)
    own = {"id", "number"}
    first, second = ({k: v for k, v in stored(Case, pk).items() if k not in own} for pk in (7, 8))
    assert first == second


def test_bytes_and_json_come_back_as_they_went_in() -> None:
    put([case(id=7)])
    put([Contact(case_id=7, key=b"\x00\xff'", sealed=b"%s", hint="138****6021")])
    put([Job(kind="announce", payload={"话": ["%s", None, 1.5]}, run_at=NOON)])
    kept = Contact.objects.get(case=7)
    assert (bytes(kept.key or b""), bytes(kept.sealed)) == (b"\x00\xff'", b"%s")
    assert Job.objects.get().payload == {"话": ["%s", None, 1.5]}


def test_several_rows_go_in_by_one_statement_and_get_keys_of_their_own() -> None:
    put([Job(kind=f"k{n}", run_at=NOON) for n in range(3)])
    assert list(Job.objects.order_by("pk").values_list("kind", flat=True)) == ["k0", "k1", "k2"]
    assert len(set(Job.objects.values_list("pk", flat=True))) == 3
    put([])


def test_a_row_that_is_there_gets_only_what_may_be_updated() -> None:
    def alarm(at: datetime, percent: int) -> PendingAlarm:
        return PendingAlarm(subject_kind="case", subject_id=1, at=at, percent=percent)

    for at, percent in ((NOON, 80), (ODD, 100)):
        put([alarm(at, percent)], unique=("subject_kind", "subject_id"), update=("at",))
    kept = PendingAlarm.objects.get()
    assert (kept.at, kept.percent) == (ODD, 80)


def test_a_second_row_with_the_same_key_is_refused() -> None:
    put([Tally(key="k", until=NOON)])
    with pytest.raises(IntegrityError), transaction.atomic():
        put([Tally(key="k", until=NOON)])


def test_a_change_is_made_once_by_whoever_read_the_version() -> None:
    row = case(id=7)
    put([row])
    row.state, row.due_at, row.merged_into = "accepted", ODD, None
    assert change(row, {"state", "due_at", "merged_into"}, version=1)
    assert not change(row, {"state"}, version=1)
    kept = Case.objects.get(pk=7)
    assert (kept.state, kept.due_at, kept.version, kept.title) == (
        "accepted", ODD, 2, row.title,
    )  # fmt: skip


def test_a_change_of_nothing_still_counts_the_version() -> None:
    row = case(id=7)
    put([row])
    assert change(row, (), version=1)
    assert Case.objects.get(pk=7).version == 2


def test_what_is_given_to_a_question_is_never_read_as_a_part_of_it() -> None:
    put([case(id=7, title="' OR 1=1 --")])
    text = f"SELECT id FROM {table(Case)} WHERE title = %s"  # noqa: S608  our own table
    assert ask(text, "' OR 1=1 --") == [(7,)]
    assert ask(text, "x' OR '1'='1") == []

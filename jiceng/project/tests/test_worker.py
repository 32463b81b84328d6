"""One tick of the worker: once in effect, whatever else goes wrong, and beside other workers."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from PIL import Image

from jiceng.analytics.layout import EVENTS, OUTCOMES, history_of, partitions
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case, CaseOutcome, Contact
from jiceng.casework.tests.county import NOON, build_county
from jiceng.kernel.records.files import path_of, store_upload
from jiceng.kernel.records.jobs import ATTEMPTS, LEASE, claim, enqueue
from jiceng.kernel.records.models import (
    Attachment,
    Beat,
    Job,
    Notice,
    PendingAlarm,
    Tally,
    WorkItem,
)
from jiceng.project.reconcile import forgotten
from jiceng.project.worker import ANCHORS, Rounds, tick, work_off

pytestmark = pytest.mark.django_db(transaction=True)
SOON = NOON + timedelta(seconds=5)


def rubbish() -> Case:
    given = Raised(text="楼下垃圾两天没有清运", case_type="0101", lon=109.605, lat=19.905,
                   phone="13800006021")  # fmt: skip
    return raise_case(given, now=NOON).case


def at_once(works: list[Callable[[], object]]) -> None:
    """Each in a thread with a connection of its own."""

    def alone(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(alone, works))


def test_whoever_must_act_is_told_once() -> None:
    build_county()
    case = rubbish()
    assert tick(SOON).jobs
    tick(SOON + timedelta(hours=1))
    told = Notice.objects.get(kind="case.reported")
    assert (told.number, told.role, told.unit_path) == (case.number, "worker", case.unit_path)


def test_two_workers_at_once_do_everything_once() -> None:
    build_county()
    cases = [rubbish() for _ in range(12)]
    late = NOON + timedelta(days=3)
    at_once([lambda: tick(late)] * 3)
    work_off(late + LEASE)
    assert Notice.objects.filter(kind="case.reported").count() == len(cases)
    told = list(Notice.objects.exclude(kind="case.reported").values_list("subject_id", "kind"))
    assert len(told) == len(set(told))
    assert {pk for pk, _ in told} == {case.pk for case in cases}
    assert not Job.objects.filter(done_at=None).exists()


def test_a_worker_that_died_with_a_job_in_hand_is_followed_by_another() -> None:
    build_county()
    rubbish()
    assert len(claim(SOON)) == 1
    assert work_off(SOON + timedelta(seconds=1)) == 0
    assert work_off(SOON + LEASE) == 1
    assert Notice.objects.filter(kind="case.reported").count() == 1


def test_a_job_that_always_fails_ends_as_a_dead_letter_and_stops_nobody() -> None:
    build_county()
    enqueue("announce", {"kind": "case.reported"}, run_at=NOON)
    enqueue("unheard-of", {}, run_at=NOON)
    now = SOON
    for _ in range(ATTEMPTS):
        work_off(now)
        now += timedelta(hours=1)
    assert Job.objects.get(kind="announce").done_at
    dead = Job.objects.get(kind="unheard-of")
    assert dead.dead_at
    assert dead.attempts == ATTEMPTS
    assert forgotten(now).dead_jobs == 1


def test_a_kind_of_job_is_not_held_up_by_a_long_queue_of_another() -> None:
    for _ in range(100):
        enqueue("announce", {}, run_at=NOON)
    enqueue("import_problems", {}, run_at=SOON)
    kinds = [job.kind for job in claim(SOON)]
    assert (kinds.count("announce"), kinds.count("import_problems")) == (19, 1)


def test_an_alarm_of_nothing_does_not_silence_the_others() -> None:
    build_county()
    case = rubbish()
    PendingAlarm.objects.create(
        subject_kind="case", subject_id=999, at=NOON - timedelta(days=1), clock="stage",
        percent=80, light="yellow", tell="holder",
    )  # fmt: skip
    tick(NOON + timedelta(days=2), Rounds())
    assert Notice.objects.filter(subject_id=case.pk).exclude(kind="case.reported").exists()
    assert not PendingAlarm.objects.filter(subject_id=999).exists()


def test_an_open_case_without_alarm_and_worklist_gets_both_back() -> None:
    build_county()
    case = rubbish()
    PendingAlarm.objects.all().delete()
    WorkItem.objects.all().delete()
    assert (forgotten(SOON).without_alarm, forgotten(SOON).without_worklist) == (1, 1)
    assert tick(SOON).mended == 1
    assert forgotten(SOON).is_sound
    assert PendingAlarm.objects.get(subject_id=case.pk).at
    assert WorkItem.objects.get(subject_id=case.pk).role == "worker"


def test_a_contact_is_erased_when_its_time_is_over() -> None:
    county = build_county()
    case = rubbish()
    make_move(case, "settle_on_the_spot", by=county["li"], now=SOON, version=case.version,
              given=Given(result="已清运"))  # fmt: skip
    assert tick(SOON + timedelta(days=179)).erased == 0
    assert tick(SOON + timedelta(days=181)).erased == 1
    assert Contact.objects.get().key is None


def test_the_tick_keeps_outcome_rows_beat_and_anchor_and_tidies_up() -> None:
    build_county()
    case = rubbish()
    Tally.objects.create(key="old", count=1, until=NOON)
    anchors = Path(settings.DATA_DIR) / ANCHORS
    anchors.unlink(missing_ok=True)
    tick(SOON)
    assert CaseOutcome.objects.get().case_id == case.pk
    assert Beat.objects.get(kind="worker").at == SOON
    assert len(anchors.read_text().splitlines()) == 1
    assert not Tally.objects.exists()


def test_slow_rounds_are_not_made_at_every_tick() -> None:
    rounds = Rounds()
    made = [rounds.is_due("x", timedelta(minutes=5), NOON + timedelta(minutes=n)) for n in range(7)]
    assert made == [True, False, False, False, False, True, False]


def test_a_picture_no_report_names_is_gone_after_a_day() -> None:
    build_county()
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(kept, "PNG")
    row = store_upload(kept.getvalue(), now=NOON)
    path = path_of(row.kind, row.sha256)
    tick(NOON + timedelta(hours=23))
    assert path.is_file()
    tick(NOON + timedelta(hours=25))
    assert not path.exists()
    assert not Attachment.objects.exists()


def test_the_history_follows_the_cases() -> None:
    build_county()
    rubbish()
    tick(SOON)
    folder = history_of(Path(settings.DATA_DIR))
    month = f"{NOON:%Y-%m}"
    assert [path.stem for path in partitions(folder, OUTCOMES)] == [month]
    assert [path.stem for path in partitions(folder, EVENTS)] == [month]

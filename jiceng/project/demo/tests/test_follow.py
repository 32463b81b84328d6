"""The demo's office lives by the product's own acts: nothing of it lies ahead, nothing is lost."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Sum

from jiceng.casework.models import (
    Discussion,
    Finding,
    Point,
    PointCheck,
    Problem,
    Project,
    ReportDemand,
    ResearchPlan,
    Standard,
    StudySession,
    SupervisionItem,
    SupervisionTask,
    Urging,
)
from jiceng.economy.figures.reliefs import PAID, records_of, value_of
from jiceng.economy.models import ReliefAccount
from jiceng.kernel.records.models import Job, JournalEntry, Note
from jiceng.kernel.reports import Span
from jiceng.project.demo.agenda import Agenda, Story
from jiceng.project.demo.arrivals import YEAR
from jiceng.project.demo.content import load
from jiceng.project.demo.county import load_county
from jiceng.project.demo.follow import follow_up
from jiceng.project.demo.load import load_rules_of_stories
from jiceng.project.demo.reliefs import GIVEN_FEN, fill_reliefs
from jiceng.project.demo.services import fill_services
from jiceng.project.reconcile import forgotten
from jiceng.web.clock import county_zone

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_stories_are_told_in_order_of_time_and_stop_at_the_present() -> None:
    told: list[str] = []

    def story(name: str, gap: int) -> Story:
        at = NOW - timedelta(days=10)
        while True:
            at = yield at + timedelta(days=gap)
            told.append(f"{name}{(NOW - at).days}")

    agenda = Agenda(NOW, lambda at: None)
    agenda.add(story("a", 3))
    agenda.add(story("b", 4))
    agenda.run()
    assert told == ["a7", "b6", "a4", "b2", "a1"]


@pytest.mark.once
@pytest.mark.django_db
def test_the_year_of_the_office_is_whole_and_keeps_every_rule() -> None:
    load_county(load(), county_zone())
    fill_services(NOW - YEAR)
    load_rules_of_stories(NOW)
    fill_reliefs(NOW)
    lines = follow_up(NOW)

    # Every kind of standing is there to be seen.
    tasks = Counter(SupervisionTask.objects.values_list("light", flat=True))
    assert {"green", "red", "done", "done_late"} <= tasks.keys()
    items = set(SupervisionItem.objects.values_list("state", flat=True))
    assert {"draft", "awaiting_approval", "under_way"} <= items
    problems = Counter(Problem.objects.values_list("state", flat=True))
    assert problems["rectifying"] and problems["struck_off"] and problems["archived"]
    assert Problem.objects.filter(reopenings__gt=0).exists()
    assert Urging.objects.filter(state="answered").exists()
    assert Project.objects.filter(milestones__done_on__isnull=False).exists()

    _standards_and_inquiries_led_to_something()
    _relief_adds_up_to_the_sum_of_the_article()

    # Nothing lies ahead, nothing waits unrung, nobody is told today of what was long ago.
    assert max(line[0] for line in lines) <= NOW
    assert forgotten(NOW).is_sound
    assert not Job.objects.filter(kind="announce").exists()

    # The lines are handed over to be chained with those of the cases; none stays behind.
    assert not JournalEntry.objects.exists()
    assert {line[4] for line in lines} >= {"supervision_item", "supervision_task", "problem"}
    assert not Note.objects.filter(subject_kind="").exists()


def _standards_and_inquiries_led_to_something() -> None:
    """Points were checked and failed, findings and failures were handed on, reports decided."""
    standard = Standard.objects.get()
    assert standard.is_sample
    assert "示例" in standard.name
    assert PointCheck.objects.filter(is_passed=False, problem__isnull=False).exists()
    assert not Point.objects.filter(indicators__is_leaf=False).exists()
    handed_on = Finding.objects.exclude(problem=None, item=None)
    assert handed_on.filter(item=None).exists()
    assert handed_on.filter(problem=None).exists()
    assert Finding.objects.filter(problem=None, item=None).exists()
    assert ResearchPlan.objects.filter(closed_at=None).exists()
    assert StudySession.objects.exists()
    assert Discussion.objects.exclude(closed_at=None).exists()
    demands = set(ReportDemand.objects.values_list("state", flat=True))
    assert demands == {"awaiting_approval", "in_force", "refused", "withdrawn", "ended"}


def _relief_adds_up_to_the_sum_of_the_article() -> None:
    """In the records and in the ledger, to the fen; what was put off is not part of it."""
    span = Span(date(2020, 1, 1), NOW.date(), NOW)
    assert value_of(PAID, records_of(PAID, span)) == GIVEN_FEN == 6_870_700_000
    paid = ReliefAccount.objects.filter(account__in=("money.paid", "reduced.paid"))
    assert paid.aggregate(fen=Sum("fen"))["fen"] == GIVEN_FEN

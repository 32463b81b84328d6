"""The simulated year keeps the rules of live cases, case by case, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.outcomes import CURSOR
from jiceng.casework.models import CalledUnit, CallUp, Case, CaseOutcome, Contact, Recheck
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.replay import replay
from jiceng.kernel.numbers import is_valid_number
from jiceng.kernel.records.models import ApiToken, Cursor, JournalEntry, Note, PendingAlarm, Person
from jiceng.kernel.records.tokens import person_of
from jiceng.kernel.reports import Span
from jiceng.outreach.figures.routes import COUNTS, practice
from jiceng.outreach.models import Occupancy
from jiceng.outreach.queries.lectures import campaigns, progress
from jiceng.project.audit import check
from jiceng.project.demo.accounts import POSTS
from jiceng.project.demo.arrivals import arrivals
from jiceng.project.demo.content import load
from jiceng.project.demo.home_requests import REQUESTS
from jiceng.project.demo.load import Loaded, is_loaded, load_demo
from jiceng.project.demo.practice import HELD
from jiceng.project.reconcile import forgotten
from jiceng.services.queries.blocks import counted
from jiceng.services.queries.coverage import Choice, reading
from jiceng.web.clock import county_zone
from tests.standing import standing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SCALE = 0.012  # more than one chunk, so that children are forked

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def standing_year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """The county and its year, loaded once by the machinery of `jiceng demo`."""
    with standing(django_db_blocker, lambda: load_demo(NOW, scale=SCALE)) as built:
        yield built


@pytest.fixture
def loaded(standing_year: Loaded, db: None) -> Loaded:
    return standing_year


def test_the_year_is_whole_and_keeps_every_rule(loaded: Loaded, tmp_path: Path) -> None:
    """Each block is a promise of its own."""
    assert is_loaded()
    assert Case.objects.count() == loaded.cases == round(3900 * 12 * SCALE) + REQUESTS

    # Replaying the journal gives every case as it stands, to the second.
    for case in Case.objects.all():
        shown = replay(case)
        assert (shown.state, shown.stage, shown.promise) == (case.state, case.stage, case.promise)

    # The chain holds, in order of time, and says nothing of the future.
    assert check(tmp_path / "none").faults == []
    moments = list(JournalEntry.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    assert Cursor.objects.get(name=CURSOR).seq == loaded.lines == len(moments)

    # Whatever is open has its next alarm ahead and stands on a worklist.
    assert forgotten(NOW).is_sound
    assert not PendingAlarm.objects.filter(at__lte=NOW).exists()

    # Numbers are numbers people can copy; nobody is asked for after the promise to forget them.
    assert all(map(is_valid_number, Case.objects.values_list("number", flat=True)))
    book, _ = rules_at(NOW)
    old = NOW - timedelta(days=book.erase_days)
    assert not Contact.objects.filter(case__closed_at__lte=old).exclude(key=None).exists()
    assert not Note.objects.filter(text__contains="1990000").exists()


def test_the_year_looks_like_a_year(loaded: Loaded) -> None:
    """Loose bounds: what a reader would notice when the dice were wrong."""
    closed = CaseOutcome.objects.exclude(closed_at=None)
    on_time = closed.filter(closed_at__lte=F("due_at")).count() / closed.count()
    assert 0.8 < on_time < 0.98
    in_grids = closed.filter(has_grids=True)
    assert 0.4 < in_grids.filter(tier="grid").count() / in_grids.count() < 0.8
    states = Counter(Case.objects.values_list("state", flat=True))
    resting = {s.name for s in CASE.states if s.resting or s.final}
    assert 0.002 < sum(n for s, n in states.items() if s not in resting) / loaded.cases < 0.1
    for column in ("send_backs", "reworks", "extensions", "reopenings"):
        assert Case.objects.filter(**{f"{column}__gt": 0}).exists(), column
    assert Case.objects.filter(merged_into__isnull=False).exists()
    assert Recheck.objects.exclude(state="drawn").exists()
    assert CallUp.objects.filter(state="settled", settled_at__gt=F("called_at")).exists()
    assert CalledUnit.objects.filter(arrived_at__gt=F("call_up__called_at")).exists()
    assert not CallUp.objects.exclude(case__dispatched_at__lt=F("called_at")).exists()
    assert {"resident", "grid_worker", "hotline", "clerk"} <= set(
        Case.objects.values_list("source", flat=True)
    )


def test_live_cases_go_on_after_the_simulated_ones(loaded: Loaded) -> None:
    case = raise_case(Raised(text="路灯不亮"), now=NOW).case
    assert case.pk == loaded.cases + 1
    assert JournalEntry.objects.order_by("-seq").values_list("seq", flat=True)[0] > loaded.lines


def test_every_post_has_an_account_that_opens(loaded: Loaded) -> None:
    assert {each["post"] for each in loaded.accounts} >= set(POSTS)
    for each in loaded.accounts:
        person = Person.objects.get(login=each["login"])
        assert person.check_password(each["password"])
        assert person_of(each["token"]) == person
    assert Person.objects.filter(password="!").count() > 400
    assert ApiToken.objects.count() == len(loaded.accounts)


def test_there_are_gaps_of_coverage_to_be_found(loaded: Loaded) -> None:
    read = reading(Choice(), NOW)
    told = read.covered("")
    assert told.households == sum(c.households for c in counted())
    assert 0.4 < told.covered / told.households < 0.9
    assert read.suggested("", 1)[0].gained > 100


def test_every_town_has_held_lectures_and_no_measure_stands_still(loaded: Loaded) -> None:
    (campaign,) = campaigns(NOW).values()
    for town in progress(campaign, NOW):
        assert min(town.done.speakers, town.done.reached, town.done.sessions) > 0, town.unit.name


def test_stations_hold_practice_activities_whose_volunteers_are_counted_in_hours(
    loaded: Loaded,
) -> None:
    year = Span(NOW.date() - timedelta(days=365), NOW.date(), NOW)
    assert practice("", year).count() == HELD
    assert COUNTS["volunteer_hours"]("", year) > HELD
    for one in practice("", year):
        clash = Occupancy.objects.filter(resource=f"venue:{one.venue_id}").exclude(activity=one)
        assert not clash.filter(starts_at__lt=one.ends_at, ends_at__gt=one.starts_at).exists()


def test_the_same_seed_gives_the_same_year() -> None:
    content, zone = load(), county_zone()
    first = arrivals(content, now=NOW, zone=zone, scale=SCALE)
    again = arrivals(content, now=NOW, zone=zone, scale=SCALE)
    other = arrivals(content, now=NOW + timedelta(days=1), zone=zone, scale=SCALE)
    assert first == again != other
    assert all(a.at < NOW for a in first)
    assert [a.at for a in first] == sorted(a.at for a in first)

"""Figures of checkpoints, shifts and supplies count what their records are; rehearsals do not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from jiceng.casework.tests.county import EAST, NOON, NORTH, SOUTH, County
from jiceng.emergency.actions.rosters import fill_roster, move_roster
from jiceng.emergency.actions.supplies import Coming, open_store, take_in
from jiceng.emergency.figures.posts import POST_FIGURES, POSTS
from jiceng.emergency.models import Shift
from jiceng.emergency.tests.posts import TODAY, drafted, opened, registered, with_office
from jiceng.kernel.reports import Span
from jiceng.kernel.scope import SYSTEM_GRIP

pytestmark = pytest.mark.django_db
SPAN = Span(TODAY, TODAY + timedelta(days=7), NOON)


@pytest.fixture
def office(county: County) -> County:
    with_office(county)
    registered(county)
    return county


def known(office: County, **changes: Any) -> None:
    """A day's roster of the two clerks alone, made known."""
    roster = drafted(office, opened(office, **changes), 1, posts=("community_clerk",))
    fill_roster(roster, grip=SYSTEM_GRIP, now=NOON)
    move_roster(roster, "publish", by=office["shi"], now=NOON, version=roster.version)


def values(subject: str = "") -> dict[str, Decimal | None]:
    return {code: POSTS.count(code, [subject], SPAN)[subject].value for code in POST_FIGURES}


def test_what_is_open_filled_empty_and_short(office: County) -> None:
    known(office)
    store = open_store("库", NORTH, "路 1 号", by=office["shi"], now=NOON)
    take_in(store, Coming("口罩", "只", 5, "P1", needed=9), by=office["shi"], now=NOON)
    assert values() == values(NORTH) == {
        "checkpoints_open": 2, "shifts_filled": 50, "shift_gaps": 2, "supplies_short": 1,
    }  # fmt: skip
    assert values(SOUTH) == {
        "checkpoints_open": 0, "shifts_filled": None, "shift_gaps": 0, "supplies_short": 0,
    }  # fmt: skip
    assert POSTS.count("shift_gaps", ["1"], SPAN) == {}


def test_a_rehearsal_counts_nowhere(office: County) -> None:
    known(office, is_drill=True)
    assert values() == {
        "checkpoints_open": 0, "shifts_filled": None, "shift_gaps": 0, "supplies_short": 0,
    }  # fmt: skip


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("code", [*POST_FIGURES])
def test_behind_a_figure_stand_its_records(office: County, code: str) -> None:
    known(office)
    client = Client()
    client.force_login(office.people["chen"])
    for subject in ("", EAST):
        shown = client.get(POSTS.address(code, subject, SPAN))
        assert shown.status_code == 200
        if code == "shift_gaps":
            found = sum(
                row["cells"][3]["text"] - row["cells"][4]["text"]
                for row in shown.context["table"]["rows"]
            )
            assert found == POSTS.count(code, [subject], SPAN)[subject].numerator
    assert Shift.objects.filter(filled__lt=F("needed")).count() == 2

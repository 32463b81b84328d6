"""The demo's checkpoints stand somewhere, and its roster breaks no rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.emergency.models import Checkpoint, Emergency, Roster
from jiceng.emergency.queries.rosters import checked
from jiceng.kernel.records.models import Area
from jiceng.project.demo.content import load as load_content
from jiceng.project.demo.county import load_county
from jiceng.project.demo.posts import MANNED, MANY, SHORT, fill_posts
from jiceng.web.clock import county_zone


@pytest.mark.django_db
@pytest.mark.once
def test_447_checkpoints_and_a_roster_with_a_few_gaps() -> None:
    load_county(load_content(), county_zone())
    county = Area.objects.get(level="county")
    began = NOON - timedelta(days=60)
    Emergency.objects.create(
        number="EM1", title="疫情防控应急响应", state="ended", entered_at=began, area=county,
        area_path=county.path, unit="D18", unit_path="D18/", tier="county", plan="epidemic",
        plan_version=1, kind="epidemic", level="III", proposed_by=0, started_at=began,
        ends_by=NOON,
    )  # fmt: skip
    fill_posts(NOON)
    assert Checkpoint.objects.count() == MANY == 447
    assert Checkpoint.objects.filter(state="closed").count() == MANNED
    found = checked(Roster.objects.get(), NOON)
    assert (found.clashes, found.missing) == ((), SHORT)

"""The demo county rectifies what the records say, also where they say more than was told."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest

from jiceng.party.models import LifeEntry, ReserveCadre, SecretaryChange, SweepFinding, WeakBranch
from jiceng.party.queries.weak_branches import tripped
from jiceng.project.demo.content import load
from jiceng.project.demo.county import load_county
from jiceng.project.demo.draw import CONTENT
from jiceng.project.demo.party import build_tree
from jiceng.project.demo.party_life import fill_life
from jiceng.project.demo.party_rectifying import fill_rectifying
from jiceng.web.clock import county_zone

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.once
@pytest.mark.django_db
def test_a_plan_answers_what_the_sweep_found_though_nobody_told_of_it() -> None:
    content = tomllib.loads((CONTENT / "rectifying.toml").read_text("utf-8"))
    under_way = content["under_way"][0]["branch"]
    load_county(load(), county_zone())
    world = build_tree(NOW, NOW.date(), (["示"], ["例"]))
    fill_life(world)
    LifeEntry.objects.filter(
        organisation=world.of(under_way), kind="members_meeting", on__month__gt=3
    ).delete()
    fill_rectifying(world)

    # facts.md: 4 rectified since 2018, 1 secretary adjusted, 138 in reserve
    states = sorted(WeakBranch.objects.values_list("state", flat=True))
    assert states == ["released"] * 4 + ["under_rectification"]
    assert SecretaryChange.objects.count() == 1
    assert ReserveCadre.objects.count() == 138

    running = WeakBranch.objects.get(organisation=world.of(under_way))
    assert "meetings_missing" in {f.condition for f in tripped(running.sweep, world.of(under_way))}
    for weak in WeakBranch.objects.all():
        met = {f.condition for f in tripped(weak.sweep, weak.organisation)}
        assert met <= set(weak.items.values_list("condition", flat=True))


@pytest.mark.once
@pytest.mark.django_db
def test_every_condition_that_records_tell_has_its_answer_ready() -> None:
    content = tomllib.loads((CONTENT / "rectifying.toml").read_text("utf-8"))
    load_county(load(), county_zone())
    world = build_tree(NOW, NOW.date(), (["示"], ["例"]))
    fill_rectifying(world)
    derived = set(SweepFinding.objects.filter(entered_by=None).values_list("condition", flat=True))
    assert derived and derived <= set(content["answers"])

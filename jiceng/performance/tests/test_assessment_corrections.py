"""An accepted objection corrects every sort of line, and leaves what was there before standing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from jiceng.casework.tests.county import NOON, NORTH, SOUTH
from jiceng.kernel.refusal import Invalid
from jiceng.kernel.scope import Actor
from jiceng.performance.actions import assessments as acts
from jiceng.performance.actions.assessment_objections import Corrected, answer_objection, object_to
from jiceng.performance.models import Assessment, AssessmentObjection, UnitResult
from jiceng.performance.tests.cast import Cast
from jiceng.performance.tests.scene import saved_scheme

LATER = NOON + timedelta(minutes=5)
TARGETS = [
    {"key": "lectures", "name": "宣讲场次", "weight": 60, "source": "self",
     "formula": "quantity", "goal": 120},
    {"key": "nodes", "name": "节点", "weight": 40, "source": "inspected", "formula": "node"},
]  # fmt: skip


def published(actors: Mapping[str, Actor]) -> Assessment:
    """Two lines no record holds: a number of lectures, and nodes reached."""
    saved_scheme(actors["shen"], targets=TARGETS)
    row = acts.open_assessment("towns-2025", "towns", by=actors["shen"], now=NOON)
    acts.move_assessment(row, "begin", by=actors["shen"], now=NOON, version=row.version)
    for code in (NORTH, SOUTH):
        lectures = acts.ValueGiven("lectures", code, "签到表", value=Decimal(90))
        nodes = acts.ValueGiven("nodes", code, "节点表", numerator=3, denominator=5, late=1)
        for given in (lectures, nodes):
            acts.enter_value(row, given, by=actors["shen"], now=NOON)
    for name, who in (("freeze", "shen"), ("publish", "lu")):
        acts.move_assessment(row, name, by=actors[who], now=NOON, version=row.version)
    return row


def objected(row: Assessment, actors: Mapping[str, Actor], target: str) -> AssessmentObjection:
    mine = row.results.get(is_current=True, subject=NORTH)
    return object_to(mine, target, "漏计", by=actors["ma"], now=LATER)


def accepted(
    row: Assessment, actors: Mapping[str, Actor], target: str, corrected: Corrected
) -> dict[str, Any]:
    """The line of the result that takes the place of the published one."""
    made = objected(row, actors, target)
    answer_objection(made, "accept", "核对属实", by=actors["shen"], now=LATER,
                     version=made.version, corrected=corrected)  # fmt: skip
    after: UnitResult = row.results.get(is_current=True, subject=NORTH)
    assert after.replaces is not None and after.replaces.pk == made.result_id
    assert made.number in after.reason
    return next(line for line in after.lines if line["target"] == target)


def history(row: Assessment, target: str) -> list[tuple[Any, Any, bool]]:
    values = row.values.filter(target=target, subject=NORTH).order_by("pk")
    return [(v.value, v.numerator, v.replaced_at is None) for v in values]


def test_a_plain_value_is_corrected_and_the_earlier_one_stays(office: Cast) -> None:
    row = published(office)
    line = accepted(row, office, "lectures", Corrected(value=Decimal(100)))
    assert (line["share"], line["points"]) == ("83.3", "50.00")
    assert history(row, "lectures") == [(Decimal(90), None, False), (Decimal(100), None, True)]


def test_nodes_are_corrected_with_those_reached_late(office: Cast) -> None:
    row = published(office)
    line = accepted(row, office, "nodes", Corrected(4, 5, late=1))
    assert (line["share"], line["points"]) == ("90.0", "36.00")
    assert history(row, "nodes") == [(None, 3, False), (None, 4, True)]


@pytest.mark.parametrize(
    ("target", "corrected", "reason"),
    [
        ("lectures", Corrected(90, 100), "number_range"),
        ("lectures", Corrected(value=Decimal(-1)), "number_range"),
        ("nodes", Corrected(4, 5, late=2), "late_counts_wrong"),
        ("nodes", Corrected(), "late_counts_wrong"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_nothing_changes(
    office: Cast, target: str, corrected: Corrected, reason: str
) -> None:
    row = published(office)
    made = objected(row, office, target)
    with pytest.raises(Invalid) as refused:
        answer_objection(made, "accept", "核对", by=office["shen"], now=LATER,
                         version=made.version, corrected=corrected)  # fmt: skip
    assert [one.code for one in refused.value.reasons] == [reason]
    assert row.results.filter(is_current=True).count() == row.results.count()
    assert AssessmentObjection.objects.get(pk=made.pk).state == "made"

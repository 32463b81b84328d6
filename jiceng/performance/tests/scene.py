"""What addresses of assessments name, for the walk along every door (tests/test_doors.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.casework.tests.county import NOON, NORTH, SOUTH
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.assessment_objections import object_to
from jiceng.performance.actions.assessments import (
    ValueGiven,
    enter_value,
    give_extra,
    move_assessment,
    open_assessment,
)
from jiceng.performance.models import Assessment
from jiceng.performance.tests.schemes import TOWNS, sample_content

OFFICE = {"shen", "lu"}
SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("assessment", "near"): OFFICE | {"ma", "wang", "sun"},
    ("assessment", "far"): OFFICE | {"ma", "wang", "sun"},
    ("assessed", "near"): OFFICE | {"ma", "wang"},
    ("assessed", "far"): OFFICE | {"sun"},
    ("assessment_objection", "near"): OFFICE | {"ma", "wang"},
    ("assessment_objection", "far"): OFFICE | {"ma", "wang"},
}


def saved_scheme(by: Actor, key: str = "towns-2025", **changes: object) -> None:
    """A scheme of the two towns for last year, put in force."""
    content = sample_content(**{"start": "2025-01-01", "end": "2025-12-31", **changes})
    change_rule("scheme", key, content, decided=Decided("建立", 0, "县委"), by=by, now=NOON)


def filled(by: Actor, key: str = "towns-2025") -> Assessment:
    """A running assessment with every value that no record holds."""
    row = open_assessment(key, "towns", by=by, now=NOON)
    move_assessment(row, "begin", by=by, now=NOON, version=row.version)
    for target in ("registered", "settled"):
        for code, done in zip(TOWNS, (18, 15), strict=True):
            given = ValueGiven(target, code, "核查表（示例）", numerator=done, denominator=20)
            enter_value(row, given, by=by, now=NOON)
    return row


def published(actors: Mapping[str, Actor], key: str = "towns-2025") -> Assessment:
    """The same frozen by the office and published by the county's leader."""
    row = filled(actors["shen"], key)
    for name, who in (("freeze", "shen"), ("publish", "lu")):
        move_assessment(row, name, by=actors[who], now=NOON, version=row.version)
    return row


def assessment_scene(actors: Mapping[str, Actor]) -> dict[str, dict[str, object]]:
    """Last year's towns, published, with an objection; this year's running with an extra."""
    saved_scheme(actors["shen"])
    saved_scheme(actors["shen"], "towns-2024")
    row = published(actors)
    ma = actors["ma"]
    result = row.results.get(is_current=True, subject=NORTH)
    made = object_to(result, "settled", "漏计一件", by=ma, now=NOON + timedelta(minutes=1))
    running = filled(actors["shen"], "towns-2024")
    extra = give_extra(
        running, NORTH, "innovation", points=Decimal(1), reason="全省推广",
        by=actors["shen"], now=NOON,
    )  # fmt: skip
    common: dict[str, object] = {
        "scheme": "towns-2025", "assessment": row.number, "running": running.number,
        "extra": extra.pk, "assessment_objection": made.number,
    }  # fmt: skip
    return {"near": common | {"assessed": NORTH}, "far": common | {"assessed": SOUTH}}

"""Surveys in the standing county, for tests and for the walk along every door."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiceng.casework.tests.county import NOON, County
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.survey_answers import Filled, answer_survey
from jiceng.performance.actions.surveys import Asked, draft_survey, move_survey
from jiceng.performance.models import Survey
from jiceng.performance.queries.surveys import cost_now, form_under
from jiceng.performance.rules.survey_forms import form_of
from jiceng.performance.tests.survey_samples import BRANCHED

UNTIL = date(2026, 12, 7)
SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("survey", "near"): {"han", "chen", "gao", "ma", "lu"},
    ("survey", "far"): {"sun", "lu"},
    ("own_survey", "near"): {"chen", "gao"},
    ("own_survey", "far"): {"sun"},
    ("asked_survey", "near"): {"han", "chen", "gao"},
    ("asked_survey", "far"): set(),
}
"""A survey of East and one of the southern town; Housing asks East, and Far, who has no posts."""


def drafted(by: Actor, entry: str = "open", **more: Any) -> Survey:
    """A draft with the small branched form."""
    given: dict[str, Any] = {"people": {"residents": 100}, **more}
    content = given.pop("content", BRANCHED)
    return draft_survey(content, Asked(entry, UNTIL, **given), by=by, now=NOON)


def seconds(row: Survey) -> int:
    """What a keeper reads on the page before publishing."""
    return cost_now(row, form_of(form_under(row).content), NOON).total


def published(by: Actor, entry: str = "open", **more: Any) -> Survey:
    """The same, published by its keeper."""
    row = drafted(by, entry, **more)
    return move_survey(row, "publish", by=by, now=NOON, version=row.version,
                       confirmed=seconds(row))  # fmt: skip


def answered(row: Survey, times: int, about: str = "", **said: Any) -> None:
    """The same answer several times, by the public door."""
    for _ in range(times):
        answer_survey(row, Filled(said, about=about), now=NOON)


def closed(by: Actor, **more: Any) -> Survey:
    """With enough answers that everything can be told."""
    row = published(by, **more)
    about = row.about[0] if row.about else ""
    answered(row, 8, about, used="yes", service="good")
    answered(row, 6, about, used="yes", service="poor", why=["slow"])
    answered(row, 5, about, used="no")
    return move_survey(row, "close", by=by, now=NOON, version=row.version)


def survey_scene(county: County) -> dict[str, dict[str, object]]:
    """What addresses name, near and far."""
    near, far = closed(county["chen"]), closed(county["sun"])
    asked = published(county["zhao"], "units", units=("C-FAR",))
    east = published(county["zhao"], "units", units=("C-EAST",))
    common: dict[str, object] = {"open_survey": published(county["zhao"]).number}
    return {
        "near": {
            "survey": near.number, "own_survey": drafted(county["chen"]).number,
            "asked_survey": east.number, **common,
        },
        "far": {
            "survey": far.number, "own_survey": drafted(county["sun"]).number,
            "asked_survey": asked.number, **common,
        },
    }  # fmt: skip


def survey_codes(refused: pytest.ExceptionInfo[Refusal]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def in_state(county: County, state: str, **more: Any) -> Survey:
    """A survey of East brought to a state."""
    chen = county["chen"]
    if state == "draft":
        return drafted(chen, **more)
    if state == "approving":
        row = drafted(chen, people={"residents": 9000}, **more)
        return move_survey(row, "submit", by=chen, now=NOON, version=1, confirmed=seconds(row))
    if state == "published":
        return published(chen, **more)
    row = closed(chen, **more)
    return row if state == "closed" else move_survey(row, "announce", by=chen, now=NOON,
                                                     version=row.version)  # fmt: skip

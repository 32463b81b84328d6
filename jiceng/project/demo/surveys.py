"""Surveys of the demo county: one told, one open, one that waits for approval, one among units.

All fictitious (示例). Answers are written at once, read by the same rules as typed ones.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from jiceng.kernel.records.models import Job
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.ballots import LETTERS, NUMBER_LENGTH
from jiceng.performance.actions.survey_answers import Filled, answer_for_unit
from jiceng.performance.actions.surveys import Asked, draft_survey, move_survey
from jiceng.performance.models import Survey, SurveyAnswer
from jiceng.performance.queries.surveys import cost_now, form_under, sample_forms
from jiceng.performance.rules.scheme_text import content_of
from jiceng.performance.rules.survey_answers import read_answers
from jiceng.performance.rules.survey_forms import Form, form_of
from jiceng.project.demo.cast import Cast

SEED = 20_262
FIRST, SECOND = "469024100001", "469024100002"
WISHES = ("多几个停车位", "楼道灯修一下", "老人活动的地方", "垃圾收得早一点", "小区门口太堵", "")
MANY, SOME = 380, 46


def tell_surveys(now: datetime) -> None:
    """In order of time, in the caller's transaction."""
    last_job = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    cast, dice = Cast(now), Random(SEED)  # noqa: S311  dice of a story
    first, second = _committee(FIRST), _committee(SECOND)
    _told(cast.of(first.code, "handler"), now - timedelta(days=40), dice)
    row = _drafted("canteen", cast.of(second.code, "handler"), now - timedelta(days=6), 300, 20)
    _published(row, cast.of(second.code, "handler"), now - timedelta(days=6))
    _answer(row, SOME, dice)
    town = territory().units[first.parent]
    asking, leader = cast.of(town.code, "handler"), now - timedelta(days=2)
    costly = _drafted("service", asking, leader, 26_000, 30)
    move_survey(costly, "submit", by=asking, now=leader, version=costly.version,
                confirmed=_total(costly, leader))  # fmt: skip
    _among_units(town, cast, now - timedelta(days=4))
    Job.objects.filter(pk__gt=last_job, kind="announce").delete()


def _committee(area: str) -> UnitEntry:
    """The unit of a community."""
    return next(u for u in territory().units.values() if u.area == area and u.tier == "community")


def _drafted(sample: str, by: Actor, at: datetime, people: int, days: int) -> Survey:
    content = content_of(sample_forms()[sample]["text"])
    content = {**content, "title": f"{content['title']}（示例）"}
    asked = Asked("open", at.date() + timedelta(days=days), {"residents": people})
    return draft_survey(content, asked, by=by, now=at, is_sample=True)


def _total(row: Survey, at: datetime) -> int:
    return cost_now(row, form_of(form_under(row).content), at).total


def _published(row: Survey, by: Actor, at: datetime) -> None:
    move_survey(row, "publish", by=by, now=at, version=row.version, confirmed=_total(row, at))


def _told(by: Actor, at: datetime, dice: Random) -> None:
    """Closed by its keeper after two weeks, announced two days later."""
    row = _drafted("service", by, at, 400, 20)
    _published(row, by, at)
    _answer(row, MANY, dice)
    for name, days in (("close", 14), ("announce", 16)):
        move_survey(row, name, by=by, now=at + timedelta(days=days), version=row.version)


def _answer(row: Survey, times: int, dice: Random) -> None:
    """Answers as residents would type them, written at once."""
    form = form_of(form_under(row).content)
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(
            number="".join(dice.choices(LETTERS, k=NUMBER_LENGTH)), survey=row,
            form_version=row.form_version, said=_said(form, dice),
        )
        for _ in range(times)
    )  # fmt: skip


def _said(form: Form, dice: Random) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for question in form.questions:
        if question.kind == "text":
            typed[question.code] = dice.choice(WISHES)
        elif question.kind == "number":
            typed[question.code] = str(dice.choice((8, 10, 10, 12, 15)))
        elif question.kind == "many":
            typed[question.code] = dice.sample(question.codes, dice.choice((1, 1, 2)))
        else:
            codes = question.codes if question.kind == "one" else question.codes[::-1]
            weights = [2 ** (len(codes) - n) for n in range(len(codes))]
            typed[question.code] = dice.choices(codes, weights)[0]
    return dict(read_answers(form, typed).said)


def _among_units(town: UnitEntry, cast: Cast, at: datetime) -> None:
    """The town asks its communities one thing; one of them has answered."""
    units = sorted(u.code for u in territory().units.values() if u.parent == town.code)
    content = {
        "title": "社区活动室使用情况（示例）", "title_en": "Rooms of communities (sample)",
        "questions": [
            {"code": "open", "kind": "one", "text": "活动室每天开放吗？", "required": True,
             "text_en": "Is the room open every day?", "choices": ["yes: 每天开放", "no: 不是"],
             "choices_en": ["Yes", "No"]},
            {"code": "hours", "kind": "number", "text": "一周开放几个小时？", "required": True,
             "text_en": "How many hours a week?", "unit": "小时", "low": 0, "high": 168,
             "shown_when": "open == no"},
        ],
    }  # fmt: skip
    by = cast.of(town.code, "handler")
    asked = Asked("units", at.date() + timedelta(days=21), units=tuple(units))
    row = draft_survey(content, asked, by=by, now=at, is_sample=True)
    _published(row, by, at)
    second = _committee(SECOND)
    if second.code in units:
        answer_for_unit(row, Filled({"open": "yes"}), second.code,
                        by=cast.of(second.code, "handler"), now=at + timedelta(days=1))  # fmt: skip

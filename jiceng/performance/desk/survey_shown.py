"""Surveys as rows and facts of desk pages."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.survey_answers import ANSWERING
from jiceng.performance.forms.survey_shown import cost_shown, subject_names
from jiceng.performance.models import Survey
from jiceng.performance.models.surveys import DOORS
from jiceng.performance.process import SURVEY
from jiceng.performance.queries.surveys import (
    cost_as_json,
    cost_now,
    form_under,
    present_terms,
)
from jiceng.performance.rules.survey_forms import form_of

HERE = "/desk/surveys/"
LIGHTS = {"draft": "new", "approving": "yellow", "published": "doing", "closed": "yellow",
          "announced": "done", "withdrawn": "rest"}  # fmt: skip


def status_of(row: Survey) -> dict[str, str]:
    return {"light": LIGHTS[row.state], "text": _(SURVEY.state(row.state).label)}


def survey_row(row: Survey) -> dict[str, Any]:
    """A line of the list."""
    land = territory()
    unit = land.units.get(row.unit) or land.apart.get(row.unit)
    return {
        "row": row, "url": f"{HERE}{row.number}/", "status": status_of(row),
        "unit": unit.name if unit else row.unit, "entry": _(DOORS[row.entry]),
    }  # fmt: skip


def unit_to_answer(row: Survey, actor: Actor) -> str:
    """The unit somebody may answer for and that has not; empty where there is none."""
    mine = {g.unit for g in actor.grips if g.roles & ANSWERING}
    asked = set(row.units.filter(unit__in=mine).values_list("unit", flat=True))
    done = set(row.answers.filter(unit__in=asked).values_list("unit", flat=True))
    return next(iter(sorted(asked - done)), "")


def asked_row(row: Survey, actor: Actor) -> dict[str, Any] | None:
    """A survey that waits for one's unit."""
    if row.state != "published" or row.entry != "units":
        return None
    unit = unit_to_answer(row, actor)
    if not unit:
        return None
    return {"row": row, "url": f"{HERE}{row.number}/answer",
            "unit": territory().units[unit].name}  # fmt: skip


def cost_of(row: Survey, now: datetime) -> dict[str, Any]:
    """The cost before the reader: of the draft as it is now, else as it was confirmed."""
    if row.state != "draft" and row.cost:
        return cost_shown(row.cost)
    cost = cost_now(row, form_of(form_under(row).content), now)
    return cost_shown(cost_as_json(cost, present_terms(now).source))


def details_of(row: Survey) -> list[dict[str, str]]:
    """Facts of one survey."""
    line = survey_row(row)
    units = [territory().units[u].name for u in row.units.values_list("unit", flat=True)
             if u in territory().units]  # fmt: skip
    facts = [
        (_("主办单位"), line["unit"]),
        (_("怎样填"), line["entry"]),
        (_("截止日期"), row.closes_on.isoformat()),
        (_("填报单位"), listed(units)),
        (_("分开统计"), listed(name for _code, name in subject_names(row.about))),
        (_("已发填写码"), str(row.slips_made) if row.entry == "slips" else ""),
    ]
    return [{"label": label, "text": text} for label, text in facts if text]


def texts_of(row: Survey) -> list[dict[str, Any]]:
    """Typed answers by question, in the order of their random numbers; for the owner alone."""
    said: dict[str, list[str]] = {}
    for version, answer in row.answers.order_by("number").values_list("form_version", "said"):
        form = form_of(form_under(row, version).content)
        for question in form.questions:
            if question.kind == "text" and answer.get(question.code):
                text = named(question.text, question.text_en)
                said.setdefault(text, []).append(answer[question.code])
    return [
        {"question": text, "count": len(given), "texts": Counter(given).most_common()}
        for text, given in said.items()
    ]

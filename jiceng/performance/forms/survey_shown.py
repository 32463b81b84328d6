"""Costs and results of surveys as pages draw them, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.performance.models import Appraisal, Survey
from jiceng.performance.queries.surveys import form_under, hours_shown
from jiceng.performance.rules.survey_cost import GRASSROOTS, GROUPS
from jiceng.performance.rules.survey_forms import Form, Question, form_of
from jiceng.performance.rules.survey_results import COUNTED, SILENT, Tally, suppressed


def cost_shown(cost: Mapping[str, Any]) -> dict[str, Any]:
    """A cost as `queries.surveys.cost_as_json` keeps it: sentence, ways, hours by group."""
    expected, people = cost["expected"], sum(cost["people"].values())
    told = {"each": spent(expected), "people": f"{people:,}", "hours": hours_shown(cost["total"])}
    grassroots = sum(n for group, n in cost["people"].items() if group in GRASSROOTS)
    return {
        "sentence": _("%(each)s × %(people)s 人 = %(hours)s 小时") % told,
        "total": cost["total"],
        "ways": [
            {"label": _("最短"), "text": spent(cost["shortest"])},
            {"label": _("预计"), "text": spent(expected)},
            {"label": _("最长"), "text": spent(cost["longest"])},
            {"label": _("题数"), "text": _range(cost["fewest"], cost["most"])},
        ],
        "groups": [
            {"name": _(GROUPS[group]), "people": n, "hours": hours_shown(n * expected)}
            for group, n in cost["people"].items()
        ],
        "grassroots": hours_shown(grassroots * expected) if grassroots else "",
        "ceiling": cost["ceiling_hours"],
        "is_over": cost["total"] > cost["ceiling_hours"] * 3600,
        "source": cost["source"],
    }


def spent(seconds: int) -> str:
    """A duration as it is reckoned with: 40 秒, 约 1.2 分钟."""
    if seconds < 60:
        return _("%(n)s 秒") % {"n": seconds}
    return _("约 %(n)s 分钟") % {"n": f"{round(seconds / 6) / 10:g}"}


def roughly(seconds: int) -> str:
    """A duration as whoever answers is told it, never shorter than it is reckoned."""
    if seconds <= 50:
        return _("大约 %(n)s 秒") % {"n": -(-seconds // 10) * 10}
    return _("大约 %(n)s 分钟") % {"n": -(-seconds // 60)}


def _range(low: int, high: int) -> str:
    return str(low) if low == high else _("%(a)s 到 %(b)s") % {"a": low, "b": high}


def subject_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Code and name of what answers are told apart by."""
    land = territory()
    found = []
    for code in codes:
        area = land.area(code)
        name = area.name if area else land.units[code].name if code in land.units else code
        found.append((code, name))
    return found


def results_shown(
    survey: Survey, result: Mapping[str, Any], *, whole: bool
) -> list[dict[str, Any]]:
    """Every version with its questions. `whole` is for the owner; others get what is told."""
    found = []
    for version in result.get("versions", ()):
        form = form_of(form_under(survey, version["version"]).content)
        tallies = [tally_of(one) for one in version["tallies"]]
        told = tuple(tallies) if whole else suppressed(form, tallies)
        found.append({
            "version": version["version"],
            "questions": [question_shown(form, one, whole=whole) for one in told],
        })  # fmt: skip
    return found


def tally_of(kept: Mapping[str, Any]) -> Tally:
    """A count as it is stored."""
    return Tally(
        kept["question"], kept["kind"], kept["n"], kept["cells"],
        Decimal(kept["mean"]) if kept["mean"] else None,
        Decimal(kept["median"]) if kept["median"] else None,
    )  # fmt: skip


def question_shown(form: Form, one: Tally, *, whole: bool) -> dict[str, Any]:
    """One question with its cells: label, count, share and denominator."""
    question = form.question(one.question)
    if question is None:
        raise KeyError(one.question)
    return {
        "code": one.question,
        "kind": one.kind,
        "text": named(question.text, question.text_en),
        "n": one.n,
        "is_withheld": one.is_withheld,
        "is_text": one.kind == "text",
        "mean": one.mean,
        "median": one.median,
        "unit": question.unit,
        "cells": [
            {"code": code, "label": _label(question, code), "count": count,
             "share": one.share(code), "n": one.n}
            for code, count in one.cells.items()
            if not one.is_withheld and (one.kind in COUNTED or whole)
        ],
    }  # fmt: skip


def _label(question: Question, code: str) -> str:
    if code == SILENT:
        return _("未作答")
    found = next((c for c in question.choices if c.code == code), None)
    return named(found.text, found.text_en) if found else code


def followed_shown(row: Appraisal) -> list[dict[str, Any]]:
    """What came up with the choices of ballots, counted at closing."""
    found = []
    for kept in row.result.get("follow_ups", ()) if row.result else ():
        form = form_of(row.scheme["form"])
        question = form.question(kept["question"])
        one = Tally(kept["question"], question.kind if question else "", kept["n"], kept["cells"],
                    is_withheld=kept["is_withheld"])  # fmt: skip
        found.append(question_shown(form, one, whole=False))
    return [{"version": 1, "questions": found}] if found else []

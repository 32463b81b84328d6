"""How an assessment, a result and each of its lines are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.queries import Entry
from jiceng.performance.desk.assessment_told import covers_of, why
from jiceng.performance.models import Assessment, AssessmentObjection, UnitResult
from jiceng.performance.process import ASSESSMENT, ASSESSMENT_OBJECTION
from jiceng.performance.queries.assessments import subject_name
from jiceng.performance.rules.matters import NAMES
from jiceng.performance.rules.schemes import EXTRAS, FORMULAS, SOURCES, Scheme, Target
from jiceng.performance.rules.sheets import reasons_of
from jiceng.web.words import sentences

HERE = "/desk/assessments/"
LIGHTS = {
    "draft": "new", "running": "doing", "frozen": "yellow", "published": "green",
    "final": "done", "withdrawn": "rest",
    "made": "new", "accepted": "done", "refused": "rest",
}  # fmt: skip


def status_of(row: Assessment | AssessmentObjection) -> dict[str, str]:
    process = ASSESSMENT if isinstance(row, Assessment) else ASSESSMENT_OBJECTION
    return {"light": LIGHTS.get(row.state, "rest"), "text": _(process.state(row.state).label)}


def url_of(row: Assessment, subject: str = "") -> str:
    return f"{HERE}{row.number}/" + (f"units/{subject}/" if subject else "")


def assessment_row(row: Assessment) -> dict[str, Any]:
    return {
        "url": url_of(row), "title": row.title, "number": row.number, "status": status_of(row),
        "start": row.starts_on, "end": row.ends_on, "is_sample": row.is_sample,
        "reckoned_at": row.reckoned_at,
    }  # fmt: skip


def folded(entries: Iterable[Entry]) -> list[Entry]:
    """The same act of the same person several times in a row is told once, with how often."""
    found = []
    for _who_and_what, run in groupby(entries, key=lambda one: (one.actor, one.act)):
        same = list(run)
        if len(same) > 1 and not any(one.quote for one in same):
            told = {"act": same[0].act, "count": len(same)}
            same = [replace(same[0], act=_("%(act)s（%(count)d 次）") % told)]
        found += same
    return found


def band_words(row: UnitResult) -> str:
    """The band as a span of places."""
    if row.is_vetoed:
        return _("否决，不评等次")
    if not row.band:
        return "—"
    if row.first_place == row.last_place:
        return _("第 %(n)d 位") % {"n": row.first_place}
    return _("第 %(a)d—%(b)d 位（并列）") % {"a": row.first_place, "b": row.last_place}


def result_row(row: UnitResult, opens: bool) -> dict[str, Any]:
    known = [line for line in row.lines if line["share"] is not None]
    lost = sorted(known, key=lambda one: float(one["points"]) - float(one["full"]))[:2]
    return {
        "unit": subject_name(row.subject),
        "url": url_of(row.assessment, row.subject) if opens else "",
        "score": row.score,
        "low": max(row.score - row.half, row.score * 0),
        "high": row.score + row.half,
        "band": row.band,
        "band_words": band_words(row),
        "assessed": row.assessed,
        "reasons": _("；").join(
            _("%(name)s %(points)s/%(full)s") % one for one in lost if one["points"] != one["full"]
        ),
    }


def line_shown(
    line: Mapping[str, Any], among: Sequence[Mapping[str, Any]] = (), *, is_stated: bool = True
) -> dict[str, Any]:
    """One line: points, the reason in a sentence, and each step from what was counted."""
    reading, full = line["reading"], {**line, "covers": list(covers_of(line, among))}
    return {
        **full,
        "source": _(SOURCES[line["source"]]),
        "formula_name": _(FORMULAS[line["formula"]]),
        "sentence": why(full) if line["share"] is not None else "",
        "steps": list(_steps(full, is_stated)),
        "url": reading["url"],
        "lost_url": f"{reading['url']}?lost=1" if line["indicator"] in NAMES else "",
        "proof": reading["proof"],
        "rule_version": reading["rule_version"],
        "reasons": sentences(reasons_of(line)),
    }


def lines_shown(result: UnitResult, row: Assessment) -> list[dict[str, Any]]:
    """Every line of a result, each knowing the others and its yardstick."""
    known = row.yardsticks
    return [
        line_shown(line, result.lines,
                   is_stated=known.get(line["target"], {}).get("is_stated", True))
        for line in result.lines
    ]  # fmt: skip


def _steps(line: Mapping[str, Any], is_stated: bool) -> Iterable[str]:
    fair, reading = line["fair"], line["reading"]
    if line["share"] is None:
        return
    if fair is None:
        yield from _plain_steps(line, reading)
        return
    told = {**fair, "share": line["share"], "full": line["full"], "goal": line["goal"]}
    yield _("标尺由方案规定") if is_stated else _("标尺是本组上年同期的水平，考核开始时定下")
    yield _("按标尺，这些类型的事项应做到 %(expected)s%%；校正后 %(adjusted)s%%") % told
    yield _("各单位都加 %(prior)s 件标尺水平的记录，得 %(drawn)s%%（%(low)s%%—%(high)s%%）") % told
    yield _("÷ 目标 %(goal)s%% = %(share)s%%，满分 %(full)s 分") % told
    if line["covered_by"]:
        covers = {"names": _("、").join(line["covers"]), "coverage": line["coverage"]}
        yield _("乘以%(names)s，合计 %(coverage)s%%") % covers
    yield _("得 %(points)s 分") % line


def _plain_steps(line: Mapping[str, Any], reading: Mapping[str, Any]) -> Iterable[str]:
    yield _("得分率 %(share)s%%，满分 %(full)s 分") % line
    yield _("得 %(points)s 分") % line


def target_shown(target: Target) -> dict[str, Any]:
    return {
        "name": target.name,
        "weight": f"{float(target.weight):g}",
        "source": _(SOURCES[target.source]),
        "formula": _(FORMULAS[target.formula]),
        "indicator": target.indicator or "—",
        "basis": target.basis,
        "groups": _("共性") if target.is_shared else _("个性"),
    }


def scheme_shown(scheme: Scheme) -> dict[str, Any]:
    """A scheme as a page shows it: groups, targets, extras, quotas, duties."""
    names = {t.key: t.name for t in scheme.targets}
    return {
        "scheme": scheme,
        "groups": [
            {"name": g.name, "count": len(g.members),
             "members": _("、").join(subject_name(code) for code in g.members[:60])}
            for g in scheme.groups
        ],
        "targets": [target_shown(t) for t in scheme.targets],
        "extras": [
            {"name": e.name, "kind": _(EXTRAS[e.kind]), "points": f"{float(e.points):g}"}
            for e in scheme.extras
        ],
        "quotas": [
            {"target": names.get(q.target, q.target),
             "of": f"{subject_name(q.place)} {q.post}".strip(),
             "above": subject_name(q.above) if q.above else "—",
             "amount": f"{float(q.amount):g}"}
            for q in scheme.quotas
        ],
        "duties": [
            {"post": d.post, "target": names.get(d.target, "—"), "text": d.text}
            for d in scheme.duties
        ],
        "total": f"{float(scheme.total):g}",
    }  # fmt: skip


def objection_shown(row: AssessmentObjection) -> dict[str, Any]:
    name = next((one["name"] for one in row.result.lines if one["target"] == row.target), "")
    return {
        "url": f"{HERE}objections/{row.number}/", "number": row.number, "name": name,
        "unit": subject_name(row.subject), "reason": row.reason, "answer": row.answer,
        "status": status_of(row), "made_at": row.made_at,
    }  # fmt: skip

"""/desk/supervision/scores/: units and their follow-up in a quarter, each deduction by its event.

Units stand in the order of the county's list; nobody is ranked, and no person is scored.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.actions import scoring as acts
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.supervision_views import HERE as ROOM
from jiceng.casework.desk.supervision_views import views
from jiceng.casework.models import Objection, ScoreEvent, UnitScore
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.scoring import (
    events_of,
    quarters_known,
    scheme_at,
    scores_of,
    untrue_report,
)
from jiceng.casework.queries.supervision import directing
from jiceng.casework.rules.scoring import NAMES, ScoreTerms, quarter_of
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import sentences

HERE = "/desk/supervision/scores/"
OFFICE = frozenset({"overseer"})
MOST_UNITS = 500


@door("staff", "overseer", "signatory", "reader", "leader", "handler")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every unit within reach, with its tasks and its score."""
    quarter = _quarter(request)
    rows = list(scores_of(request.actor, quarter)[:MOST_UNITS])
    context = {
        **office(request, ROOM, crumbs=[(_("办理评分"), "")]),
        "ways": views(request.actor, "scores"),
        "quarter": _named(quarter),
        "quarters": _offered(quarter, request),
        "rows": [_row(row) for row in rows],
        "scheme": _scheme(request),
    }
    return render(request, "casework/desk_scores.html", context)


def _quarter(request: Asked) -> str:
    asked = request.GET.get("quarter", "")
    return asked if asked and asked in quarters_known() else _present(request)


def _present(request: Asked) -> str:
    return quarter_of(request.now.astimezone(rules_at(request.now)[1].zone).date())


def _named(quarter: str) -> str:
    year, _sep, number = quarter.partition("Q")
    return _("%(year)s 年第 %(number)s 季度") % {"year": year, "number": number}


def _offered(quarter: str, request: Asked) -> list[dict[str, Any]]:
    known = dict.fromkeys([_present(request), *quarters_known()])
    return [{"label": _named(q), "url": f"?quarter={q}", "current": q == quarter} for q in known]


def _row(row: UnitScore) -> dict[str, Any]:
    return {
        "url": f"{HERE}{row.unit}/?quarter={row.quarter}",
        "unit": unit_name(row.unit),
        "tasks": row.tasks,
        "events": row.events,
        "value": row.value,
        "raw": row.raw,
    }


def _scheme(request: Asked) -> dict[str, Any]:
    """The scheme in words, for whoever asks how a score comes about."""
    terms, version = scheme_at(request.now)
    return {
        "is_own": bool(version),
        "deductions": [
            {"label": _(label), "points": terms.deductions[kind]} for kind, label in NAMES.items()
        ],
        "weights": _("、").join(f"{name} {weight}" for name, weight in terms.weights),
        "terms": terms,
    }


@door("staff", "overseer", "signatory", "reader", "leader", "handler")
@require_safe
def one(request: Asked, unit: str) -> HttpResponse:
    """One unit: every deduction with its task, and what was objected."""
    return _page(request, _score(request, unit))


def _score(request: Asked, unit: str) -> UnitScore:
    asked = request.GET.get("quarter") or request.POST.get("quarter") or _present(request)
    row = scores_of(request.actor, asked[:6]).filter(unit=unit).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    return row


@door("staff", "handler", "leader")
@require_POST
def object_to(request: Asked, unit: str) -> HttpResponse:
    """A unit objects to one deduction."""
    score = _score(request, unit)
    event = events_of(score).filter(key=request.POST.get("key", "")[:60]).first()
    if event is None:
        raise NotFound(Reason("not_found"))
    try:
        acts.object_to(event, request.POST.get("reason", ""), by=request.actor, now=request.now)
    except Refusal as refusal:
        return _page(request, score, refused=refusal, status=refusal.status)
    return HttpResponseRedirect(f"{HERE}{unit}/?quarter={score.quarter}")


@door("staff", "overseer")
@require_POST
def answer(request: Asked, unit: str, key: int) -> HttpResponse:
    """The office answers an objection."""
    score = _score(request, unit)
    made = Objection.objects.select_related("task").filter(pk=key, unit=unit).first()
    if made is None:
        raise NotFound(Reason("not_found"))
    verdict = acts.Verdict(request.POST.get("accept") == "1", request.POST.get("answer", ""))
    try:
        acts.answer_objection(made, verdict, by=request.actor, now=request.now)
    except Refusal as refusal:
        return _page(request, score, refused=refusal, status=refusal.status)
    return HttpResponseRedirect(f"{HERE}{unit}/?quarter={score.quarter}")


def _page(
    request: Asked, score: UnitScore, *, refused: Refusal | None = None, status: int = 200
) -> HttpResponse:
    events = list(events_of(score))
    made = {o.event_key: o for o in Objection.objects.filter(event_key__in=[e.key for e in events])}
    terms = scheme_at(request.now)[0]
    context = {
        **office(request, ROOM, crumbs=[(_("办理评分"), HERE), (unit_name(score.unit), "")]),
        "row": _row(score),
        "unit": score.unit,
        "score": score,
        "quarter": _named(score.quarter),
        "events": [_event(e, made.get(e.key), request) for e in events],
        "explained": _explained(score, terms),
        "reasons": sentences(refused.reasons) if refused else [],
        "scheme": _scheme(request),
    }
    return render(request, "casework/desk_score.html", context, status=status)


def _explained(score: UnitScore, terms: ScoreTerms) -> str:
    """How the score comes about, with its inputs."""
    told = {
        "tasks": score.tasks, "least": terms.least_tasks, "raw": score.raw, "mean": score.mean,
        "weight": score.weight, "shrinkage": terms.shrinkage, "value": score.value,
    }  # fmt: skip
    if score.value is None:
        return _("本季度只有 %(tasks)s 项任务，少于 %(least)s 项，不出分，只列事项。") % told
    return (
        _(
            "本单位加权平均 %(raw)s 分（权重 %(weight)s），全县加权平均 %(mean)s 分。"
            "任务少的单位向全县平均靠拢：(%(weight)s × %(raw)s + %(shrinkage)s × %(mean)s)"
            " ÷ (%(weight)s + %(shrinkage)s) ＝ %(value)s 分。"
        )
        % told
    )


def _where(event: ScoreEvent) -> str:
    """The page of the task; for an untrue report the place where it stands."""
    url, report = url_of("supervision_task", event.task.number), untrue_report(event)
    return f"{url}#report-{report.pk}" if report else url


def _event(event: ScoreEvent, made: Objection | None, request: Asked) -> dict[str, Any]:
    until = acts.objection_until(event, request.now)
    speaks = acts.speaks_for(request.actor, event) is not None
    directs = directing(request.actor, event.task).acting_grip(event.task, OFFICE) is not None
    return {
        "key": event.key,
        "label": _(NAMES.get(event.kind, event.kind)),
        "on": event.on,
        "points": event.deduction,
        "is_struck": event.is_struck,
        "task": event.task.title,
        "url": _where(event),
        "until": until,
        "may_object": speaks and made is None and request.now <= until,
        "objection": made,
        "may_answer": directs and made is not None and made.answered_at is None,
    }

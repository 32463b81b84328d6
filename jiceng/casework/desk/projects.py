"""/desk/projects/<number>/: one project, its milestones, money, risks, photographs and moves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.actions import programmes as acts
from jiceng.casework.desk import programme_forms as forms
from jiceng.casework.desk.acting import Change, Tried, Write, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.programmes import HERE, light_shown
from jiceng.casework.models import Milestone, Project
from jiceng.casework.process import PROJECT
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.programmes import (
    done_day,
    milestones_of,
    project_for,
)
from jiceng.casework.rules.programmes import Money, Step, lit_of, summed, wan_of
from jiceng.casework.rules.supervision import Lit
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.records.territory import territory
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import sent_file
from jiceng.web.menu import office

ACTS: Mapping[str, str] = {
    "draft": N_("建立项目"),
    "milestone_added": N_("增加里程碑"),
    "milestone_reached": N_("里程碑完成"),
    "budget_set": N_("更新资金"),
    "risk_noted": N_("登记风险"),
    "risk_closed": N_("风险解除"),
    "photo_added": N_("上传照片"),
}


def _add(request: Asked, project: Project, said: dict[str, Any], version: int) -> None:
    acts.add_milestone(project, **said, by=request.actor, now=request.now, version=version)


def _reach(request: Asked, project: Project, said: dict[str, Any], version: int) -> None:
    acts.reach_milestone(project, **said, by=request.actor, now=request.now, version=version)


def _budget(request: Asked, project: Project, said: dict[str, Any], version: int) -> None:
    acts.set_budget(project, **said, by=request.actor, now=request.now, version=version)


def _risk(request: Asked, project: Project, said: dict[str, Any], version: int) -> None:
    acts.note_risk(project, **said, by=request.actor, now=request.now, version=version)


def _close(request: Asked, project: Project, said: dict[str, Any], version: int) -> None:
    acts.close_risk(project, said["risk"], by=request.actor, now=request.now, version=version)


def _photo(request: Asked, project: Project, said: dict[str, Any], version: int) -> None:
    kept = store_upload(said["photo"].read(), now=request.now)
    acts.add_photo(
        project, kept.upload, moment=said["moment"], by=request.actor, now=request.now,
        version=version,
    )  # fmt: skip


def _move(name: str) -> Write:
    def write(request: Asked, project: Project, said: dict[str, Any], version: int) -> None:
        acts.move_project(
            project, name, by=request.actor, now=request.now, version=version, words=said
        )

    return write


CHANGES: Mapping[str, Change] = {
    "milestone": Change(N_("增加里程碑"), forms.MilestoneForm, _add),
    "reach": Change(N_("里程碑完成"), forms.ReachForm, _reach),
    "budget": Change(N_("更新资金"), forms.BudgetForm, _budget),
    "risk": Change(N_("登记风险"), forms.RiskForm, _risk),
    "close_risk": Change(N_("风险解除"), forms.CloseRiskForm, _close),
    "photo": Change(N_("上传照片"), forms.PhotoForm, _photo),
    "start": Change(N_("启动"), forms.NoPapers, _move("start")),
    "resume": Change(N_("恢复推进"), forms.NoPapers, _move("resume")),
    "complete": Change(N_("确认完成"), forms.ResultForm, _move("complete")),
    "suspend": Change(N_("暂停"), forms.ReasonForm, _move("suspend"), "danger"),
    "end": Change(N_("终止"), forms.ReasonForm, _move("end"), "danger"),
    "archive": Change(N_("归档"), forms.NoPapers, _move("archive"), ""),
}
OFFERED = ("milestone", "budget", "risk", "photo")
"""What stands in the panel for whoever keeps the project; the rest stands at its line."""


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One project."""
    return _page(request, project_for(request.actor, number))


@door("staff")
@require_POST
def act(request: Asked, number: str, act: str) -> HttpResponse:
    """One change or move, by its name."""
    project = project_for(request.actor, number)
    return acted(request, project, act, CHANGES, _again, url_of("project", number))


def _again(request: Asked, project: Project, tried: Tried | None, status: int) -> HttpResponse:
    """The page as the project stands, with a change that was not made."""
    return _page(request, project_for(request.actor, project.number), tried, status)


@door("staff")
@require_safe
def photo(request: Asked, number: str, upload: UUID) -> HttpResponseBase:
    """One picture of a project within reach."""
    return sent_file(project_for(request.actor, number), upload)


def _page(
    request: Asked, project: Project, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    now, zone = request.now, rules_at(request.now)[1].zone
    steps = milestones_of([project.pk])[project.pk]
    lit = lit_of(
        (Step(m.name, m.due_on, done_day(m, zone)) for m in steps),
        state=project.state,
        today=local_day(now),
    )
    project.milestone_count = len(steps)
    project.open_milestones = sum(1 for m in steps if done_day(m, zone) is None)
    keeps, url = _keeps(request, project), url_of("project", project.number)
    roles = request.actor.roles_towards(project)
    crumbs = [
        (_("重点工程"), HERE),
        (project.programme.name, f"{HERE}{project.programme.code}/"),
        (project.number, ""),
    ]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "project": project,
        "status": _status(project, lit),
        "details": _details(project),
        "milestones": [_milestone(m, done_day(m, zone), now) for m in steps],
        "budget": _budget_table(project),
        "risks": _risks(project),
        "photos": _photos(project),
        "timeline": happened(project, PROJECT, ACTS),
        "keeps": keeps,
        "offers": [
            offer(request, project, name, CHANGES[name], url, tried) for name in OFFERED if keeps
        ],
        "moves": move_offers(request, project, PROJECT, roles, CHANGES, url, tried),
        "tried": tried,
        "today": local_day(now),
    }
    return render(request, "casework/desk_project.html", context, status=status)


def _keeps(request: Asked, project: Project) -> bool:
    rests = PROJECT.state(project.state)
    may = request.actor.acting_grip(project, acts.KEEPS)
    return may is not None and not (rests.resting or rests.final)


def _status(project: Project, lit: Lit) -> dict[str, Any]:
    state = _(PROJECT.state(project.state).label)
    return {**light_shown(lit), "state": state}


def _details(project: Project) -> list[dict[str, Any]]:
    area = territory().areas.get(project.area_code)
    where = "，".join(text for text in (area.name if area else "", project.place_text) if text)
    programme = project.programme
    return [
        {"label": _("所属工程"), "text": programme.name, "url": f"{HERE}{programme.code}/"},
        {"label": _("牵头单位"), "text": unit_name(project.unit)},
        {"label": _("责任领导"), "text": project.responsible_leader or "—"},
        {"label": _("起止日期"), "text": f"{project.starts_on} — {project.ends_on}"},
        {"label": _("地点"), "text": where or "—"},
    ]


def _milestone(row: Milestone, done_on: Any, now: datetime) -> dict[str, Any]:
    today = local_day(now)
    if done_on:
        shown = ("done", _("逾期完成")) if done_on > row.due_on else ("done", _("已完成"))
    elif row.due_on < today:
        shown = ("red", _("已超 %(n)d 天") % {"n": (today - row.due_on).days})
    else:
        shown = ("new", _("还有 %(n)d 天") % {"n": (row.due_on - today).days})
    return {
        "order": row.order,
        "name": row.name,
        "output": row.output,
        "due_on": row.due_on,
        "done_on": done_on,
        "note": row.done_note,
        "task": row.task.number if row.task else "",
        "light": shown[0],
        "text": shown[1],
    }


def _budget_table(project: Project) -> dict[str, Any]:
    lines = list(project.budget.order_by("year", "source"))
    money = [(line, Money(line.planned_fen, line.paid_fen)) for line in lines]
    total = sum((m for _line, m in money), Money())
    years = summed((str(line.year), m) for line, m in money)
    return {
        "lines": [
            {"year": x.year, "source": _(forms.SOURCES[x.source]), **_wan(m)} for x, m in money
        ],
        "years": [{"year": year, **_wan(m)} for year, m in years.items()],
        "total": _wan(total),
        "percent": round(100 * total.paid / total.planned) if total.planned else 0,
    }


def _wan(money: Money) -> dict[str, str]:
    return {"planned": wan_of(money.planned), "paid": wan_of(money.paid)}


def _risks(project: Project) -> list[dict[str, Any]]:
    colours = {"high": "red", "middle": "yellow", "low": "new"}
    return [
        {
            "key": row.pk,
            "text": row.text,
            "light": "done" if row.closed_on else colours[row.level],
            "label": _("已解除") if row.closed_on else _(forms.LEVELS[row.level]),
            "measure": row.measure,
            "minder": row.minder,
            "noted_on": row.noted_on,
            "is_open": row.closed_on is None,
        }
        for row in project.risks.order_by("closed_on", "-noted_on", "-pk")
    ]


def _photos(project: Project) -> list[dict[str, Any]]:
    """Before and after, side by side."""
    which = {"subject_kind": "project", "subject_id": project.pk, "erased_at": None}
    rows = list(Attachment.objects.filter(**which).order_by("pk"))
    return [
        {
            "label": _(label),
            "photos": [
                {
                    "url": f"{url_of('project', project.number)}photos/{row.upload}",
                    "alt": _("%(label)s照片 %(n)d") % {"label": _(label), "n": n},
                }
                for n, row in enumerate((r for r in rows if r.moment == moment), start=1)
            ],
        }
        for moment, label in forms.MOMENTS.items()
        if any(r.moment == moment for r in rows)
    ]

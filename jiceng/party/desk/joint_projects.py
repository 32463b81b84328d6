"""/desk/co-building/projects/<number>/: one project, why it came about, and its moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, Write, acted, move_offers
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.programme_forms import NoPapers, ReasonForm
from jiceng.party.actions.joint_projects import Outcome, move_project
from jiceng.party.desk.co_building_forms import DeliveryForm, GradeForm
from jiceng.party.desk.co_building_shown import HERE, project_status
from jiceng.party.models import JointProject
from jiceng.party.process import JOINT_PROJECT
from jiceng.party.queries.co_building import project_for
from jiceng.party.rules.co_building import GRADES, KINDS, SIDES
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import stored_sentences

ACTS: Mapping[str, str] = {"propose": N_("提出项目")}


def _move(name: str) -> Write:
    def write(request: Asked, row: JointProject, said: dict[str, Any], version: int) -> None:
        move_project(
            row, name, by=request.actor, now=request.now, version=version, given=Outcome(**said)
        )

    return write


def _today(request: Asked, row: JointProject) -> dict[str, Any]:
    return {"delivered_on": local_day(request.now)}


CHANGES: Mapping[str, Change] = {
    "commit": Change(N_("承诺承办"), NoPapers, _move("commit")),
    "accept": Change(N_("接受认领"), NoPapers, _move("accept")),
    "decline": Change(N_("谢绝"), ReasonForm, _move("decline"), "danger"),
    "begin": Change(N_("开始实施"), NoPapers, _move("begin")),
    "deliver": Change(N_("报告完成"), DeliveryForm, _move("deliver"), initial=_today),
    "confirm": Change(N_("确认完成"), NoPapers, _move("confirm")),
    "send_back": Change(N_("退回继续"), ReasonForm, _move("send_back"), "danger"),
    "evaluate": Change(N_("评价"), GradeForm, _move("evaluate")),
    "withdraw": Change(N_("中止"), ReasonForm, _move("withdraw"), "danger"),
}


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One project."""
    return _page(request, project_for(request.actor, number))


@door("staff")
@require_POST
def act(request: Asked, number: str, act: str) -> HttpResponse:
    """One move of a project, by its name."""
    row = project_for(request.actor, number)
    return acted(request, row, act, CHANGES, _page, url_of("joint_project", number))


def _page(
    request: Asked, row: JointProject, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    if tried is not None:
        row = project_for(request.actor, row.number)
    roles = request.actor.roles_towards(row)
    url = url_of("joint_project", row.number)
    board = f"{HERE}communities/{row.community_id}/"
    crumbs = [(_("双报到与共建"), f"{HERE}?all"), (row.community.name, board), (row.number, "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "heading": row.title,
        "number": row.number,
        "status": project_status(row, local_day(request.now)),
        "state": _(JOINT_PROJECT.state(row.state).label),
        "details": _details(row),
        "content": row.content,
        "because": stored_sentences(row.because),
        "timeline": happened(row, JOINT_PROJECT, ACTS),
        "moves": move_offers(
            request,
            row,
            JOINT_PROJECT,
            roles,
            CHANGES,
            url,
            tried,
            frozenset({"other_side_answers"}),
        ),
        "tried": tried,
    }
    return render(request, "party/co_building_record.html", context, status=status)


def _details(row: JointProject) -> list[dict[str, Any]]:
    found = [
        {"label": _("社区（村）"), "text": row.community.name,
         "url": f"{HERE}communities/{row.community_id}/"},
        {"label": _("承办单位"), "text": unit_name(row.unit), "url": f"{HERE}units/{row.unit}/"},
        {"label": _("类别"), "text": _(KINDS[row.kind])},
        {"label": _("由谁提出"), "text": _(SIDES[row.offered_by])},
        {"label": _("数量（次、份）"), "text": str(row.amount)},
        {"label": _("承诺时间"), "text": f"{row.starts_on} — {row.ends_on}"},
    ]  # fmt: skip
    if row.need:
        url = f"{HERE}needs/{row.need.number}/"
        found.append({"label": _("对应需求"), "text": row.need.title, "url": url})
    if row.resource:
        url = f"{HERE}resources/{row.resource.number}/"
        found.append({"label": _("对应资源"), "text": row.resource.title, "url": url})
    if row.delivered_on:
        told = {"people": row.people or 0, "hours": f"{row.hours or 0:f}"}
        found += [
            {"label": _("完成日期"), "text": str(row.delivered_on)},
            {"label": _("参加人数和时长"), "text": _("%(people)s 人，共 %(hours)s 小时") % told},
        ]
    if row.grade:
        found.append({"label": _("社区评价"), "text": _(GRADES[row.grade])})
    return found

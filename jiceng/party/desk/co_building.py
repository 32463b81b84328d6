"""/desk/co-building/: the overview by community, and the board of one community."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Refusal
from jiceng.party.actions.wishes import post_wish
from jiceng.party.desk.co_building_forms import WishForm
from jiceng.party.desk.co_building_shown import (
    HERE,
    MOST,
    need_rows,
    own_communities,
    own_units,
    project_row,
    resource_rows,
    unit_row,
    ways,
    wish_row,
)
from jiceng.party.models import Alliance, HoursEntry, JointProject, Need, Resource, Wish
from jiceng.party.queries.access import keeping
from jiceng.party.queries.boards import Counts, counts_of, units_at
from jiceng.party.queries.co_building import (
    areas_read,
    communities_of,
    community_for,
    is_host,
    still_open,
)
from jiceng.party.queries.statements import branch_counts
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import word

OPEN = ("offered", "committed", "under_way", "delivered", "confirmed")


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every community within reach in numbers; whoever has one board alone goes straight there."""
    if target := _only_board(request):
        return HttpResponseRedirect(target)
    today, listed = local_day(request.now), communities_of(request.actor)
    counts = counts_of((a.code for a in listed), today)
    busy = [a for a in listed if "every" in request.GET or counts[a.code].is_any]
    context = {
        **office(request, HERE, crumbs=[(_("双报到与共建"), "")]),
        "ways": ways(request.actor, "overview"),
        "figures": _totals(counts.values()),
        "rows": [_row(area, counts[area.code]) for area in busy],
        "quiet": len(listed) - len(busy),
        "branches": _branches(request),
        "report_url": f"{HERE}units/{own_units(request.actor)[0]}/register"
        if own_units(request.actor)
        else "",
    }
    return render(request, "party/co_building.html", context)


def _only_board(request: Asked) -> str:
    """Where somebody goes who acts for one community, one unit or themselves alone."""
    if {"all", "every"} & request.GET.keys():
        return ""
    communities, units = own_communities(request.actor), own_units(request.actor)
    is_wider = len(areas_read(request.actor)) > len(communities)
    if len(communities) == 1 and not (units or is_wider):
        return f"{HERE}communities/{communities[0]}/"
    if len(units) == 1 and not (communities or is_wider):
        return f"{HERE}units/{units[0]}/"
    only_member = request.actor.roles <= {"party_member"}
    return f"{HERE}me/" if only_member and "party_member" in request.actor.roles else ""


def _totals(counts: Any) -> list[dict[str, Any]]:
    listed = list(counts)
    promised, done = sum(c.promised for c in listed), sum(c.done for c in listed)
    late = sum(c.late for c in listed)
    wishes, fulfilled = sum(c.wishes for c in listed), sum(c.fulfilled for c in listed)
    return [
        {"label": _("单位报到"), "value": str(sum(c.units for c in listed))},
        {"label": _("在职党员报到"), "value": str(sum(c.members for c in listed))},
        {"label": _("有效需求"), "value": str(sum(c.needs for c in listed))},
        {"label": _("项目完成 / 承诺"), "value": f"{done} / {promised}"},
        {"label": _("逾期项目"), "value": str(late), "alert": bool(late)},
        {"label": _("微心愿实现 / 发布"), "value": f"{fulfilled} / {wishes}"},
    ]


def _row(area: AreaEntry, counts: Counts) -> dict[str, Any]:
    town = territory().areas.get(area.parent)
    return {
        "url": f"{HERE}communities/{area.code}/",
        "name": area.name,
        "town": town.name if town else "",
        "counts": counts,
        "light": "red" if counts.late else "green" if counts.promised else "rest",
    }


def _branches(request: Asked) -> list[dict[str, Any]]:
    """What a branch secretary reads of the branch's members: counts, no names."""
    grips = keeping(request.actor, frozenset({"branch_secretary"}))
    apart = territory().apart
    return [
        {"name": apart[g.unit].name, **branch_counts(g.unit_path)} for g in grips if g.unit in apart
    ]


@door("staff")
@require_safe
def board(request: Asked, code: str) -> HttpResponse:
    """One community: units with their lights, needs, resources, projects and wishes."""
    area, today = community_for(request.actor, code), local_day(request.now)
    counts, hosting = counts_of([code], today)[code], is_host(request.actor, area.path)
    units = units_at(code, today)
    projects = JointProject.objects.filter(community=code).select_related("community")
    needs = Need.objects.filter(still_open(today), community=code).select_related("community")
    wishes = Wish.objects.filter(community=code).exclude(state__in=("confirmed", "withdrawn"))
    here = {u.registration.unit for u in units if u.registration.state == "confirmed"}
    resources = Resource.objects.filter(still_open(today), unit__in=here)
    context = {
        **office(request, HERE, crumbs=[(_("双报到与共建"), f"{HERE}?all"), (area.name, "")]),
        "ways": ways(request.actor, f"community-{code}"),
        "area": area,
        "url": f"{HERE}communities/{code}/",
        "hosting": hosting,
        "figures": _totals([counts]),
        "units": [unit_row(u) for u in units],
        "projects": _open_first(projects, today),
        "done": projects.filter(state__in=("evaluated", "confirmed")).count(),
        "needs": need_rows(needs.order_by("ends_on", "pk")[:MOST], today),
        "resources": _offered_here(resources, code, today),
        "wishes": [wish_row(w) for w in wishes.select_related("community").order_by("pk")[:MOST]],
        "alliance": Alliance.objects.filter(community=code).first(),
        "hours_waiting": _hours_waiting(code) if hosting else 0,
    }
    return render(request, "party/co_building_board.html", context)


def _open_first(projects: Any, today: date) -> list[dict[str, Any]]:
    rows = projects.filter(state__in=OPEN).order_by("ends_on", "pk")[:MOST]
    return [project_row(row, today) for row in rows]


def _offered_here(resources: Any, code: str, today: date) -> list[dict[str, Any]]:
    rows = resources.order_by("kind", "unit", "pk")[: 4 * MOST]
    fitting = [r for r in rows if not r.communities or code in r.communities]
    return resource_rows(fitting[:MOST], today)


def _hours_waiting(code: str) -> int:
    waiting = HoursEntry.objects.filter(confirmed_at=None, refused_at=None)
    return waiting.filter(registration__community=code).count()


@door("staff")
@require_safe
def projects(request: Asked, code: str) -> HttpResponse:
    """The projects of a community that are over, newest first."""
    area, today = community_for(request.actor, code), local_day(request.now)
    rows = JointProject.objects.filter(community=code).exclude(state__in=OPEN)
    listed = rows.select_related("community").order_by("-ends_on", "-pk")[:500]
    base = f"{HERE}communities/{code}/"
    context = {
        **office(
            request, HERE,
            crumbs=[(_("双报到与共建"), f"{HERE}?all"), (area.name, base), (_("已结束的项目"), "")],
        ),
        "area": area,
        "rows": [project_row(row, today) for row in listed],
    }  # fmt: skip
    return render(request, "party/co_building_projects.html", context)


@door("staff", "host")
@require_http_methods(["GET", "HEAD", "POST"])
def new_wish(request: Asked, code: str) -> HttpResponse:
    """A community posts a wish."""
    area = community_for(request.actor, code)
    base = f"{HERE}communities/{code}/"
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            post_wish(code, form.cleaned_data["text"], by=request.actor, now=request.now)
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(base)
    return form_page(request, form, _("发布微心愿"), base, area.name)


def form_page(
    request: Asked, form: Any, title: str, back: str, where: str, **more: Any
) -> HttpResponse:
    """A form on a page of its own, below a board."""
    crumbs = [(_("双报到与共建"), f"{HERE}?all"), (where, back), (title, "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "title": title,
        "form": form,
        "back": back,
        **more,
    }
    status = 422 if form.is_bound else 200
    return render(request, "casework/desk_programme_form.html", context, status=status)

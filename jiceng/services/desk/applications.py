"""/desk/applications/: what waits at a counter, what is promised until when, and the acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.programme_forms import ActForm, WordedForm, words
from jiceng.services.actions import applications as acts
from jiceng.services.forms.application_forms import CounterForm, PapersForm
from jiceng.services.forms.items_told import name_of, paper_name, status_told, unit_name
from jiceng.services.models import Application, ServicePoint
from jiceng.services.process import APPLICATION
from jiceng.services.queries.applications import (
    WORKERS,
    application_for,
    applications_of,
)
from jiceng.services.queries.items import item_as_of, items_at
from jiceng.services.queries.points import keeping, open_points
from jiceng.services.rules.items import CHANNELS
from jiceng.services.rules.items_words import ACTS
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import paper

HERE = "/desk/applications/"
ROLES = tuple(sorted(WORKERS))
STATES = [("", N_("未办结")), *((s.name, s.label) for s in APPLICATION.states)]
DONE = frozenset(s.name for s in APPLICATION.states if s.resting or s.final)
GRAVE = frozenset({"decline", "ask_supplement"})
POINTLESS = frozenset({"item_not_instant"})
"""What says that an item has no such move; not worth a box."""


class Filters(WordedForm):
    """Narrowing of the list."""

    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    text = forms.CharField(label=N_("事项或编号"), max_length=40, required=False)


class PaperForm(ActForm):
    """The words a move asks for."""

    def __init__(self, needs: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in sorted(needs):
            self.fields[name] = words(paper(name), 3, max_length=2000)


def _form(needs: frozenset[str]) -> Any:
    def build(*args: Any, **kwargs: Any) -> PaperForm:
        return PaperForm(needs, *args, **kwargs)

    return build


def _write(name: str) -> Any:
    def write(request: Asked, row: Application, said: dict[str, Any], version: int) -> None:
        acts.move_application(
            row, name, by=request.actor, now=request.now, version=version,
            given=acts.Papers(**said),
        )  # fmt: skip

    return write


CHANGES: Mapping[str, Change] = {
    move.name: Change(
        move.label, _form(move.needs), _write(move.name), "danger" if move.name in GRAVE else
        "primary"
    )
    for move in APPLICATION.moves
}  # fmt: skip


def _papers_change(row: Application) -> Change:
    item = item_as_of(row.item, row.item_version)

    def build(*args: Any, **kwargs: Any) -> PapersForm:
        return PapersForm(item.papers, *args, **kwargs)

    def write(request: Asked, kept: Application, said: dict[str, Any], version: int) -> None:
        acts.receive_papers(
            kept, tuple(said["papers"]), by=request.actor, now=request.now, version=version
        )

    return Change(N_("登记材料"), build, write, "", lambda request, kept: {"papers": kept.papers})


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Applications of one's own unit, the earliest promise first; those done the newest first."""
    filters = Filters(request.GET)
    rows = applications_of(request.actor).filter(_condition(filters))
    is_done = filters.cleaned_data.get("state") in DONE
    key = "id" if is_done else "due_at"
    page = page_of(rows, request.GET.get("after", ""), key=key, newest=is_done)
    context = {
        **office(request, HERE, crumbs=[(_("服务申请"), "")]),
        "now": request.now,
        "filters": filters,
        "rows": [_row(r, request) for r in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
    }
    return render(request, "services/applications.html", context)


def _condition(filters: Filters) -> Q:
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    state = said.get("state")
    found = Q() if state in DONE else Q(decided_at=None) & ~Q(state="withdrawn")
    found &= Q(state=state) if state else Q()
    if text := said.get("text"):
        found &= Q(title__icontains=text) | Q(number=text)
    return found


def _row(row: Application, request: Asked) -> dict[str, Any]:
    is_late = row.due_at is not None and row.decided_at is None and row.due_at < request.now
    return {
        "number": row.number,
        "url": f"{HERE}{row.number}/",
        "name": row.title,
        "channel": _(CHANNELS[row.channel]),
        "status": status_told(row),
        "submitted_at": row.submitted_at,
        "due_at": row.due_at if row.decided_at is None else None,
        "light": "red" if is_late else "green",
        "is_sample": row.is_sample,
    }


@door("staff", "clerk")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """At the counter, or by an agent with the applicant's word."""
    points = _own_points(request)
    offered = [("", _("不在网点受理")), *((p.number, p.name) for p in points)]
    form = CounterForm(items_at(request.now).values(), offered, request.POST or None,
                       initial={"channel": "counter"})  # fmt: skip
    codes: dict[str, str] = {}

    def write() -> Application:
        said = dict(form.cleaned_data)
        wanted = said.pop("point")
        point = next((p for p in points if p.number == wanted), None)
        receipt = acts.apply_for(acts.Asked(point=point, **said), by=request.actor, now=request.now)
        codes[receipt.application.number] = receipt.access_code
        return receipt.application

    def there(row: Application) -> str:
        request.session["application_code"] = [row.number, codes[row.number]]
        return f"{HERE}receipt"

    return form_page(request, _("登记申请"), [(_("服务申请"), HERE)], form, write, there, HERE)


def _own_points(request: Asked) -> list[ServicePoint]:
    """Points of one's own unit, or of the areas one keeps."""
    units = {g.unit for g in request.actor.grips}
    own = Q(unit__in=units)
    for grip in keeping(request.actor):
        own |= Q(area_path=grip.area_path)
    return list(open_points().filter(own)[:50])


@door("staff", "clerk")
@require_safe
def receipt(request: Asked) -> HttpResponse:
    """What is handed to the applicant; the code is shown this once."""
    number, code = request.session.pop("application_code", ("", ""))
    if not number:
        return HttpResponseRedirect(HERE)
    row = application_for(request.actor, number) if _sees(request, number) else None
    context = {
        **office(request, HERE, crumbs=[(_("服务申请"), HERE), (_("回执"), "")]),
        "number": number,
        "code_shown": f"{code[:4]} {code[4:]}",
        "row": row,
        "url": f"{HERE}{number}/" if row else "",
    }
    return render(request, "services/application_receipt.html", context)


def _sees(request: Asked, number: str) -> bool:
    return applications_of(request.actor).filter(number=number).exists()


@door("staff", *ROLES)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One application: papers, course, and what may be done."""
    return _page(request, application_for(request.actor, number))


@door("staff", *ROLES)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move or change, by its name."""
    row = application_for(request.actor, number)
    changes = {**CHANGES, "papers": _papers_change(row)}
    return acted(request, row, name, changes, _page, f"{HERE}{number}/")


@door("staff", *ROLES)
@require_POST
def contact(request: Asked, number: str) -> HttpResponse:
    """Name and telephone in full; the look is journalled."""
    row = application_for(request.actor, number)
    shown = acts.show_applicant(row, by=request.actor, now=request.now)
    return _page(request, row, contact=shown)


def _page(
    request: Asked, row: Application, tried: Tried | None = None, status: int = 200,
    contact: Mapping[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    url, item = f"{HERE}{row.number}/", item_as_of(row.item, row.item_version)
    offers = move_offers(
        request, row, APPLICATION, request.actor.roles_towards(row) & WORKERS, CHANGES,
        f"{url}acts/", tried, POINTLESS,
    )  # fmt: skip
    notes = row.state in ("submitted", "supplementing") and bool(item.papers)
    if notes and "clerk" in request.actor.roles_towards(row):
        change = _papers_change(row)
        offers.append(offer(request, row, "papers", change, f"{url}acts/", tried))
    known = {o["name"] for o in offers}
    kept = getattr(row, "applicant", None)
    context = {
        **office(request, HERE, crumbs=[(_("服务申请"), HERE), (row.number, "")]),
        "now": request.now,
        "row": row,
        "name": name_of(item),
        "status": status_told(row),
        "details": _details(row),
        "papers": [
            {"name": paper_name(p), "there": p.key in row.papers, "note": p.note}
            for p in item.papers
        ],
        "hint": kept.hint if kept else "",
        "contact": contact,
        "timeline": happened(row, APPLICATION, ACTS, without_post=_("申请人")),
        "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
        "url": url,
    }
    return render(request, "services/application.html", context, status=status)


def _details(row: Application) -> list[dict[str, Any]]:
    kept = {True: _("是"), False: _("否")}.get(row.is_kept) if row.is_kept is not None else None
    told = [
        (_("承办单位"), unit_name(row.unit)),
        (_("受理网点"), row.point.name if row.point else None),
        (_("办理方式"), _(CHANNELS[row.channel])),
        (_("由他人代办"), _("是，申请人本人同意") if row.by_agent else None),
        (_("情况说明"), row.note or None),
        (_("按承诺办结"), kept),
        (_("满意度"), row.rating),
    ]
    return [{"label": label, "text": text} for label, text in told if text is not None]


urlpatterns = [
    path("applications/", show),
    path("applications/new", new),
    path("applications/receipt", receipt),
    path("applications/<str:number>/", one),
    path("applications/<str:number>/acts/<str:name>", act),
    path("applications/<str:number>/contact", contact),
]

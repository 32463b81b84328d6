"""/desk/party/weak-branches/<number>/: one branch, its plan, supporters, months and moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.fields import MoveForm
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import url_of
from jiceng.casework.queries import rules_at
from jiceng.kernel.process import Move
from jiceng.kernel.records.names import listed
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal, Refused
from jiceng.party.actions import weak_plans as acts
from jiceng.party.actions.weak_branches import move_weak_branch
from jiceng.party.desk import weak_forms as forms
from jiceng.party.desk.frame import HOME
from jiceng.party.desk.organisations import url_of as organisation_url
from jiceng.party.desk.weak_shown import (
    ACTS,
    finding,
    items_shown,
    months_shown,
    names_on,
    status_of,
    supporters_shown,
)
from jiceng.party.models import WeakBranch
from jiceng.party.process import WEAK_BRANCH
from jiceng.party.queries.access import ABOVE, KEEPERS, may
from jiceng.party.queries.rule_book import version_on
from jiceng.party.queries.weak_branches import progress, tripped, weak_branch_for
from jiceng.party.rules.weak_branches import KEY
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import sentences, word

HERE = f"{HOME}weak-branches/"
Write = Callable[[Asked, WeakBranch, Any], Any]
GRAVE = frozenset({"dismiss", "send_back", "send_back_plan", "relapse"})


@dataclass(frozen=True, slots=True)
class Tried:
    """A change or a move that was not made: its form as it was typed, and why."""

    name: str
    form: Form
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Change:
    """Something done to a plan by a form: whose it is, in which states, and who writes it."""

    label: str
    roles: frozenset[str]
    states: tuple[str, ...]
    write: Write


def _known(request: Asked, form: Any) -> dict[str, Any]:
    """What every act takes besides its own."""
    today = local_day(request.now)
    return {"by": request.actor, "now": request.now, "today": today,
            "version": form.cleaned_data["version"]}  # fmt: skip


def _item(request: Asked, weak: WeakBranch, form: Any) -> None:
    acts.add_item(weak, form.given(), **_known(request, form))


def _drop(request: Asked, weak: WeakBranch, form: Any) -> None:
    said = form.cleaned_data
    acts.drop_item(weak, said["order"], by=request.actor, now=request.now, version=said["version"])


def _done(request: Asked, weak: WeakBranch, form: Any) -> None:
    said = form.cleaned_data
    acts.finish_item(
        weak, said["order"], on=said["on"], proof=said["proof"], **_known(request, form)
    )


def _check(request: Asked, weak: WeakBranch, form: Any) -> None:
    said = form.cleaned_data
    acts.check_item(weak, said["order"], holds=said["holds"] == "yes", **_known(request, form))


def _supporter(request: Asked, weak: WeakBranch, form: Any) -> None:
    said = form.cleaned_data
    acts.set_supporter(weak, said["kind"], said["office"], **_known(request, form))


def _secretary(request: Asked, weak: WeakBranch, form: Any) -> None:
    acts.adjust_secretary(weak, form.cleaned_data["because"], **_known(request, form))


CHANGES: Mapping[str, Change] = {
    "item": Change(N_("写入整改措施"), KEEPERS, acts.PLANNING, _item),
    "supporter": Change(N_("落实帮扶力量"), ABOVE, acts.ON_THE_LIST, _supporter),
    "secretary": Change(N_("调整书记"), ABOVE, acts.ON_THE_LIST, _secretary),
    "drop": Change(N_("删去整改措施"), KEEPERS, acts.PLANNING, _drop),
    "done": Change(N_("报告措施完成"), KEEPERS, ("under_rectification",), _done),
    "check": Change(N_("逐项核验"), ABOVE, ("acceptance_requested",), _check),
}
OFFERED = ("item", "supporter", "secretary")
"""What stands in the panel; the rest stands at its line."""
FORMS: Mapping[str, type[Form]] = {
    "supporter": forms.SupporterForm, "secretary": forms.SecretaryForm, "drop": forms.DropForm,
    "done": forms.DoneForm, "check": forms.CheckForm,
}  # fmt: skip


def _form(name: str, weak: WeakBranch, data: Any = None) -> Form:
    given: dict[str, Any] = {"auto_id": f"change-{name}_%s", "initial": {"version": weak.version}}
    if name != "item":
        return FORMS[name](data, **given)
    names = names_on(weak.sweep.rule_from)
    keys = [f.condition for f in tripped(weak.sweep, weak.organisation)]
    return forms.ItemForm({key: names.get(key, key) for key in keys}, data, **given)


@door("staff", *sorted(KEEPERS))
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One branch on the list."""
    return _page(request, weak_branch_for(request.actor, number, local_day(request.now)))


@door("staff", *sorted(KEEPERS))
@require_POST
def change(request: Asked, number: str, act: str) -> HttpResponse:
    """One change of the plan, by its name."""
    weak = weak_branch_for(request.actor, number, local_day(request.now))
    wanted = CHANGES.get(act)
    if wanted is None:
        raise NotFound(Reason("not_found"))
    return _write(request, weak, act, _form(act, weak, request.POST), wanted.write)


@door("staff", *sorted(KEEPERS))
@require_POST
def move(request: Asked, number: str, name: str) -> HttpResponse:
    """One move, by its name."""
    weak = weak_branch_for(request.actor, number, local_day(request.now))
    try:
        declared = WEAK_BRANCH.move(name)
    except Refused as error:
        raise NotFound(Reason("not_found")) from error
    form = MoveForm(forms.move_fields(declared.needs), name, request.POST)

    def write(request: Asked, weak: WeakBranch, form: Any) -> None:
        move_weak_branch(
            weak, name, **_known(request, form), given=forms.papers_of(form.cleaned_data)
        )

    return _write(request, weak, name, form, write)


def _write(request: Asked, weak: WeakBranch, name: str, form: Form, write: Write) -> HttpResponse:
    """Check a form and write; back to the page, with what was wrong if anything."""
    reasons: list[str] = []
    status = 422
    if form.is_valid():
        try:
            write(request, weak, form)
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
        else:
            return HttpResponseRedirect(url_of("weak_branch", weak.number))
    fresh = weak_branch_for(request.actor, weak.number, local_day(request.now))
    return _page(request, fresh, Tried(name, form, reasons), status)


def _page(
    request: Asked, weak: WeakBranch, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    today, names = local_day(request.now), names_on(weak.sweep.rule_from)
    moves, offers = _moves(request, weak, tried), _offers(request, weak, tried)
    shown = {o["name"] for o in (*moves, *offers)}
    crumbs = [(_("软弱涣散整顿"), HERE), (weak.number, "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "weak": weak,
        "status": status_of(weak),
        "details": _details(weak),
        "findings": [finding(f, names) for f in tripped(weak.sweep, weak.organisation)],
        "version": version_on(KEY, weak.sweep.rule_from),
        "items": items_shown(weak, names, today),
        "unanswered": listed(names.get(key, key) for key in weak.unanswered),
        "may": {name: _may(request, weak, name) for name in ("drop", "done", "check")},
        "supporters": supporters_shown(weak),
        "months": months_shown(progress(weak, today, county_zone())),
        "timeline": happened(weak, WEAK_BRANCH, ACTS),
        "moves": moves,
        "offers": offers,
        "tried": tried if tried and (tried.name not in shown) else None,
        "base": url_of("weak_branch", weak.number),
        "today": today,
    }
    return render(request, "party/weak_branch.html", context, status=status)


def _may(request: Asked, weak: WeakBranch, name: str) -> bool:
    wanted = CHANGES[name]
    return weak.state in wanted.states and may(request.actor, weak.unit_path, wanted.roles)


def _details(weak: WeakBranch) -> list[dict[str, Any]]:
    adjusted = weak.secretary_changes.count()
    facts = [
        (_("党组织"), weak.organisation.name, organisation_url(weak.organisation)),
        (_("排查日期"), f"{weak.sweep.on:%Y-%m-%d}", f"{HERE}sweeps/{weak.sweep_id}/"),
        (_("县委常委会决定"), weak.decision_number, ""),
        (_("镇党委验收决定"), weak.town_decision, ""),
        (_("组织部门验收文号"), weak.acceptance_number, ""),
        (_("跟踪至"), f"{weak.follow_up_until:%Y-%m-%d}" if weak.follow_up_until else "", ""),
        (_("反弹"), _("%(n)d 次") % {"n": weak.relapses} if weak.relapses else "", ""),
        (_("调整书记"), _("%(n)d 名") % {"n": adjusted} if adjusted else "", ""),
    ]
    return [{"label": label, "text": text, "url": url} for label, text, url in facts if text]


def _offers(request: Asked, weak: WeakBranch, tried: Tried | None) -> list[dict[str, Any]]:
    """Changes of the plan that stand in the panel."""
    return [
        _offer(name, _(CHANGES[name].label), _form(name, weak), f"changes/{name}", weak, tried)
        for name in OFFERED
        if _may(request, weak, name)
    ]


def _moves(request: Asked, weak: WeakBranch, tried: Tried | None) -> list[dict[str, Any]]:
    """Every move of the reader's roles from here, with what stands against it."""
    roles = request.actor.roles_towards(weak)
    found: list[dict[str, Any]] = []
    for declared in WEAK_BRANCH.open_moves(weak.state, roles):
        form = MoveForm(
            forms.move_fields(declared.needs), declared.name, initial={"version": weak.version}
        )
        is_first = not any(not o["blocked_by"] for o in found)
        style = "danger" if declared.name in GRAVE else "primary" if is_first else ""
        found.append(
            _offer(declared.name, _(declared.label), form, f"moves/{declared.name}", weak, tried,
                   style=style, blocked_by=_against(request, weak, declared))
        )  # fmt: skip
    return found


def _against(request: Asked, weak: WeakBranch, declared: Move) -> list[str]:
    return sentences(
        WEAK_BRANCH.why_not(
            weak, declared, roles=request.actor.roles_towards(weak), supplied=declared.needs,
            now=request.now, calendar=rules_at(request.now)[1],
        )
    )  # fmt: skip


def _offer(
    name: str,
    label: str,
    blank: Form,
    where: str,
    weak: WeakBranch,
    tried: Tried | None,
    **more: Any,
) -> dict[str, Any]:
    """As casework/desk_offer.html draws it."""
    mine = tried if tried and tried.name == name else None
    form = mine.form if mine else blank
    given = {"style": "", "blocked_by": [], **more}
    if mine:
        given["blocked_by"] = []
    return {
        "name": name,
        "label": label,
        "form": form,
        "is_plain": not form.visible_fields(),
        "is_open": mine is not None,
        "reasons": mine.reasons if mine else [],
        "url": f"{url_of('weak_branch', weak.number)}{where}",
        **given,
    }


urlpatterns = [
    path("party/weak-branches/<str:number>/", one),
    path("party/weak-branches/<str:number>/changes/<str:act>", change),
    path("party/weak-branches/<str:number>/moves/<str:name>", move),
]

"""/desk/stars/<number>/: one branch in one year, what it rests on and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Tried
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import url_of
from jiceng.casework.queries import rules_at
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.performance.actions import star_evidence as acts
from jiceng.performance.actions.stars import Papers, move_rating, why_not
from jiceng.performance.desk import star_forms as forms
from jiceng.performance.desk.stars_shown import lacking, scheme_shown, stars_shown, status_of
from jiceng.performance.models import StarRating
from jiceng.performance.process import STAR_RATING
from jiceng.performance.queries.apart import ABOVE, BRANCH, KEEPERS
from jiceng.performance.queries.stars import (
    evidence_of,
    evidence_rows,
    measured_now,
    rating_for,
    scheme_for,
)
from jiceng.performance.rules.stars import Mass, StarScheme
from jiceng.performance.rules.stars_words import ACTS
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import sentences, word

HERE = "/desk/stars/"
GRAVE = frozenset({"send_back", "decline", "withdraw", "uphold"})
Write = Callable[[Asked, StarRating, dict[str, Any]], Any]


def _state(request: Asked, rating: StarRating, said: dict[str, Any]) -> None:
    given = acts.Stated(said["criterion"], said["value"], said["proof"])
    acts.state_evidence(rating, given, **_known(request, said))


def _check(request: Asked, rating: StarRating, said: dict[str, Any]) -> None:
    holds = said["holds"] == "yes"
    acts.check_evidence(rating, said["criterion"], holds=holds, **_known(request, said))


def _mass(request: Asked, rating: StarRating, said: dict[str, Any]) -> None:
    vote = Mass(said["eligible"], said["cast"], said["support"])
    acts.record_mass(rating, vote, **_known(request, said))


def _veto(request: Asked, rating: StarRating, said: dict[str, Any]) -> None:
    acts.hold_veto(rating, said["veto"], said["words"], **_known(request, said))


def _lift(request: Asked, rating: StarRating, said: dict[str, Any]) -> None:
    acts.lift_veto(rating, said["veto"], **_known(request, said))


def _known(request: Asked, said: Mapping[str, Any]) -> dict[str, Any]:
    return {"by": request.actor, "now": request.now, "version": said["version"]}


CHANGES: Mapping[str, tuple[str, frozenset[str], tuple[str, ...], Write]] = {
    "evidence": (N_("报送材料"), KEEPERS, ("self_check",), _state),
    "mass": (N_("登记评议票数"), BRANCH, ("mass_review",), _mass),
    "veto": (N_("登记否决情形"), ABOVE, acts.BEFORE_NOTICE, _veto),
    "check": (N_("核验材料"), ABOVE, ("upper_review",), _check),
    "lift": (N_("解除否决情形"), ABOVE, acts.BEFORE_NOTICE, _lift),
}
"""Name -> label, who, in which states, who writes it."""
OFFERED = ("evidence", "mass", "veto")
"""What stands in the panel; the rest stands at its line."""


def _form(name: str, rating: StarRating, scheme: StarScheme, data: Any = None) -> Form:
    given: dict[str, Any] = {"auto_id": f"{name}_%s", "initial": {"version": rating.version}}
    if name == "evidence":
        return forms.evidence_form(scheme, data, **given)
    if name == "veto":
        return forms.veto_form(scheme, data, **given)
    if name in CHANGES:
        plain = {"mass": forms.MassForm, "check": forms.CheckForm, "lift": forms.LiftForm}
        return plain[name](data, **given)
    needs = STAR_RATING.move(name).needs
    at_edge = name == "publish" and rating.quota_place == "edge"
    return forms.MoveForm(needs, at_edge, data, **given)


@door("staff", *sorted(KEEPERS))
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One rating."""
    return _page(request, rating_for(request.actor, number, local_day(request.now)))


@door("staff", *sorted(KEEPERS))
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One change or move, by its name."""
    rating = rating_for(request.actor, number, local_day(request.now))
    if name not in CHANGES and name not in {m.name for m in STAR_RATING.moves}:
        raise NotFound(Reason("not_found"))
    form, reasons, status = _form(name, rating, scheme_for(rating), request.POST), [], 422
    if form.is_valid():
        try:
            _write(request, rating, name, form.cleaned_data)
            return HttpResponseRedirect(url_of("star_rating", number))
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    fresh = rating_for(request.actor, number, local_day(request.now))
    return _page(request, fresh, Tried(name, form, reasons), status)


def _write(request: Asked, rating: StarRating, name: str, said: dict[str, Any]) -> None:
    if name in CHANGES:
        CHANGES[name][3](request, rating, said)
        return
    papers = Papers(**{k: said.get(k, "") for k in ("reason", "decision", "answer", "edge_reason")})
    move_rating(rating, name, today=local_day(request.now), given=papers, **_known(request, said))


def _page(
    request: Asked, rating: StarRating, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    scheme, kept, rows = scheme_for(rating), evidence_of(rating), evidence_rows(rating)
    today = local_day(request.now)
    live = {}
    if rating.state in ("self_check", "mass_review"):
        live = measured_now(rating.unit, rating.year, scheme, request.now, today)
        values = {k: m.value for k, m in live.items() if scheme.criterion(k)}
        kept = type(kept)({**kept.values, **values}, kept.mass, kept.vetoes)
        rows = {k: row for k, row in rows.items() if k not in live}
    offers = _offers(request, rating, scheme, tried)
    shown = stars_shown(kept, scheme, rows, live)
    context = {
        **office(request, HERE, crumbs=[(_("党支部评星"), HERE), (rating.number, "")]),
        "rating": rating,
        "status": status_of(rating),
        "scheme": scheme_shown(scheme),
        "details": _details(rating),
        "stars": shown,
        "won": len(rating.stars) if rating.stars else sum(star["is_won"] for star in shown),
        "lacking": lacking(kept, scheme) if rating.state in acts.BEFORE_NOTICE else [],
        "vetoes": _vetoes(rows, scheme),
        "may": {name: _may(request, rating, name) for name in ("check", "lift")},
        "timeline": happened(rating, STAR_RATING, ACTS),
        "offers": offers,
        "tried": tried if tried and tried.name not in {o["name"] for o in offers} else None,
        "base": f"{url_of('star_rating', rating.number)}acts/",
    }
    return render(request, "performance/star_rating.html", context, status=status)


def _vetoes(rows: Mapping[str, Any], scheme: StarScheme) -> list[dict[str, Any]]:
    held = [(scheme.veto(key), row) for key, row in rows.items() if row.is_veto]
    return [
        {"key": v.key, "name": v.name, "proof": row.proof, "by_hand": row.entered_by is not None}
        for v, row in held
        if v
    ]


def _details(rating: StarRating) -> list[dict[str, Any]]:
    vote = rating.mass_eligible and _("应到 %(all)d 人，参加 %(cast)d 人，赞成 %(for)d 人") % {
        "all": rating.mass_eligible, "cast": rating.mass_cast, "for": rating.mass_support,
    }  # fmt: skip
    notice = rating.notice_from and f"{rating.notice_from} — {rating.notice_until}"
    facts = [
        (_("党支部"), rating.title),
        (_("年度"), str(rating.year)),
        (_("群众评议"), vote),
        (_("公示文号"), rating.notice_number),
        (_("公示期"), notice),
        (_("异议"), _("%(n)d 次") % {"n": rating.objections} if rating.objections else ""),
        (_("名额边缘的决定理由"), rating.edge_reason),
        (_("评定文号"), rating.decision_number),
        (_("有效期至"), str(rating.valid_until or "")),
        (_("摘星文号"), rating.withdrawal_number),
    ]
    return [{"label": label, "text": text} for label, text in facts if text]


def _may(request: Asked, rating: StarRating, name: str) -> bool:
    _label, roles, states, _write_it = CHANGES[name]
    return rating.state in states and bool(request.actor.roles_towards(rating) & roles)


def _offers(
    request: Asked, rating: StarRating, scheme: StarScheme, tried: Tried | None
) -> list[dict[str, Any]]:
    """Changes that stand in the panel, then every move of the reader's roles from here."""
    found = [
        _offer(name, _(CHANGES[name][0]), rating, scheme, tried)
        for name in OFFERED
        if _may(request, rating, name)
    ]
    roles, calendar = request.actor.roles_towards(rating), rules_at(request.now)[1]
    for move in STAR_RATING.open_moves(rating.state, roles):
        reasons = STAR_RATING.why_not(
            rating, move, roles=roles, supplied=move.needs, now=request.now, calendar=calendar
        )
        reasons += why_not(rating, move, request.actor)
        against = sentences(r for r in reasons if r.code != "quota_edge")
        one = _offer(move.name, _(move.label), rating, scheme, tried)
        found.append({**one, "blocked_by": [] if one["is_open"] else against})
    return found


def _offer(
    name: str, label: str, rating: StarRating, scheme: StarScheme, tried: Tried | None
) -> dict[str, Any]:
    """As casework/desk_offer.html draws it."""
    mine = tried if tried and tried.name == name else None
    form = mine.form if mine else _form(name, rating, scheme)
    return {
        "name": name,
        "label": label,
        "form": form,
        "is_plain": not form.visible_fields(),
        "is_open": mine is not None,
        "reasons": mine.reasons if mine else [],
        "url": f"{url_of('star_rating', rating.number)}acts/{name}",
        "style": "danger" if name in GRAVE else "" if name in OFFERED else "primary",
        "blocked_by": [],
    }


urlpatterns = [
    path("stars/<str:number>/", one),
    path("stars/<str:number>/acts/<str:name>", act),
]

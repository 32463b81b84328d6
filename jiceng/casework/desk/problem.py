"""/desk/problems/<number>/: one problem, its measures and proof, and what may be done now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.actions.measures import EVIDENCE, add_measures, add_photo, mark_done
from jiceng.casework.actions.problem_support import finish_support, supports_for
from jiceng.casework.actions.problems import move_problem
from jiceng.casework.desk import problem_forms as forms
from jiceng.casework.desk.fields import MoveForm
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.panel import Offer
from jiceng.casework.desk.problem_origin import origins_of
from jiceng.casework.desk.problem_rows import status_of
from jiceng.casework.desk.problems import HERE, ledger_url
from jiceng.casework.desk.urging_shown import hanging_on, taken_banner, urging_panel
from jiceng.casework.models import Measure, Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.problems import problem_for, problem_moves, reaches
from jiceng.casework.rules.problems import SOURCES, light_of
from jiceng.kernel.process import Move
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.records.names import listed
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal, Refused
from jiceng.kernel.scope import Actor
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import sent_file
from jiceng.web.forms import add_refusal, unit_options, version_in
from jiceng.web.menu import office
from jiceng.web.templatetags.jiceng import local_time
from jiceng.web.words import sentences, term_words, word

ACTS: Mapping[str, str] = {
    "find": N_("登记问题"),
    "import": N_("由台账导入"),
    "import_change": N_("由台账更新"),
    "add_measures": N_("增加整改措施"),
    "measure_done": N_("措施完成"),
    "photo": N_("上传照片"),
    "support_done": N_("配合单位反馈"),
}
POINTLESS = frozenset({
    "no_extension_asked", "extension_already_asked", "notice_owed", "notice_not_owed",
    "not_long_term",
})  # fmt: skip
"""Reasons that say another move is meant, not that something is in the way."""
FIRST = (
    "confirm", "plan", "submit", "grant_extension", "publish", "strike_off",
    "strike_off_after_notice", "hold", "keep_up",
)  # fmt: skip
GRAVE = frozenset({"dismiss", "refuse", "reopen", "refuse_extension"})
MOMENTS = {"before": N_("整改前"), "after": N_("整改后"), "report": N_("发现时")}


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried and not done: its name, its form as typed, and why."""

    name: str
    form: Any = None
    reasons: tuple[str, ...] = ()
    order: int = 0
    typed: str = ""


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One problem."""
    return _page(request, problem_for(request.actor, number, request.now))


@door("staff")
@require_POST
def move(request: Asked, number: str, name: str) -> HttpResponse:
    """Any move of the process, by its name."""
    problem = problem_for(request.actor, number, request.now)
    try:
        PROBLEM.move(name)
    except Refused as error:
        raise NotFound(Reason("not_found")) from error
    form = forms.move_form(problem, name, request.POST)

    def write() -> None:
        move_problem(
            problem, name, by=request.actor, now=request.now,
            version=form.cleaned_data["version"], given=forms.papers_in(form),
        )  # fmt: skip

    return _written(request, problem, Tried(name, form), write)


@door("staff")
@require_POST
def measures(request: Asked, number: str) -> HttpResponse:
    """One more measure while the unit rectifies."""
    problem = problem_for(request.actor, number, request.now)
    form = forms.move_form(problem, "add_measures", request.POST)

    def write() -> None:
        add_measures(
            problem, forms.planned(form), by=request.actor, now=request.now,
            version=form.cleaned_data["version"],
        )  # fmt: skip

    return _written(request, problem, Tried("add_measures", form), write)


@door("staff")
@require_POST
def measure(request: Asked, number: str, order: int) -> HttpResponse:
    """A measure is done; words or a picture prove it."""
    problem = problem_for(request.actor, number, request.now)
    note, sent = request.POST.get("note", ""), request.FILES.get("photo")

    def write() -> None:
        kept = store_upload(sent.read(), now=request.now, moment="after") if sent else None
        mark_done(
            problem, order, note, by=request.actor, now=request.now,
            version=version_in(request.POST), upload=kept.upload if kept else None,
        )  # fmt: skip

    return _written(request, problem, Tried("measure_done", order=order, typed=note), write)


@door("staff", "handler")
@require_POST
def support(request: Asked, number: str) -> HttpResponse:
    """A supporting unit says that its part is done."""
    problem = problem_for(request.actor, number, request.now)
    unit = request.GET.get("unit", "")
    form = forms.support_form(problem, unit, request.POST)

    def write() -> None:
        finish_support(
            problem, unit, form.cleaned_data["done"], by=request.actor, now=request.now,
            version=form.cleaned_data["version"],
        )  # fmt: skip

    return _written(request, problem, Tried(f"support_{unit}", form), write)


@door("staff")
@require_POST
def photos(request: Asked, number: str) -> HttpResponse:
    """A picture before or after."""
    problem = problem_for(request.actor, number, request.now)
    form = forms.PhotoForm(request.POST, request.FILES)

    def write() -> None:
        kept = store_upload(form.cleaned_data["photo"].read(), now=request.now)
        moment = form.cleaned_data["moment"]
        add_photo(problem, kept.upload, moment, by=request.actor, now=request.now)

    return _written(request, problem, Tried("photo", form), write)


def _written(
    request: Asked, problem: Problem, tried: Tried, write: Callable[[], None]
) -> HttpResponse:
    """Try it; answer with the way back, or with the page and every reason."""
    if tried.form is not None and not tried.form.is_valid():
        return _page(request, problem, tried, 422)
    status, reasons = 422, tuple[str, ...]()
    try:
        write()
    except Refusal as refusal:
        status = refusal.status
        if isinstance(refusal, Invalid) and tried.form is not None:
            add_refusal(tried.form, refusal.reasons, word)
        else:
            reasons = tuple(sentences(refusal.reasons))
    else:
        if not reaches(request.actor, problem):
            return HttpResponseRedirect(f"/desk/?gone={problem.number}")
        return HttpResponseRedirect(url_of("problem", problem.number))
    fresh = problem_for(request.actor, problem.number, request.now)
    shown = Tried(tried.name, tried.form, reasons, tried.order, tried.typed)
    return _page(request, fresh, shown, status)


@door("staff")
@require_safe
def photo(request: Asked, number: str, upload: UUID) -> HttpResponseBase:
    """One picture or paper of a problem within reach."""
    return sent_file(problem_for(request.actor, number, request.now), upload)


def _page(
    request: Asked, problem: Problem, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    now, campaign = request.now, problem.campaign
    roles = request.actor.roles_towards(problem)
    offers = _offers(request, problem, tried)
    is_offered = any(o.name == tried.name for o in offers) if tried else False
    crumbs = [
        (_("问题台账"), HERE), (campaign.name, ledger_url(campaign.code)), (problem.number, ""),
    ]  # fmt: skip
    light = light_of(problem.state, problem.due_at, now)
    there = hanging_on(problem)
    context = {
        **office(request, HERE, crumbs=crumbs),
        "calendar": rules_at(now)[1],
        "problem": problem,
        "status": status_of(problem, now),
        "light": light,
        "due_at": problem.due_at if light in ("red", "yellow", "doing") else None,
        "details": _details(problem, request.actor),
        "measures": [_measure(m, tried) for m in problem.planned],
        "may_measure": problem.state == "rectifying" and "handler" in roles,
        "supports": _supports(problem) if problem.supporting else [],
        "photos": _photos(problem) if "photo" in there else [],
        "recurrences": _recurrences(problem, any_later="recurrence" in there),
        "timeline": happened(problem, PROBLEM, ACTS),
        "moves": offers,
        "photo_form": _photo_form(problem, roles, tried),
        "add_form": tried.form
        if tried and tried.name == "add_measures"
        else forms.move_form(problem, "add_measures"),
        "tried": tried,
        "refused_reasons": tried.reasons if tried and not is_offered else (),
        "urgings": urging_panel(request, problem, any_sent="urging" in there),
        "taken": taken_banner(request, problem, ever_taken="taken" in there),
        "units": unit_options() if any(o.wants_unit for o in offers) else (),
        "now_url": url_of("problem", problem.number),
    }
    return render(request, "casework/desk_problem.html", context, status=status)


def _photo_form(problem: Problem, roles: frozenset[str], tried: Tried | None) -> Any:
    if PROBLEM.state(problem.state).final or not roles & EVIDENCE:
        return None
    return tried.form if tried and tried.name == "photo" else forms.PhotoForm()


def _offers(request: Asked, problem: Problem, tried: Tried | None) -> list[Offer]:
    """Every move of somebody's roles from here, the most useful first, blocked ones last."""
    listed = [
        (m, reasons)
        for m, reasons in problem_moves(problem, request.actor, request.now)
        if not {r.code for r in reasons} & POINTLESS
    ]
    free = [m.name for m, reasons in listed if not reasons]
    first = next((name for name in FIRST if name in free), "")
    offers = [_offer(problem, m, sentences(r), first, tried) for m, r in listed]
    offers += [_support_offer(problem, row.unit, tried)
               for row in supports_for(problem, request.actor)]  # fmt: skip
    place = {name: n for n, name in enumerate(FIRST)}
    return sorted(offers, key=lambda o: (bool(o.blocked_by), place.get(o.name, len(FIRST))))


def _offer(
    problem: Problem, move: Move, blocked_by: list[str], first: str, tried: Tried | None
) -> Offer:
    mine = tried if tried and tried.name == move.name else None
    form: MoveForm = mine.form if mine else forms.move_form(problem, move.name)
    return Offer(
        name=move.name,
        label=_(move.label),
        form=form,
        blocked_by=[] if mine else blocked_by,
        style="primary" if move.name == first else "danger" if move.name in GRAVE else "",
        is_open=mine is not None or (move.name == first and tried is None),
        reasons=mine.reasons if mine else (),
        url=f"{url_of('problem', problem.number)}moves/{move.name}",
    )


def _support_offer(problem: Problem, unit: str, tried: Tried | None) -> Offer:
    """What a supporting unit is asked for."""
    name = f"support_{unit}"
    mine = tried if tried and tried.name == name else None
    return Offer(
        name=name,
        label=_("%(unit)s反馈") % {"unit": unit_name(unit)},
        form=mine.form if mine else forms.support_form(problem, unit),
        blocked_by=[],
        style="primary",
        is_open=tried is None or mine is not None,
        reasons=mine.reasons if mine else (),
        url=f"{url_of('problem', problem.number)}support?unit={unit}",
    )


def _supports(problem: Problem) -> list[dict[str, Any]]:
    rows = problem.supports.order_by("pk")
    return [{"name": unit_name(s.unit), "done": s.done, "at": s.done_at} for s in rows]


def _details(problem: Problem, actor: Actor) -> list[dict[str, Any]]:
    rows: list[tuple[str, str, str]] = [
        (_("责任单位"), unit_name(problem.unit), ""),
        (_("配合单位"), listed(unit_name(code) for code in problem.supporting), ""),
        (_("责任领导"), problem.responsible_leader, ""),
        (_("责任人"), problem.responsible_person, ""),
        (_("问题来源"), _(SOURCES.get(problem.source, problem.source)), ""),
        (_("问题类别"), problem.category, ""),
        (_("地点"), problem.place_text, ""),
        (_("发现日期"), f"{problem.found_on:%Y-%m-%d}", ""),
        (_("整改时限"), local_time(problem.due_at), ""),
        (_("整改目标"), problem.target, ""),
    ]
    if problem.external_number:
        rows.append((_("台账编号"), problem.external_number, ""))
    if problem.asked_extension:
        rows.append((_("延期申请"), term_words(problem.asked_extension), ""))
    if problem.look_back_at and not PROBLEM.state(problem.state).final:
        rows.append((_("回头看"), local_time(problem.look_back_at), ""))
    rows += origins_of(problem, actor)
    counts = ((_("延期"), problem.extensions), (_("退回"), problem.refusals),
              (_("反弹"), problem.reopenings))  # fmt: skip
    if told := [f"{label} {n}" for label, n in counts if n]:
        rows.append((_("经过"), listed(told), ""))
    rows += [(name, str(text), "") for name, text in problem.kept.items()]
    return [{"label": label, "text": text or "—", "url": url} for label, text, url in rows]


def _measure(m: Measure, tried: Tried | None) -> dict[str, Any]:
    mine = tried if tried and tried.name == "measure_done" and tried.order == m.order else None
    return {
        "order": m.order,
        "text": m.text,
        "person": m.person,
        "due_on": m.due_on,
        "proof": m.proof,
        "done_on": m.done_on,
        "note": m.done_note,
        "typed": mine.typed if mine else "",
        "reasons": mine.reasons if mine else (),
        "is_open": mine is not None,
    }


def _photos(problem: Problem) -> list[dict[str, Any]]:
    """Pictures before and after, side by side."""
    which = {"subject_kind": "problem", "subject_id": problem.pk, "erased_at": None}
    base = f"{url_of('problem', problem.number)}photos/"
    found: dict[str, list[dict[str, str]]] = {}
    for n, row in enumerate(Attachment.objects.filter(**which).order_by("pk"), 1):
        label = _(MOMENTS.get(row.moment, ""))
        shown = {"url": f"{base}{row.upload}", "alt": _("%(when)s照片 %(n)d") % {
            "when": label, "n": n}, "kind": row.kind}  # fmt: skip
        found.setdefault(label, []).append(shown)
    return [{"label": label, "photos": rows} for label, rows in found.items()]


def _recurrences(problem: Problem, *, any_later: bool) -> list[dict[str, str]]:
    """The problem at this place before, and those after."""
    before = [problem.recurrence_of] if problem.recurrence_of else []
    after = list(problem.recurrences.order_by("-pk")[:10]) if any_later else []
    return [
        {
            "url": url_of("problem", p.number),
            "title": p.title,
            "number": p.number,
            "when": _("以前") if p in before else _("此后"),
            "state": _(PROBLEM.state(p.state).label),
        }
        for p in (*before, *after)
    ]

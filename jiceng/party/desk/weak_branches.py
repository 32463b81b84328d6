"""/desk/party/weak-branches/: the list, and sweeps with the facts they rest on (S7)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.labels import url_of
from jiceng.casework.figures import Window
from jiceng.kernel.refusal import Refusal
from jiceng.party.actions.sweeps import enter_fact, put_forward, run_sweep
from jiceng.party.desk import weak_branch
from jiceng.party.desk.frame import HOME, form_page
from jiceng.party.desk.weak_forms import COUNTED, EnterForm, Filters, SweepForm
from jiceng.party.desk.weak_shown import finding, names_on, row_of
from jiceng.party.figures.weak_branches import records
from jiceng.party.models import PlanStep, Sweep, SweepFinding
from jiceng.party.queries.access import (
    ABOVE,
    KEEPERS,
    keeping,
    may,
    organisation_for,
    organisations_of,
    reach,
)
from jiceng.party.queries.rule_book import version_on
from jiceng.party.queries.weak_branches import (
    conditions_on,
    findings_of,
    open_of,
    sweep_for,
    sweeps_of,
    weak_branches_of,
)
from jiceng.party.rules.organisations import BRANCHES
from jiceng.party.rules.weak_branches import KEY
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences

HERE = f"{HOME}weak-branches/"
SWEEPS_SHOWN = 8
MOST_BRANCHES = 200


@door("staff", *sorted(KEEPERS))
@require_safe
def show(request: Asked) -> HttpResponse:
    """Branches that are or were on the list, within reach; the newest sweeps beside them."""
    filters = Filters(request.GET)
    rows = weak_branches_of(request.actor).filter(_condition(request, filters))
    page = page_of(rows, request.GET.get("after", ""), key="entered_at", newest=True)
    counts = _counts([w.pk for w in page.rows])
    context = {
        **office(request, HERE, crumbs=[(_("软弱涣散整顿"), "")]),
        "filters": filters,
        "rows": [row_of(weak, counts) for weak in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 个") % {"n": len(page.rows)}),
        "figures": _figures(request),
        "sweeps": [
            {"url": _sweep_url(s), "committee": s.committee.name, "on": s.on,
             "branches": s.branches}
            for s in sweeps_of(request.actor)[:SWEEPS_SHOWN]
        ],
        "may_sweep": bool(keeping(request.actor, ABOVE)),
    }  # fmt: skip
    return render(request, "party/weak_branches.html", context)


def _condition(request: Asked, filters: Filters) -> Q:
    if not filters.is_valid():
        return Q()
    said = filters.cleaned_data
    found = Q(state=said["state"]) if said["state"] else Q()
    if said["counted"]:
        found &= _counted(request, said["counted"])
    return found & Q(title__icontains=said["text"]) if said["text"] else found


RUNNING = Q(confirmed_at__isnull=False) & ~Q(state__in=("follow_up", "released", "dismissed"))


def _counted(request: Asked, name: str) -> Q:
    """The branches behind a figure above the list."""
    if name == "rectified":
        return Q(pk__in=_behind(request, "weak_branches_rectified").values("pk"))
    if name == "adjusted":
        return Q(pk__in=_behind(request, "secretaries_adjusted").values("weak_branch"))
    return RUNNING if name == "running" else Q(round__gt=1)


def _behind(request: Asked, id: str) -> QuerySet[Any]:
    window = Window(request.now, local_day(request.now))
    return records(id, window=window, reach=lambda column: reach(request.actor, column))


def _counts(keys: list[int]) -> dict[int, tuple[int, int]]:
    """Key -> items of all plans done, and how many there are."""
    rows = PlanStep.objects.filter(weak_branch__in=keys).values("weak_branch")
    done = Count("pk", filter=~Q(done_on=None))
    return {r["weak_branch"]: (r["d"], r["n"]) for r in rows.annotate(n=Count("pk"), d=done)}


def _figures(request: Asked) -> list[dict[str, Any]]:
    """Counted from records within reach; each leads to its records."""
    weak = weak_branches_of(request.actor)
    told = {
        "running": weak.filter(RUNNING).count(),
        "rectified": _behind(request, "weak_branches_rectified").count(),
        "adjusted": _behind(request, "secretaries_adjusted").count(),
        "relapsed": sum(w.relapses for w in weak.filter(round__gt=1)),
    }
    notes = {"rectified": _("摘牌且没有反弹")}
    return [
        {"label": _(label), "value": str(told[name]), "note": notes.get(name, ""),
         "url": f"{HERE}?counted={name}"}
        for name, label in COUNTED.items()
    ]  # fmt: skip


def _sweep_url(row: Sweep) -> str:
    return f"{HERE}sweeps/{row.pk}/"


@door("staff", *sorted(ABOVE))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Run a sweep of a committee's branches."""
    committees = [o for o in organisations_of(request.actor) if o.kind == "committee"]
    form = SweepForm(committees, request.POST or None)

    def write() -> Sweep:
        row = organisation_for(request.actor, form.cleaned_data["committee"])
        today = local_day(request.now)
        return run_sweep(row, by=request.actor, now=request.now, today=today)

    crumbs = [(_("软弱涣散整顿"), HERE)]
    return form_page(request, _("开展排查"), crumbs, form, write, _sweep_url)


@door("staff", *sorted(KEEPERS))
@require_safe
def sweep(request: Asked, key: int) -> HttpResponse:
    """What a sweep found, branch by branch."""
    return _sweep(request, sweep_for(request.actor, key))


def _sweep(
    request: Asked, row: Sweep, reasons: list[str] | None = None, status: int = 200
) -> HttpResponse:
    version, names = version_on(KEY, row.rule_from), names_on(row.rule_from)
    findings = list(findings_of(row, request.actor))
    unknown: dict[str, int] = {}
    for one in findings:
        if one.outcome == "not_known":
            unknown[one.condition] = unknown.get(one.condition, 0) + 1
    branches = _branches(request, row, findings, names)
    context = {
        **office(request, HERE, crumbs=[(_("软弱涣散整顿"), HERE), (f"{row.on:%Y-%m-%d}", "")]),
        "sweep": row,
        "committee": row.committee.name,
        "version": version,
        "unverified": "conditions" in version.unverified,
        "asked": [{"name": names[k], "basis": c.basis}
                  for k, c in conditions_on(row.rule_from).items()],
        "branches": branches[:MOST_BRANCHES],
        "unknown": [{"name": names.get(k, k), "count": n} for k, n in unknown.items()],
        "base": _sweep_url(row),
        "may_put_forward": may(request.actor, row.path, ABOVE),
        "reasons": reasons or [],
    }  # fmt: skip
    return render(request, "party/sweep.html", context, status=status)


def _branches(
    request: Asked, row: Sweep, findings: list[SweepFinding], names: dict[str, str]
) -> list[dict[str, Any]]:
    """Branches that trip something or of which something was entered."""
    told: dict[int, list[SweepFinding]] = {}
    for one in findings:
        if one.outcome == "met" or one.entered_by is not None:
            told.setdefault(one.organisation_id, []).append(one)
    listed = open_of([found[0].organisation for found in told.values()])
    return [
        {
            "name": found[0].organisation.name,
            "code": found[0].organisation.code,
            "findings": [finding(f, names) for f in found],
            "is_met": any(f.outcome == "met" for f in found),
            "url": url_of("weak_branch", listed[key]) if key in listed else "",
        }
        for key, found in told.items()
    ]


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Asked, key: int) -> HttpResponse:
    """Say of a branch what no record tells: the town, or the branch of itself."""
    row = sweep_for(request.actor, key)
    inside = Q(path__startswith=row.path, kind__in=BRANCHES)
    branches = list(organisations_of(request.actor).filter(inside))
    asked = [c for c in conditions_on(row.rule_from).values() if c.basis == "entered"]
    start = {"organisation": request.GET.get("branch", "")}
    form = EnterForm(branches, asked, request.POST or None, initial=start)

    def write() -> SweepFinding:
        branch = organisation_for(request.actor, form.cleaned_data["organisation"])
        return enter_fact(row, branch, form.given(), by=request.actor, now=request.now)

    crumbs = [(_("软弱涣散整顿"), HERE), (f"{row.on:%Y-%m-%d}", _sweep_url(row))]
    return form_page(request, _("补充情况"), crumbs, form, write, lambda _done: _sweep_url(row))


@door("staff", *sorted(ABOVE))
@require_POST
def forward(request: Asked, key: int, code: str) -> HttpResponse:
    """Put a branch forward for the list."""
    row, branch = sweep_for(request.actor, key), organisation_for(request.actor, code)
    try:
        weak = put_forward(row, branch, by=request.actor, now=request.now)
    except Refusal as refusal:
        return _sweep(request, row, sentences(refusal.reasons), refusal.status)
    return HttpResponseRedirect(url_of("weak_branch", weak.number))


urlpatterns = [
    path("party/weak-branches/", show),
    path("party/weak-branches/sweeps/new", new),
    path("party/weak-branches/sweeps/<int:key>/", sweep),
    path("party/weak-branches/sweeps/<int:key>/enter", enter),
    path("party/weak-branches/sweeps/<int:key>/put-forward/<str:code>", forward),
    *weak_branch.urlpatterns,
]

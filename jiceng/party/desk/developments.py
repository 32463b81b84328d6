"""/desk/party/developments/: the files within reach by stage and by due date; a new one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.party.actions.development import open_development
from jiceng.party.desk import development, development_steps
from jiceng.party.desk.development_forms import ApplicationForm
from jiceng.party.desk.development_shown import HERE, status_of, url_of_file
from jiceng.party.desk.frame import WordedForm, form_page
from jiceng.party.models import Development
from jiceng.party.queries.access import ABOVE, BRANCH, KEEPERS, keeping, organisations_of
from jiceng.party.queries.development import developments_of, kept_of_many, naming, plain_facts
from jiceng.party.rules.development import missing
from jiceng.party.rules.organisations import BRANCHES
from jiceng.party.rules.steps import STEPS
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

TABS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "open": (N_("全部在办"), (
        "applicant", "activist", "candidate", "pre_reviewed", "resolved", "probationary",
        "conversion", "full")),
    "applicant": (N_("申请人"), ("applicant",)),
    "activist": (N_("积极分子"), ("activist",)),
    "candidate": (N_("发展对象"), ("candidate",)),
    "acceptance": (N_("预备党员接收"), ("pre_reviewed", "resolved")),
    "probation": (N_("预备党员"), ("probationary", "conversion")),
    "over": (N_("已办结"), ("full", "cancelled", "stopped", "archived")),
}  # fmt: skip
"""Tab -> its label and the states it shows."""
OPEN = TABS["open"][1]


class Filters(WordedForm):
    """Narrowing the list; every field may stay empty."""

    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=N_("姓名或编号"), required=False, max_length=40)
    branch = forms.CharField(label=N_("党支部"), required=False, max_length=60)
    due = forms.ChoiceField(
        label=N_("时限"),
        required=False,
        choices=[("", N_("全部")), ("late", N_("已超期")), ("near", N_("临期和超期"))],
    )

    def __init__(self, data: Any, *, is_wide: bool) -> None:
        super().__init__(data)
        if not is_wide:
            del self.fields["branch"]

    def condition(self, now: datetime) -> Q:
        """What the list is narrowed to."""
        self.is_valid()
        said, found = self.cleaned_data, Q()
        if text := said.get("text", "").strip():
            found &= Q(applicant__icontains=text, is_named=True) | Q(number__startswith=text)
        if branch := said.get("branch", "").strip():
            found &= Q(organisation__unit__name__icontains=branch)
        if said.get("due"):
            column = "stage_due_at" if said["due"] == "late" else "warn_at"
            found &= Q(**{f"{column}__lte": now}, state__in=OPEN)
        return found


@door("staff", *sorted(KEEPERS))
@require_safe
def show(request: Asked) -> HttpResponse:
    """The files within reach, what is owed soonest first."""
    now, tab = request.now, request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    is_wide = bool(keeping(request.actor, ABOVE))
    filters = Filters(request.GET, is_wide=is_wide)
    reach = developments_of(request.actor)
    named = naming(reach, request.actor, now, local_day(now), county_zone())
    rows = named.filter(filters.condition(now), state__in=TABS[tab][1])
    page = page_of(rows, request.GET.get("after", ""), key="stage_due_at")
    counts = _counts(reach)
    late = reach.filter(stage_due_at__lte=now, state__in=OPEN).count()
    context = {
        **office(request, HERE, crumbs=[(_("发展党员"), "")]),
        "calendar": None,
        "tabs": [
            {"label": _(label), "url": f"?tab={name}", "current": name == tab,
             "count": sum(counts.get(state, 0) for state in states)}
            for name, (label, states) in TABS.items()
        ],
        "total": sum(counts.get(state, 0) for state in OPEN),
        "late": late,
        "filters": filters,
        "rows": _rows(page.rows, _named(named, page.rows), now),
        "is_wide": is_wide,
        "pager": pager(page, request.GET, _("本页 %(n)d 份") % {"n": len(page.rows)}),
        "is_filtered": any(v for k, v in request.GET.items() if k not in ("tab", "after")),
        "clear_url": f"{HERE}?tab={tab}",
        "may_open": bool(keeping(request.actor, BRANCH)),
    }  # fmt: skip
    return render(request, "party/developments.html", context)


def _counts(reach: QuerySet[Development]) -> dict[str, int]:
    rows = reach.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def _named(files: QuerySet[Any], rows: list[Development]) -> set[int]:
    """The files of a page that its reader may see by name."""
    shown = files.filter(pk__in=[row.pk for row in rows], is_named=True)
    return set(shown.values_list("pk", flat=True))


def _rows(rows: list[Development], named: set[int], now: datetime) -> list[dict[str, Any]]:
    kept = kept_of_many(row.pk for row in rows)
    return [
        {
            "url": url_of_file(row),
            "name": row.applicant if row.pk in named else "",
            "number": row.number,
            "branch": row.organisation.name,
            "status": status_of(row, now),
            "next": _next(row, kept[row.pk]),
            "due_at": row.stage_due_at,
            "light": status_of(row, now)["light"],
            "done": len({r.step for r in kept[row.pk].counting} - {"public_notice"}),
            "of": len(STEPS),
        }
        for row in rows
    ]


def _next(row: Development, kept: Any) -> str:
    ahead = missing(row.state, plain_facts(row, kept))
    if not ahead:
        return _("步骤已齐，可办理下一环节") if row.state in OPEN else "—"
    first = _(ahead[0].name)
    if len(ahead) == 1:
        return first
    return _("%(first)s等 %(n)d 步") % {"first": first, "n": len(ahead)}


@door("staff", *sorted(BRANCH))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Open a file: somebody has handed in an application."""
    branches = [
        o for o in organisations_of(request.actor)
        if o.kind in BRANCHES and any(g.unit == o.code for g in keeping(request.actor, BRANCH))
    ]  # fmt: skip
    form = ApplicationForm(branches, request.POST or None)

    def write() -> Development:
        at = next(o for o in branches if o.code == form.cleaned_data["organisation"])
        return open_development(
            form.given(), at=at, by=request.actor, now=request.now, today=local_day(request.now)
        )

    return form_page(
        request, _("登记入党申请人"), [(_("发展党员"), HERE)], form, write, url_of_file,
        facts=branches[0].name if len(branches) == 1 else "",
    )  # fmt: skip


urlpatterns = [
    path("party/developments/", show),
    path("party/developments/new", new),
    *development.urlpatterns,
    *development_steps.urlpatterns,
]

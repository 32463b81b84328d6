"""/desk/party/: organisations within reach; a branch on one page, what is due first (S7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.party.actions.organisations import Founding, dissolve, found
from jiceng.party.desk.frame import HOME, ActForm, WordedForm, day, form_page
from jiceng.party.desk.organisation_forms import ParticularsForm
from jiceng.party.models import Organisation
from jiceng.party.queries.access import (
    ABOVE,
    KEEPERS,
    is_inside,
    keeping,
    may,
    organisation_for,
    organisations_of,
)
from jiceng.party.queries.due import Due
from jiceng.party.queries.health import PROVIDERS, due_of
from jiceng.party.queries.organisations import Seen, below, seen
from jiceng.party.rules.organisations import BELOW, BRANCHES, DUTIES, KINDS, SECTORS
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

TERMS = {"red": N_("任期已满"), "yellow": N_("临近换届"), "green": N_("任期内")}


def listed() -> tuple[str, str]:
    """The way back to the list, past the page a secretary is led to."""
    return _("党组织"), f"{HOME}?text="


class Filters(WordedForm):
    """Narrowing the list; every field may stay empty."""

    text = forms.CharField(label=N_("名称"), required=False, max_length=40)
    kind = forms.ChoiceField(label=N_("类别"), required=False)
    sector = forms.ChoiceField(label=N_("领域"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name, offered in (("kind", KINDS), ("sector", SECTORS)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("全部")), *((k, _(v)) for k, v in offered.items())]

    def condition(self) -> Q:
        self.is_valid()
        wanted = {k: v for k, v in self.cleaned_data.items() if v}
        text = wanted.pop("text", "")
        found = Q(**wanted)
        return found & Q(unit__name__icontains=text) if text else found


@door("staff", *sorted(KEEPERS))
@require_safe
def show(request: Asked) -> HttpResponse:
    """The organisations within reach; a secretary of one branch is led to its page."""
    rows = organisations_of(request.actor)
    if not request.GET and len(found := list(rows[:2])) == 1:
        return HttpResponseRedirect(url_of(found[0]))
    filters = Filters(request.GET)
    page = page_of(rows.filter(filters.condition()), request.GET.get("after", ""), key="path")
    today = local_day(request.now)
    context = {
        **office(request, HOME, crumbs=[(_("党组织"), "")]),
        "filters": filters,
        "rows": [_row(one) for one in seen(page.rows, today)],
        "pager": pager(page, request.GET, _("本页 %(n)d 个") % {"n": len(page.rows)}),
        "figures": _figures(request),
        "may_found": bool(keeping(request.actor, ABOVE)),
    }
    return render(request, "party/organisations.html", context)


def _figures(request: Asked) -> list[dict[str, Any]]:
    """Counts of the whole reach."""
    grips = keeping(request.actor)
    top = Organisation.objects.filter(path__in=[g.unit_path for g in grips]).order_by("path")
    counts: dict[str, int] = {}
    for row in top:
        for name, n in below(row).items():
            counts[name] = counts.get(name, 0) + n
    branches = sum(counts.get(kind, 0) for kind in BRANCHES)
    return [
        {"label": _("党支部"), "value": str(branches)},
        {"label": _("正式党员"), "value": str(counts.get("full", 0))},
        {"label": _("预备党员"), "value": str(counts.get("probationary", 0))},
    ]


def _row(one: Seen) -> dict[str, Any]:
    row, standing = one.organisation, one.standing
    is_branch = row.kind in BRANCHES
    return {
        "url": url_of(row),
        "name": row.name,
        "code": row.code,
        "kind": _(KINDS[row.kind]),
        "sector": _(SECTORS[row.sector]),
        "members": standing.full_members + standing.probationary if is_branch else None,
        "probationary": standing.probationary,
        "secretary": one.secretary,
        "ends_on": standing.term_ends_on,
        "term": {"light": one.term_light, "text": _(TERMS[one.term_light])} if is_branch else None,
        "faults": sentences(one.faults),
    }


def url_of(row: Organisation) -> str:
    """The page of an organisation."""
    return f"{HOME}organisations/{row.code}/"


@door("staff", *sorted(KEEPERS))
@require_safe
def one(request: Asked, code: str) -> HttpResponse:
    """One organisation: what is due first, then who leads it and how it stands."""
    return page(request, organisation_for(request.actor, code))


def page(request: Asked, row: Organisation) -> HttpResponse:
    today = local_day(request.now)
    standing = seen([row], today)[0]
    is_branch = row.kind in BRANCHES
    due = due_of(standing, request.now, today, PROVIDERS) if is_branch else []
    rule, above = standing.rule, row.path.removesuffix(f"{row.code}/")
    counts, parts = _counts(standing, is_branch), _parts(request, row, today)
    context = {
        **office(request, HOME, crumbs=[listed(), (row.name, "")]),
        "organisation": row,
        "kind": _(KINDS[row.kind]),
        "is_branch": is_branch,
        "due": [_due(d, today, is_inside=is_inside(request.actor, row)) for d in due],
        "details": _details(standing),
        "faults": sentences(standing.faults),
        "rule": rule,
        "unverified": bool(rule and rule.unverified),
        "seats": [
            {"duty": _(DUTIES[s.duty]), "name": s.member.name, "since": s.starts_on}
            for s in standing.seats
        ],
        "counts": counts,
        "parts": parts,
        "may_elect": may(request.actor, row.path),
        "may_amend": may(request.actor, above or row.path, ABOVE),
        "may_vacate": bool(standing.seats) and may(request.actor, row.path, ABOVE),
        "may_found": may(request.actor, row.path, ABOVE) and bool(BELOW[row.kind]),
        "may_end": not counts
        and not parts
        and row.dissolved_on is None
        and may(request.actor, above, ABOVE),
        "members_url": f"{HOME}members/?organisation={row.code}",
        "base": url_of(row),
    }
    return render(request, "party/organisation.html", context)


def _due(due: Due, today: date, *, is_inside: bool) -> dict[str, Any]:
    left = (due.on - today).days if due.on else None
    return {
        "text": word(due.what if is_inside or due.outside is None else due.outside),
        "subject": _(due.subject),
        "on": due.on,
        "left": left,
        "late": -left if left is not None and left < 0 else 0,
        "light": due.light,
        "url": due.url,
    }


def _details(one: Seen) -> list[dict[str, Any]]:
    row, standing = one.organisation, one.standing
    term = one.term
    led = [
        {"label": _("书记"), "text": one.secretary or _("空缺")},
        {"label": _("本届任期"), "text": f"{term.starts_on:%Y-%m-%d} — {term.ends_on:%Y-%m-%d}"
         if term else "—"},
        {"label": _("班子人数"), "text": str(standing.seats or int(standing.has_secretary))},
    ]  # fmt: skip
    return [
        {"label": _("类别"), "text": _(KINDS[row.kind])},
        {"label": _("领域"), "text": _(SECTORS[row.sector])},
        {"label": _("成立日期"), "text": f"{row.founded_on:%Y-%m-%d}"},
        {"label": _("代码"), "text": row.code},
        *(led if term or row.kind in BRANCHES else ()),
        {"label": _("批准接收党员"), "text": _authority(row)},
    ]  # fmt: skip


def _authority(row: Organisation) -> str:
    """Whether it may approve admissions, and in which days where that is bounded."""
    if not row.may_approve:
        return _("无审批权")
    bounded = ((_("%(day)s 起"), row.approves_since), (_("%(day)s 止"), row.approves_until))
    bounds = "，".join(text % {"day": day} for text, day in bounded if day)
    return f"{_('有审批权')}（{bounds}）" if bounds else _("有审批权")


def _counts(one: Seen, is_branch: bool) -> list[dict[str, Any]]:
    """Numbers of members and parts; those of a branch are known already."""
    own = {"full": one.standing.full_members, "probationary": one.standing.probationary}
    counts = own if is_branch else below(one.organisation)
    names = {**KINDS, "full": N_("正式党员"), "probationary": N_("预备党员")}
    return [{"label": _(names[k]), "value": str(counts[k])} for k in names if counts.get(k)]


def _parts(request: Asked, row: Organisation, today: date) -> list[dict[str, Any]]:
    """What stands directly below, the first fifty; the list has the rest."""
    if row.kind in BRANCHES:
        return []
    rows = organisations_of(request.actor).filter(unit__parent_id=row.code)[:50]
    return [_row(one) for one in seen(list(rows), today)]


class FoundingForm(ParticularsForm):
    """Setting up an organisation below another."""

    name = forms.CharField(label=N_("名称"), max_length=80)
    code = forms.CharField(
        label=N_("代码"), max_length=24, help_text=N_("字母和数字，设立后不再改。")
    )
    kind = forms.ChoiceField(label=N_("类别"))
    founded_on = day(N_("批准设立日期"))
    field_order = ("name", "code", "kind", "sector", "founded_on")

    def __init__(self, above: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kinds=BELOW[above.kind], **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(k, _(v)) for k, v in KINDS.items() if k in BELOW[above.kind]]

    def given(self) -> Founding:
        return Founding(**self.cleaned_data)


@door("staff", *sorted(ABOVE))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, code: str) -> HttpResponse:
    """Set up an organisation below this one."""
    above = organisation_for(request.actor, code)
    form = FoundingForm(above, request.POST or None)
    return form_page(
        request,
        _("设立党组织"),
        [listed(), (above.name, url_of(above))],
        form,
        lambda: found(form.given(), above=above, by=request.actor, now=request.now),
        url_of,
        units=unit_options(),
    )


class DissolveForm(ActForm):
    """An organisation ends."""

    on = day(N_("撤销日期"))


@door("staff", *sorted(ABOVE))
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Asked, code: str) -> HttpResponse:
    """Dissolve an organisation without members and parts."""
    row = organisation_for(request.actor, code)
    form = DissolveForm(request.POST or None, initial={"version": row.version})

    def write() -> None:
        said = form.cleaned_data
        dissolve(row, on=said["on"], by=request.actor, now=request.now, version=said["version"])

    crumbs = [listed(), (row.name, url_of(row))]
    return form_page(request, _("撤销党组织"), crumbs, form, write, lambda _done: listed()[1])


urlpatterns = [
    path("party/", show),
    path("party/organisations/<str:code>/", one),
    path("party/organisations/<str:code>/new", new),
    path("party/organisations/<str:code>/end", end),
]

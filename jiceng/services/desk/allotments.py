"""/desk/allotments/: what was sent down, where it stands, its ledger, and the acts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.programme_forms import ActForm, ReasonForm, WordedForm
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.records.territory import territory
from jiceng.services.actions import allotment_uses as uses
from jiceng.services.actions import allotments as acts
from jiceng.services.figures.allotments import COUNTED
from jiceng.services.forms import allotment_forms as asked_by
from jiceng.services.forms.allotments_told import (
    details_told,
    entries_told,
    figures_told,
    status_told,
)
from jiceng.services.forms.items_told import unit_name
from jiceng.services.models import Allotment, AllotmentEntry
from jiceng.services.process import ALLOTMENT
from jiceng.services.queries.allotments import (
    KEEPERS,
    READERS,
    allotment_for,
    allotments_of,
    entries_of,
    entry_of,
    senders,
    viewed,
)
from jiceng.services.rules.allotments import KINDS
from jiceng.services.rules.allotments_words import ACTS
from jiceng.web.clock import local_day
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import sent_file
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/allotments/"
ROLES = tuple(sorted(READERS))
VIEWS = [("", N_("未结清")), ("unused", N_("到位满 30 天没有用过")), ("overdue", N_("逾期未用完")),
         ("closed", N_("已结清")), ("all", N_("全部"))]  # fmt: skip
POINTLESS = frozenset({"something_left", "no_balance_left"})
GRAVE = frozenset({"refuse_receipt", "give_back"})
UNDOABLE = frozenset({"used", "allowed"})


class Filters(WordedForm):
    """Narrowing of the list."""

    view = forms.ChoiceField(label=N_("范围"), required=False, choices=VIEWS)
    kind = forms.ChoiceField(label=N_("类别"), required=False,
                             choices=[("", N_("全部")), *KINDS.items()])  # fmt: skip
    year = forms.IntegerField(label=N_("预算年度"), required=False, min_value=2000,
                              max_value=2100)  # fmt: skip
    text = forms.CharField(label=N_("名称、编号或者单位"), max_length=40, required=False)
    receiver = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)


def narrowed(request: Asked, filters: Filters) -> Any:
    """The rows somebody asked for."""
    if code := request.GET.get("figure", ""):
        days, subject = days_in(request), request.GET.get("subject", "")
        counted = COUNTED.behind(code, days.get("start"), days.get("end"), subject, request.now)
        return allotments_of(request.actor).filter(counted)
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    today = local_day(request.now)
    rows = allotments_of(request.actor).filter(
        viewed(said.get("view") or "open", request.now, today)
    )
    for name in ("kind", "year", "receiver"):
        if said.get(name):
            rows = rows.filter(**{name: said[name]})
    if text := said.get("text"):
        named = [u.code for u in territory().units.values() if text in u.name]
        rows = rows.filter(title__icontains=text) | rows.filter(number=text) | rows.filter(
            receiver__in=named
        )  # fmt: skip
    return rows


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """What was sent by or into one's own, the nearest use-by day first."""
    filters, today = Filters(request.GET), local_day(request.now)
    page = page_of(narrowed(request, filters), request.GET.get("after", ""), key="use_by")
    receiver = request.GET.get("receiver", "")
    context = {
        **office(request, HERE, crumbs=[(_("下沉资金物资"), "")]),
        "filters": filters,
        "receiver": unit_name(receiver) if receiver else "",
        "rows": [_row(row, today) for row in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 笔") % {"n": len(page.rows)}),
        "sends": bool(senders(request.actor)),
        "query": request.GET.urlencode(),
    }
    return render(request, "services/allotments.html", context)


def _row(row: Allotment, today: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "url": f"{HERE}{row.number}/",
        "title": row.title,
        "receiver": unit_name(row.receiver),
        "status": status_told(row, today),
        "sent": row.told(row.sent),
        "used": row.told(row.used),
        "balance": row.balance_told,
        "use_by": row.use_by,
        "is_sample": row.is_sample,
    }


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Send funds or goods down."""
    form = asked_by.SendForm(request.POST or None, initial={"year": local_day(request.now).year})

    def write() -> Allotment:
        return acts.send_down(form.given(), by=request.actor, now=request.now)

    more = {"units": unit_options(), "send": _("下达")}
    return form_page(request, _("下达资金物资"), [(_("下沉资金物资"), HERE)], form, write,
                     lambda row: f"{HERE}{row.number}/", HERE, more)  # fmt: skip


# One of them.


def _moving(name: str) -> Any:
    def write(request: Asked, row: Allotment, said: dict[str, Any], version: int) -> None:
        acts.move_allotment(
            row, name, by=request.actor, now=request.now, version=version,
            given=acts.Handover(**said),
        )  # fmt: skip

    return write


def _use(request: Asked, row: Allotment, said: dict[str, Any], version: int) -> None:
    uses.use_allotment(row, uses.Use(**said), by=request.actor, now=request.now, version=version)


def _paper(request: Asked, row: Allotment, said: dict[str, Any], version: int) -> None:
    kept = store_upload(said["paper"].read(), now=request.now)
    acts.add_paper(row, kept.upload, by=request.actor, now=request.now, version=version)


def _typed(row: Allotment) -> str:
    whole = row.under_way
    return f"{whole // 100}.{whole % 100:02d}" if row.kind == "funds" else str(whole)


def _changes(row: Allotment) -> dict[str, Change]:
    """Every act on one allotment, by the name its address carries."""

    def of_row(form: Any) -> Any:
        return lambda *args, **kwargs: form(row, *args, **kwargs)

    found = {
        move.name: Change(
            move.label, ReasonForm if move.needs else ActForm, _moving(move.name),
            "danger" if move.name in GRAVE else "primary",
        )
        for move in ALLOTMENT.moves
    }  # fmt: skip
    found["receive"] = Change(
        N_("签收"), of_row(asked_by.ReceiveForm), _moving("receive"),
        initial=lambda request, kept: {"received": _typed(kept)},
    )  # fmt: skip
    found["use"] = Change(
        N_("登记使用"), of_row(asked_by.UseForm), _use,
        initial=lambda request, kept: {"on": local_day(request.now)},
    )  # fmt: skip
    found["paper"] = Change(N_("上传单据"), asked_by.PaperFileForm, _paper, "")
    free = [e for e in entries_of(row) if not hasattr(e, "followed_by")]
    for entry in free:
        if entry.kind == "asked":
            found |= _answers(row, entry)
    undone = [(str(e.pk), _called(row, e)) for e in free if e.kind in UNDOABLE]
    if undone:
        found["undone"] = Change(
            N_("冲销"), lambda *args, **kwargs: asked_by.UndoForm(undone, *args, **kwargs), _undo,
            "danger",
        )  # fmt: skip
    return found


def _called(row: Allotment, entry: AllotmentEntry) -> str:
    """A use as a list names it; one that was confirmed by what was asked."""
    purpose = entry.purpose or (entry.follows.purpose if entry.follows else "")
    return f"{entry.on:%Y-%m-%d} {purpose} {row.told(entry.amount)}"


def _answers(row: Allotment, entry: AllotmentEntry) -> dict[str, Change]:
    """Yes or no to a large use that waits for a second person."""
    told = {"what": entry.purpose, "amount": row.told(entry.amount)}
    labels = {"allowed": N_("确认使用"), "denied": N_("不予确认")}
    found = {}
    for kind, label in labels.items():
        words = _("%(act)s：%(what)s，%(amount)s") % {"act": _(label), **told}
        form = asked_by.EntryForm if kind == "allowed" else asked_by.WhyForm
        style = "primary" if kind == "allowed" else "danger"
        found[f"{kind}-{entry.pk}"] = Change(words, form, _answering(entry.pk, kind), style)
    return found


def _answering(key: int, kind: str) -> Any:
    def write(request: Asked, row: Allotment, said: dict[str, Any], version: int) -> None:
        uses.answer_use(
            row, entry_of(row, key), kind == "allowed", said.get("why", ""), by=request.actor,
            now=request.now, version=version,
        )  # fmt: skip

    return write


def _undo(request: Asked, row: Allotment, said: dict[str, Any], version: int) -> None:
    entry = entry_of(row, int(said["entry"]))
    uses.undo_use(row, entry, said["why"], by=request.actor, now=request.now, version=version)


@door("staff", *ROLES)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One of them: where all of it is, what it was used for, and what may be done."""
    return _page(request, allotment_for(request.actor, number))


@door("staff", *ROLES)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """Any act, by its name."""
    row = allotment_for(request.actor, number)
    return acted(request, row, name, _changes(row), _again, f"{HERE}{number}/")


def _again(request: Asked, row: Allotment, tried: Tried | None, status: int) -> HttpResponse:
    return _page(request, allotment_for(request.actor, row.number), tried, status)


@door("staff", *ROLES)
@require_safe
def paper(request: Asked, number: str, upload: UUID) -> HttpResponseBase:
    """One voucher."""
    return sent_file(allotment_for(request.actor, number), upload)


def _page(
    request: Asked, row: Allotment, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    url, today = f"{HERE}{row.number}/", local_day(request.now)
    offers = _offers(request, row, tried, f"{url}acts/")
    context = {
        **office(request, HERE, crumbs=[(_("下沉资金物资"), HERE), (row.number, "")]),
        "now": request.now,
        "row": row,
        "status": status_told(row, today),
        "figures": figures_told(row),
        "details": details_told(row),
        "entries": entries_told(row, entries_of(row)),
        "papers": _papers(row, url),
        "timeline": happened(row, ALLOTMENT, ACTS),
        "offers": offers,
        "tried": tried if tried and tried.name not in {o["name"] for o in offers} else None,
    }
    return render(request, "services/allotment.html", context, status=status)


def _offers(request: Asked, row: Allotment, tried: Tried | None, url: str) -> list[dict[str, Any]]:
    """Uses and answers to them first, then moves, then what is seldom done."""
    changes, roles = _changes(row), request.actor.roles_towards(row)
    holds = bool(roles & KEEPERS)
    names, last = list[str](), ["undone", "paper"] if holds else []
    if row.state == "in_use":
        names += ["use"] if holds and row.in_hand else []
        answers = [n for n in changes if n.startswith(("allowed-", "denied-"))]
        names += answers if roles & uses.SECOND else []
    else:
        last = last[1:]
    offers = [offer(request, row, name, changes[name], url, tried) for name in names]
    offers += move_offers(request, row, ALLOTMENT, roles & KEEPERS, changes, url, tried, POINTLESS)
    return offers + [
        offer(request, row, name, changes[name], url, tried) for name in last if name in changes
    ]


def _papers(row: Allotment, url: str) -> list[dict[str, Any]]:
    which = {"subject_kind": row.subject_kind, "subject_id": row.pk, "erased_at": None}
    return [
        {
            "url": f"{url}papers/{paper.upload}",
            "is_image": paper.kind == "image",
            "alt": _("单据 %(n)d") % {"n": n},
        }
        for n, paper in enumerate(Attachment.objects.filter(**which).order_by("pk"), start=1)
    ]


urlpatterns = [
    path("allotments/", show),
    path("allotments/new", new),
    path("allotments/<str:number>/", one),
    path("allotments/<str:number>/acts/<str:name>", act),
    path("allotments/<str:number>/papers/<uuid:upload>", paper),
]

"""/desk/allotments/communities/, export and import: what communities have, as page and as table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.kernel.numbers import share
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.services.actions.allotments import RowsRefused, Sending, send_many
from jiceng.services.desk.allotments import HERE, ROLES, Filters, narrowed
from jiceng.services.forms.allotment_forms import TableForm
from jiceng.services.forms.allotments_read import read_rows
from jiceng.services.forms.allotments_told import HEAD, HEAD_NOW, funds_told, shortly, table_row
from jiceng.services.queries.allotments import KEEPERS, sums_by_receiver
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.uploaded import LARGEST, read_upload
from jiceng.web.words import sentences, word

MOST_TAKEN = 20_000
MOST_SENT = 500
SHOWN = 50


@door("staff", *ROLES)
@require_safe
def communities(request: Asked) -> HttpResponse:
    """A budget year by receiver: sent, used, left, overdue; every number opens its records."""
    today = local_day(request.now)
    year = _year(request, today)
    found = sums_by_receiver(request.actor, year, today)
    units = [u for u in sorted(territory().units.values(), key=lambda u: u.path) if u.code in found]
    context = {
        **office(request, HERE, crumbs=[(_("下沉资金物资"), HERE), (_("各社区余额"), "")]),
        "year": year,
        "years": {"before": year - 1, "after": year + 1 if year <= today.year else 0},
        "rows": [_row(u.name, u.code, found[u.code], year) for u in units],
        "figures": _figures(found.values(), year),
    }
    return render(request, "services/allotment_communities.html", context)


def _year(request: Asked, today: date) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year


def _row(name: str, code: str, row: Mapping[str, Any], year: int) -> dict[str, Any]:
    url = f"{HERE}?view=all&receiver={code}&year={year}"
    return {
        "name": name,
        "url": url,
        "sent": funds_told(row["sent_fen"]),
        "used": funds_told(row["used_fen"]),
        "rate": share(row["used_fen"], row["sent_fen"]),
        "balance": funds_told(_balance(row)),
        "goods": row["goods"],
        "goods_left": row["goods_left"],
        "overdue": row["overdue"],
        "overdue_url": f"{HERE}?view=overdue&receiver={code}&year={year}",
        "funds_url": f"{url}&kind=funds",
        "goods_url": f"{url}&kind=goods",
    }


def _balance(row: Mapping[str, Any]) -> int:
    return sum(int(row[f"{name}_fen"]) for name in ("under_way", "in_hand", "held"))


def _figures(rows: Any, year: int) -> list[dict[str, Any]]:
    listed = list(rows)
    sent, used = (sum(r[f"{name}_fen"] for r in listed) for name in ("sent", "used"))
    overdue = sum(r["overdue"] for r in listed)
    left = sum(_balance(r) for r in listed)
    rate = share(used, sent)
    return [
        {"label": _("下达资金"), **shortly(funds_told(sent), sent),
         "url": f"{HERE}?view=all&kind=funds&year={year}"},
        {"label": _("已用"), **shortly(funds_told(used), used),
         "change": _("占下达的 %(rate)s%%") % {"rate": rate} if rate is not None else ""},
        {"label": _("余额"), **shortly(funds_told(left), left)},
        {"label": _("逾期未用完"), "value": str(overdue), "unit": _("笔"), "alert": bool(overdue),
         "url": f"{HERE}?view=overdue&year={year}"},
    ]  # fmt: skip


@door("staff", *ROLES)
@require_safe
def export(request: Asked) -> HttpResponseBase:
    """The list as it was narrowed, as a workbook; its first columns read in again."""
    rows = narrowed(request, Filters(request.GET)).order_by("use_by", "pk")[:MOST_TAKEN]
    head = [_(name) for name in (*HEAD, *HEAD_NOW)]
    return xlsx_answer("allotments", head, (table_row(row) for row in rows.iterator()))


@door("staff", *sorted(KEEPERS))
@require_safe
def blank(request: Asked) -> HttpResponseBase:
    """The headings alone, to be filled in."""
    return xlsx_answer("allotments-blank", [_(name) for name in HEAD[1:]], [])


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def taking_in(request: Asked) -> HttpResponse:
    """Send many at once from a table: all of its rows, or none and why."""
    form = TableForm(request.POST or None, request.FILES or None)
    reasons, status = list[str](), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _sent(request, form.cleaned_data["file"])
                return HttpResponseRedirect(f"{HERE}?done={made}")
            except RowsRefused as refused:
                reasons = _by_row(refused)
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal.reasons, word)
    context = {
        **office(request, HERE, crumbs=[(_("下沉资金物资"), HERE), (_("导入"), "")]),
        "form": form,
        "reasons": reasons[:SHOWN],
        "most": MOST_SENT,
    }
    return render(request, "services/allotment_import.html", context, status=status)


def _sent(request: Asked, file: Any) -> int:
    known = frozenset({*HEAD, *(_(name) for name in HEAD)})
    sheet = read_upload(file.read(LARGEST + 1), file.name, known)
    if not sheet.rows:
        raise Invalid(Reason("no_rows", field="file"))
    if len(sheet.rows) > MOST_SENT:
        raise Invalid(Reason("too_many_sent", {"most": MOST_SENT}, "file"))
    given: list[Sending] = read_rows(sheet.rows)
    try:
        return len(send_many(given, by=request.actor, now=request.now))
    except RowsRefused as refused:
        numbers = [number for number, _cells in sheet.rows]
        raise RowsRefused({numbers[p]: why for p, why in refused.rows.items()}) from refused


def _by_row(refused: RowsRefused) -> list[str]:
    return [
        word(Reason("rows_refused", {"row": number, "sentence": sentence}))
        for number, reasons in sorted(refused.rows.items())
        for sentence in sentences(reasons)
    ]


urlpatterns = [
    path("allotments/communities/", communities),
    path("allotments/export.xlsx", export),
    path("allotments/blank.xlsx", blank),
    path("allotments/import", taking_in),
]

"""/desk/allotments/communities/, export and import: what communities have, as page and as table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.sheet_page import Sending, sheet_page
from jiceng.kernel.numbers import share
from jiceng.kernel.records.territory import territory
from jiceng.services.actions.allotments import MOST_SENT, send_many
from jiceng.services.desk.allotments import HERE, ROLES, Filters, narrowed
from jiceng.services.forms.allotments_read import columns_now, row_of
from jiceng.services.forms.allotments_told import HEAD, HEAD_NOW, funds_told, shortly, table_row
from jiceng.services.queries.allotments import KEEPERS, sums_by_receiver
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.menu import office

MOST_TAKEN = 20_000


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
    sending = Sending(
        title=_("导入下达表"),
        crumbs=[(_("下沉资金物资"), HERE)],
        here=HERE,
        columns=columns_now(),
        read=row_of,
        take=lambda sent: send_many(
            sent.rows, by=request.actor, now=request.now, is_trial=sent.is_trial
        ),
        is_whole=True,
        leads_to=lambda taken: HERE,
        example=(f"{HERE}blank.xlsx", _("下载空表")),
        notes=[
            _("一次最多 %(most)s 行，每行一笔。单位写全称或者代码，日期写成 2026-12-31。")
            % {"most": MOST_SENT},
        ],
    )
    return sheet_page(request, sending)


urlpatterns = [
    path("allotments/communities/", communities),
    path("allotments/export.xlsx", export),
    path("allotments/blank.xlsx", blank),
    path("allotments/import", taking_in),
]

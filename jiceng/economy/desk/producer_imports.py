"""/desk/producers/import and export.xlsx: producers and produce as a sheet, in and out."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.sheet_page import Sending, sheet_page
from jiceng.economy.actions.produce_import import MOST, take_producers
from jiceng.economy.desk.producers import HERE
from jiceng.economy.forms.fairs_told import area_name
from jiceng.economy.models import Produce
from jiceng.economy.queries.producers import KEEPER, produce_kinds
from jiceng.economy.rules.produce import PRODUCERS, QUALITY_PAPERS, kept_papers
from jiceng.economy.rules.produce_table import COLUMNS, row_of
from jiceng.kernel.money import yuan
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Asked) -> HttpResponse:
    """Take a file in; what cannot be taken is named with its row."""
    kinds = "、".join(kind.name for kind in produce_kinds(request.now).values())
    sending = Sending(
        title=_("导入生产者和农产品"),
        crumbs=[(_("生产者和农产品"), HERE)],
        here=HERE,
        columns=COLUMNS,
        read=row_of,
        take=lambda sent: take_producers(
            sent.rows, by=request.actor, now=request.now, is_trial=sent.is_trial
        ),
        example=(f"{HERE}export.xlsx", _("下载现有清单")),
        notes=[
            _("类别：%(kinds)s。") % {"kinds": kinds},
            _("一行一个农产品；同一生产者的名称和所在社区（村）相同的归到一起。"),
            _("一个文件最多 %(most)s 行；价格不同的更新价格并保留原价，质量证明逐份登记。")
            % {"most": MOST},
        ],
    )
    return sheet_page(request, sending)


@door("staff")
@require_safe
def export(request: Asked) -> HttpResponseBase:
    """Producers and produce as the import reads them; without rows an empty table to fill in."""
    return xlsx_answer("producers", COLUMNS.asked, _lines(request))


def _lines(request: Asked) -> Iterator[list[object]]:
    kinds = produce_kinds(request.now)
    rows = Produce.objects.filter(producer__left_on=None).select_related("producer")
    for p in rows.order_by("producer__area_path", "producer_id", "pk").iterator(chunk_size=1000):
        kind, papers = kinds.get(p.kind), kept_papers(p.papers)
        last = papers[-1] if papers else None
        yield [
            p.producer.name, PRODUCERS[p.producer.kind], area_name(str(p.producer.area_id)),
            p.producer.households, p.name, kind.name if kind else p.kind, p.measure,
            yuan(p.price_fen), QUALITY_PAPERS[last.kind] if last else "",
            last.number if last else "", last.until if last else "",
        ]  # fmt: skip


urlpatterns = [
    path("producers/import", take),
    path("producers/export.xlsx", export),
]

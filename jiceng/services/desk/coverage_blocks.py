"""/desk/coverage/blocks/: the places behind a share, one of them, and how their numbers come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.labels import url_of
from jiceng.casework.desk.problem_rows import status_of
from jiceng.casework.desk.sheet_page import Sending, sheet_page
from jiceng.casework.queries.problems import problems_from, reaches
from jiceng.kernel.records.names import named
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.services.actions.blocks import (
    import_blocks,
    keep_block,
    remove_block,
)
from jiceng.services.desk.coverage_asked import Wanted, wanted
from jiceng.services.desk.coverage_forms import (
    BlockChangeForm,
    BlockForm,
    BlocksFileForm,
    RemoveForm,
)
from jiceng.services.desk.points import map_aids
from jiceng.services.forms.coverage_told import (
    HERE,
    band_of,
    choice_told,
    count_told,
    minutes_told,
    place_told,
    rule_told,
    source_told,
)
from jiceng.services.models import Block
from jiceng.services.queries.blocks import SEEING, area_name, kept_block, sees_area
from jiceng.services.queries.coverage import Choice, Reading, reading
from jiceng.services.queries.gaps import ORIGIN
from jiceng.services.queries.points import KEEPER, keeps, point_kinds
from jiceng.services.rules.blocks import (
    COLUMNS,
    Counted,
    row_of,
)
from jiceng.services.rules.coverage import BANDS
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import csv_answer
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.uploaded import MOST_ROWS

LIST = f"{HERE}blocks/"
SIZE = 50
UNPLACED = "unplaced"


def _crumbs() -> list[tuple[str, str]]:
    return [(_("服务覆盖"), HERE), (_("居住点"), LIST)]


@door("staff", *SEEING)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Places of an area within so many minutes, or beyond the limit; those with most first."""
    asked, within = wanted(request), request.GET.get("within", "")
    text = request.GET.get("after", "")
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    more, read = start + SIZE, asked.read
    rows, lost = _within(asked, within), _unplaced(asked)
    if within == UNPLACED:
        total, told = len(lost), [count_told(c) for c in lost[start:more]]
        homes = sum(c.households for c in lost)
    else:
        total, told = len(rows), [place_told(read, n) for n in rows[start:more]]
        homes = sum(read.counts[n].households for n in rows)
    crumbs = [(_("服务覆盖"), f"{HERE}?{asked.query()}"), (_("居住点"), "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "area": asked.area,
        "choice": choice_told(asked.choice, request.now),
        "rule": rule_told(read),
        "rows": told,
        "total": total,
        "households": f"{homes:,}",
        "parts": _parts(asked, within, bool(lost)),
        "csv_url": f"{HERE}blocks.csv?{asked.query(within=within)}",
        "may_write": KEEPER in request.actor.roles,
        "pager": {
            "first_url": f"?{asked.query(within=within)}" if start else "",
            "next_url": f"?{asked.query(within=within, after=str(more))}" if more < total else "",
            "text": _("本页 %(n)d 个") % {"n": len(told)},
        },
    }
    return render(request, "services/coverage_blocks.html", context)


def _unplaced(asked: Wanted) -> list[Counted]:
    return [c for c in asked.read.unplaced if c.area_path.startswith(asked.path)]


def _within(asked: Wanted, within: str) -> list[int]:
    """The places a figure counts: within so many minutes, beyond the limit, or all of them."""
    read = asked.read
    rows = [int(n) for n in read.rows_in(asked.path)]
    if within == "beyond":
        rows = [n for n in rows if read.minutes[n] > read.limit]
    elif within.isascii() and within.isdigit():
        rows = [n for n in rows if read.minutes[n] <= int(within[:4])]
    return sorted(rows, key=lambda n: (-read.counts[n].households, read.counts[n].key))


def _parts(asked: Wanted, within: str, has_lost: bool) -> list[dict[str, Any]]:
    """The other parts of the same whole, as tabs."""
    bands = [(str(b), _("%(n)s 分钟以内") % {"n": b}) for b in sorted({*BANDS, asked.read.limit})]
    listed = [("", _("全部")), *bands, ("beyond", _("盲区"))]
    listed += [(UNPLACED, _("没有地图位置"))] if has_lost else []
    return [
        {"label": label, "url": f"?{asked.query(within=key)}", "current": key == within}
        for key, label in listed
    ]


@door("staff", *SEEING)
@require_safe
def table(request: Asked) -> HttpResponseBase:
    """The same as a table to take away."""
    asked, read = wanted(request), wanted(request).read
    head = [_(label) for label in COLUMNS.asked]
    rows = _within(asked, request.GET.get("within", ""))
    more = [_("最近的网点"), _("步行"), _("分钟以内")]
    return csv_answer("coverage", [*head, *more], (_line(read, n) for n in rows))


def _line(read: Reading, row: int) -> Sequence[object]:
    count, minutes = read.counts[row], float(read.minutes[row])
    point = read.nearest(row)
    band = band_of(minutes, read.limit)
    return [
        count.name, area_name(count.area_path), count.households, count.counted_on,
        source_told(count), count.lon, count.lat, point.name if point else "",
        minutes_told(minutes), _("盲区") if band == "beyond" else band,
    ]  # fmt: skip


@door("staff", *SEEING)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One place: whose number it is, how far it is to each kind of point, what became of it."""
    every = reading(Choice(), request.now)
    count = every.count_of(number)
    if not sees_area(request.actor, count.area_path):
        raise NotFound(Reason("not_found"))
    own = None if count.is_area else Block.objects.get(number=number)
    context = {
        **office(request, HERE, crumbs=[*_crumbs(), (count.name, "")]),
        "count": count,
        "area": area_name(count.area_path),
        "source": source_told(count),
        "rule": rule_told(every),
        "now": request.now,
        "kinds": _kinds(request, number) if count.lon is not None else [],
        "problems": _problems(request, number),
        "here": f"{LIST}{number}/",
        "keeps": own is not None and keeps(request.actor, own.area_path),
    }
    return render(request, "services/coverage_block.html", context)


def _kinds(request: Asked, number: str) -> list[dict[str, Any]]:
    """The nearest point of each kind there is."""
    rows = []
    for kind in point_kinds(request.now).values():
        read = reading(Choice(kind.key), request.now)
        if read.points:
            told = place_told(read, read.row_of(number))
            rows.append({**told, "kind": named(kind.name, kind.name_en), "limit": kind.minutes})
    return rows


def _problems(request: Asked, number: str) -> list[dict[str, Any]]:
    """Problems that were made of this gap, with how each stands."""
    return [
        {
            "title": p.category,
            "number": p.number,
            "url": url_of("problem", p.number) if reaches(request.actor, p) else "",
            "status": status_of(p, request.now),
        }
        for p in problems_from(ORIGIN, number)
    ]


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Write one down by hand."""
    form = BlockForm(request.actor, request.POST or None)

    def write() -> Block:
        return keep_block(form.given(), by=request.actor, now=request.now)

    return form_page(request, _("登记居住点"), _crumbs(), form, write, _address, HERE, map_aids())


def _address(row: Block) -> str:
    return f"{LIST}{row.number}/"


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Write it down anew: another count, another place."""
    row = kept_block(request.actor, number)
    names = ("name", "households", "counted_on", "source", "lon", "lat", "version")
    start = {"area": str(row.area_id), **{name: getattr(row, name) for name in names}}
    form = BlockChangeForm(request.actor, request.POST or None, initial=start)

    def write() -> Block:
        version = form.cleaned_data["version"]
        return keep_block(
            form.given(), by=request.actor, now=request.now, block=row, version=version
        )

    crumbs = [*_crumbs(), (row.name, _address(row))]
    return form_page(request, _("修改居住点"), crumbs, form, write, _address, HERE, map_aids())


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Asked, number: str) -> HttpResponse:
    """Take it out."""
    row = kept_block(request.actor, number)
    form = RemoveForm(request.POST or None, initial={"version": row.version})

    def write() -> None:
        remove_block(row, by=request.actor, now=request.now, version=form.cleaned_data["version"])

    said = _("删除后，“%(name)s”的 %(n)s 户不再计入。") % {
        "name": row.name,
        "n": f"{row.households:,}",
    }
    more = {"facts": said, "send": _("删除")}
    crumbs = [*_crumbs(), (row.name, _address(row))]
    return form_page(request, _("删除居住点"), crumbs, form, write, lambda _row: LIST, HERE, more)


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Asked) -> HttpResponse:
    """Look a table over, or take it in; one with a single wrong row is not taken in."""
    sending = Sending(
        title=_("导入户数"),
        crumbs=_crumbs(),
        here=HERE,
        columns=COLUMNS,
        read=row_of,
        take=lambda sent: import_blocks(
            sent.rows, by=request.actor, now=request.now, system=sent.said["system"],
            is_trial=sent.is_trial,
        ),
        form=BlocksFileForm,
        is_whole=True,
        leads_to=lambda taken: LIST,
        notes=[
            _("所在区域写代码或名称；不写时按经纬度判断。没有经纬度的，放在所在区域的中心。"),
            _("同一区域的同名居住点再次导入就是更新。"),
            _("只要户数，不要姓名、电话和门牌。"),
            _("一个文件最多 %(most)s 行。") % {"most": MOST_ROWS},
        ],
    )  # fmt: skip
    return sheet_page(request, sending)


urlpatterns = [
    path("coverage/blocks/", show),
    path("coverage/blocks.csv", table),
    path("coverage/blocks/new", new),
    path("coverage/blocks/import", take),
    path("coverage/blocks/<str:number>/", one),
    path("coverage/blocks/<str:number>/change", change),
    path("coverage/blocks/<str:number>/remove", remove),
]

"""/desk/supplies/: what lies in which store, what is short or expires, and every entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.programme_forms import WordedForm, day
from jiceng.emergency.actions.supplies import Coming, counter, give_out, open_store, take_in
from jiceng.emergency.forms.posts_told import area_name, listed_table
from jiceng.emergency.models import Checkpoint, Store, Supply, SupplyBatch, SupplyMovement
from jiceng.emergency.queries.rosters import zone_at
from jiceng.emergency.queries.supplies import (
    batch_of,
    expiring,
    kept_store,
    short_supplies,
    store_of,
)
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import PickField, area_options
from jiceng.web.menu import office

HERE = "/desk/supplies/"
OFFICER = "emergency_officer"
KINDS = {"in": N_("入库"), "out": N_("出库"), "allotted": N_("分配"), "counter": N_("冲正")}
LATEST = 100


class StoreForm(WordedForm):
    """A store."""

    name = forms.CharField(label=N_("仓库名称"), max_length=60)
    area = PickField(label=N_("所在区域"))
    address = forms.CharField(label=N_("地址"), max_length=120)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_areas(self, actor, _("请选择"))


def _offer_areas(form: forms.Form, actor: Actor, blank: str) -> None:
    area = form.fields["area"]
    if isinstance(area, PickField):
        area.offer(area_options(actor, blank))


class InForm(WordedForm):
    """What comes in."""

    item = forms.CharField(label=N_("物资"), max_length=40)
    measure = forms.CharField(label=N_("计量单位"), max_length=8)
    amount = forms.IntegerField(label=N_("数量"), min_value=1)
    batch = forms.CharField(label=N_("批次"), max_length=40)
    expires_on = day(N_("有效期至"), required=False, help_text=N_("长期有效的不填。"))
    shelf = forms.CharField(label=N_("库位"), max_length=40, required=False)
    needed = forms.IntegerField(
        label=N_("最低储备"),
        min_value=0,
        required=False,
        help_text=N_("低于它会列入不足；不填不变。"),
    )
    note = forms.CharField(label=N_("说明"), max_length=120, required=False)


class OutForm(WordedForm):
    """What goes out, or is allotted to a checkpoint or an area."""

    amount = forms.IntegerField(label=N_("数量"), min_value=1)
    checkpoint = forms.CharField(
        label=N_("分配到卡点（编号）"), max_length=20, required=False,
        help_text=N_("卡点和区域都不填的，只是出库。"),
    )  # fmt: skip
    area = PickField(label=N_("分配到区域"), required=False)
    note = forms.CharField(label=N_("说明"), max_length=120, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_areas(self, actor, _("不分配到区域"))

    def clean_checkpoint(self) -> Checkpoint | None:
        code = self.cleaned_data["checkpoint"].strip()
        found = Checkpoint.objects.filter(code=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(_("没有编号“%(code)s”的卡点。") % {"code": code})
        return found


class CounterForm(WordedForm):
    """Why an entry is taken back."""

    reason = forms.CharField(
        label=N_("冲正原因"), max_length=120, help_text=N_("原记录保留，另记一笔相反的。")
    )


def address(store: Store) -> str:
    return f"{HERE}{store.number}/"


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Stores; what is short, what expires within a month; `under` an area where one is named."""
    area = territory().area(request.GET.get("under", ""))
    below = within("area_path", area.path) if area else Q()
    stores = list(Store.objects.filter(below).order_by("area_path", "pk")[:LATEST])
    today = request.now.astimezone(zone_at(request.now)).date()
    keys = {s.pk for s in stores}
    tables = {
        "short": listed_table(
            _("低于最低储备"), [_("物资"), _("仓库"), _("现存"), _("最低储备")],
            [_short(s) for s in short_supplies().filter(store__in=keys)[:LATEST]],
            (_("没有不足的物资"), _("现存低于最低储备时列在这里。")), (2, 3),
        ),
        "expiring": listed_table(
            _("一个月内到期"), [_("物资"), _("批次"), _("仓库"), _("现存"), _("有效期至")],
            [_batch(b) for b in expiring(today).filter(supply__store__in=keys)[:LATEST]],
            (_("没有临期物资"), _("一个月内到期和已经过期的批次列在这里。")), (3,),
        ),
        "stores": listed_table(
            _("仓库"), [_("仓库"), _("所在区域"), _("地址")],
            [{"cells": [{"text": s.name, "url": address(s),
                         "note": _("示例") if s.is_sample else ""},
                        {"text": area_name(str(s.area_id))}, {"text": s.address}]}
             for s in stores],
            (_("还没有仓库"), _("由应急值守岗位登记。")),
        ),
    }  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("应急物资"), "")]),
        **{name: {**table, "id": name} for name, table in tables.items()},
        "writes": OFFICER in request.actor.roles,
    }
    return render(request, "emergency/supplies.html", context)


def _short(row: Supply) -> dict[str, Any]:
    return {"cells": [{"text": row.item, "url": address(row.store)}, {"text": row.store.name},
                      {"text": f"{row.on_hand} {row.measure}"},
                      {"text": f"{row.needed} {row.measure}"}]}  # fmt: skip


def _batch(row: SupplyBatch) -> dict[str, Any]:
    supply = row.supply
    return {"cells": [{"text": supply.item, "url": address(supply.store)}, {"text": row.code},
                      {"text": supply.store.name}, {"text": f"{row.on_hand} {supply.measure}"},
                      {"text": f"{row.expires_on:%Y-%m-%d}"}]}  # fmt: skip


@door("staff", OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Open a store."""
    form = StoreForm(request.actor, request.POST or None)

    def write() -> Store:
        return open_store(**form.cleaned_data, by=request.actor, now=request.now)

    return form_page(request, _("登记仓库"), [(_("应急物资"), HERE)], form, write, address, HERE)


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One store: what lies there by batch, and the latest entries."""
    store = store_of(number)
    batches = SupplyBatch.objects.filter(supply__store=store).select_related("supply")
    moves = SupplyMovement.objects.filter(batch__supply__store=store)
    moves = moves.select_related("batch__supply", "checkpoint", "countered_by").order_by("-pk")
    writes = request.actor.acting_grip(store, frozenset({OFFICER})) is not None
    context = {
        **office(request, HERE, crumbs=[(_("应急物资"), HERE), (store.name, "")]),
        "store": store,
        "area": area_name(str(store.area_id)),
        "batches": batches.order_by("supply__item", "expires_on", "pk"),
        "moves": [_move(m, store) for m in moves[:LATEST]],
        "writes": writes,
        "url": address(store),
        "now": request.now,
    }
    return render(request, "emergency/store.html", context)


def _move(row: SupplyMovement, store: Store) -> dict[str, Any]:
    where = row.checkpoint.title if row.checkpoint else area_name(str(row.area_id or ""))
    is_open = row.kind != "counter" and not hasattr(row, "countered_by")
    return {
        "at": row.at, "kind": _(KINDS[row.kind]), "item": row.batch.supply.item,
        "batch": row.batch.code, "amount": f"{row.amount:+d} {row.batch.supply.measure}",
        "where": where, "note": row.note,
        "counter": f"{address(store)}movements/{row.pk}/counter" if is_open else "",
    }  # fmt: skip


def _crumbs(store: Store) -> list[tuple[str, str]]:
    return [(_("应急物资"), HERE), (store.name, address(store))]


def _back(store: Store) -> Callable[[Any], str]:
    return lambda _row: address(store)


@door("staff", OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Asked, number: str) -> HttpResponse:
    """Something has come."""
    store = kept_store(request.actor, number)
    form = InForm(request.POST or None)

    def write() -> SupplyMovement:
        return take_in(store, Coming(**form.cleaned_data), by=request.actor, now=request.now)

    return form_page(request, _("入库"), _crumbs(store), form, write, _back(store), HERE)


@door("staff", OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def out(request: Asked, number: str, key: int) -> HttpResponse:
    """Some of a batch leaves."""
    store = kept_store(request.actor, number)
    batch, form = batch_of(store, key), OutForm(request.actor, request.POST or None)

    def write() -> SupplyMovement:
        return give_out(batch, **form.cleaned_data, by=request.actor, now=request.now)

    told = {"item": batch.supply.item, "batch": batch.code, "left": batch.on_hand,
            "measure": batch.supply.measure}  # fmt: skip
    facts = _("%(item)s，批次 %(batch)s，现存 %(left)s%(measure)s") % told
    return form_page(request, _("出库或分配"), _crumbs(store), form, write, _back(store), HERE,
                     {"facts": facts})  # fmt: skip


@door("staff", OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: Asked, number: str, key: int) -> HttpResponse:
    """Take an entry back by its opposite."""
    store = kept_store(request.actor, number)
    rows = SupplyMovement.objects.select_related("batch__supply__store", "checkpoint")
    found = rows.filter(batch__supply__store=store, pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    movement, form = found, CounterForm(request.POST or None)

    def write() -> SupplyMovement:
        return counter(movement, by=request.actor, now=request.now, **form.cleaned_data)

    facts = f"{_(KINDS[movement.kind])} {movement.batch.supply.item} {movement.amount:+d}"
    return form_page(request, _("冲正"), _crumbs(store), form, write, _back(store), HERE,
                     {"facts": facts})  # fmt: skip


urlpatterns = [
    path("supplies/", show),
    path("supplies/new", new),
    path("supplies/<str:number>/", one),
    path("supplies/<str:number>/in", bring),
    path("supplies/<str:number>/batches/<int:key>/out", out),
    path("supplies/<str:number>/movements/<int:key>/counter", take_back),
]

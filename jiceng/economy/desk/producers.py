"""/desk/producers/: who sells what for how much, with which papers; the desk of an area keeps."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.economy.actions.producers import (
    add_paper,
    add_produce,
    change_produce,
    change_producer,
    register_producer,
    retire_producer,
)
from jiceng.economy.desk.producer_forms import (
    ChangeProduceForm,
    ChangeProducerForm,
    Filters,
    PaperForm,
    ProduceForm,
    ProducerForm,
    RetireForm,
    typed,
)
from jiceng.economy.forms.fairs_told import (
    area_name,
    kind_told,
    papers_told,
    price_told,
    producer_kind_told,
)
from jiceng.economy.models import Produce, Producer
from jiceng.economy.queries.producers import (
    KEEPER,
    keeping,
    keeps,
    kept_produce,
    kept_producer,
    producer_of,
    sale_faults,
)
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences

HERE = "/desk/producers/"


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Producers; everybody may look, as visitors do."""
    filters = Filters(request.GET)
    rows = Producer.objects.filter(_condition(filters))
    page = page_of(rows, request.GET.get("after", ""), key="id")
    counted = Produce.objects.filter(producer__in=page.rows, on_sale=True)
    many = dict(counted.values_list("producer").annotate(n=Count("pk")).order_by())
    context = {
        **office(request, HERE, crumbs=[(_("生产者和农产品"), "")]),
        "filters": filters,
        "table": _table([_row(p, many.get(p.pk, 0)) for p in page.rows]),
        "pager": pager(page, request.GET, _("本页 %(n)d 个") % {"n": len(page.rows)}),
        "may_register": bool(keeping(request.actor)),
    }
    return render(request, "economy/producers.html", context)


def _condition(filters: Filters) -> Q:
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    found = Q() if said.get("left") else Q(left_on=None)
    if said.get("kind"):
        found &= Q(kind=said["kind"])
    if text := said.get("text"):
        found &= Q(name__icontains=text) | Q(number=text)
    return found


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [_("生产者"), _("类型"), _("所在社区（村）"), _("户数"), _("在售农产品")]
    empty = {
        "title": _("没有符合条件的生产者"),
        "text": _("由所在社区（村）或镇登记，也可以用表格批量导入。"),
    }
    return {
        "caption": _("生产者列表"),
        "columns": [{"label": c, "numeric": place > 2} for place, c in enumerate(columns)],
        "rows": rows,
        "empty": empty,
    }


def _row(producer: Producer, many: int) -> dict[str, Any]:
    note = producer.number + (f" {_('示例')}" if producer.is_sample else "")
    name = producer.name if producer.left_on is None else _("%(name)s（已停止经营）") % {
        "name": producer.name
    }  # fmt: skip
    return {
        "cells": [
            {"text": name, "url": _address(producer), "note": note},
            {"text": producer_kind_told(producer)},
            {"text": area_name(str(producer.area_id))},
            {"text": producer.households},
            {"text": many},
        ]
    }


def _address(producer: Producer) -> str:
    return f"{HERE}{producer.number}/"


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Register a producer."""
    form = ProducerForm(request.actor, request.POST or None)

    def write() -> Producer:
        return register_producer(form.given(), by=request.actor, now=request.now)

    crumbs = [(_("生产者和农产品"), HERE)]
    return form_page(request, _("登记生产者"), crumbs, form, write, _address, HERE)


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One producer and what it sells."""
    producer = producer_of(number)
    may_keep = keeps(request.actor, producer.area_path) and producer.left_on is None
    rows = producer.produce.order_by("-on_sale", "pk")
    left = producer.left_on
    told = [
        (_("类型"), producer_kind_told(producer)),
        (_("所在社区（村）"), area_name(str(producer.area_id))),
        (_("户数"), producer.households),
        (_("停止经营日期"), left.isoformat() if left else None),
    ]
    context = {
        **office(request, HERE, crumbs=[(_("生产者和农产品"), HERE), (producer.name, "")]),
        "producer": producer,
        "details": [{"label": n, "text": text} for n, text in told if text is not None],
        "rows": [_produce(request, row) for row in rows],
        "keeps": may_keep,
        "here": _address(producer),
    }
    return render(request, "economy/producer.html", context)


def _produce(request: Asked, row: Produce) -> dict[str, Any]:
    today = local_day(request.now)
    history = row.prices.order_by("-since")[:5]
    return {
        "number": row.number,
        "name": row.name,
        "kind": kind_told(row, request.now),
        "price": price_told(row.price_fen, row.measure),
        "history": [{"since": p.since, "text": price_told(p.fen, row.measure)} for p in history],
        "papers": papers_told(row, request.now),
        "faults": sentences(sale_faults(row, today, request.now)),
    }


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Write a producer down anew."""
    producer = kept_producer(request.actor, number)
    names = ("name", "kind", "households", "version")
    kept = {name: getattr(producer, name) for name in names}
    form = ChangeProducerForm(
        request.actor, request.POST or None, initial={**kept, "area": str(producer.area_id)}
    )

    def write() -> Producer:
        version = form.cleaned_data["version"]
        return change_producer(
            producer, form.given(), by=request.actor, now=request.now, version=version
        )

    return form_page(request, _("修改生产者"), _crumbs(producer), form, write, _address, HERE)


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: Asked, number: str) -> HttpResponse:
    """It sells no more."""
    producer = kept_producer(request.actor, number)
    form = RetireForm(request.POST or None, initial={"version": producer.version})

    def write() -> Producer:
        version = form.cleaned_data["version"]
        return retire_producer(producer, by=request.actor, now=request.now, version=version)

    told = {"facts": _("停止经营后不能再安排摊位，在售农产品一并停售；以往的销售记录保留。"),
            "send": _("确认停止经营")}  # fmt: skip
    return form_page(request, _("停止经营"), _crumbs(producer), form, write, _address, HERE, told)


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asked, number: str) -> HttpResponse:
    """Write down what it sells."""
    producer = kept_producer(request.actor, number)
    form = ProduceForm(request.now, request.POST or None)

    def write() -> Producer:
        add_produce(producer, form.given(), by=request.actor, now=request.now)
        return producer

    return form_page(request, _("登记农产品"), _crumbs(producer), form, write, _address, HERE)


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked, number: str) -> HttpResponse:
    """Write produce down anew, with its price."""
    produce = kept_produce(request.actor, number)
    form = ChangeProduceForm(request.now, request.POST or None, initial=typed(produce))

    def write() -> Producer:
        version = form.cleaned_data["version"]
        change_produce(produce, form.given(), by=request.actor, now=request.now, version=version)
        return produce.producer

    crumbs = _crumbs(produce.producer)
    return form_page(request, _("修改农产品"), crumbs, form, write, _address, HERE)


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def vouch(request: Asked, number: str) -> HttpResponse:
    """A quality paper of some produce."""
    produce = kept_produce(request.actor, number)
    form = PaperForm(request.POST or None, initial={"version": produce.version})

    def write() -> Producer:
        version = form.cleaned_data["version"]
        add_paper(produce, form.given(), by=request.actor, now=request.now, version=version)
        return produce.producer

    crumbs = _crumbs(produce.producer)
    told = {"facts": produce.name}
    return form_page(request, _("登记质量证明"), crumbs, form, write, _address, HERE, told)


def _crumbs(producer: Producer) -> list[tuple[str, str]]:
    return [(_("生产者和农产品"), HERE), (producer.name, _address(producer))]


urlpatterns = [
    path("producers/", show),
    path("producers/new", new),
    path("producers/<str:number>/", one),
    path("producers/<str:number>/change", change),
    path("producers/<str:number>/retire", retire),
    path("producers/<str:number>/produce", add),
    path("produce/<str:number>/change", edit),
    path("produce/<str:number>/paper", vouch),
]

"""/desk/emergencies/notices/: written, issued to grids, followed, carried again, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.casework.desk.programme_forms import WordedForm, words
from jiceng.emergency.actions.grid_notices import (
    carry_again,
    correct_notice,
    issue_notice,
    withdraw_notice,
    write_notice,
)
from jiceng.emergency.desk.emergencies import HERE, OFFICER
from jiceng.emergency.desk.emergencies import address as emergency_address
from jiceng.emergency.desk.emergency_forms import area_choices_below
from jiceng.emergency.forms.emergencies_told import moment_told
from jiceng.emergency.forms.grid_notices_told import (
    NOTICES,
    delivery_told,
    notice_status,
    percent_told,
)
from jiceng.emergency.models import GridNotice
from jiceng.emergency.queries.emergencies import emergency_of
from jiceng.emergency.queries.grid_notices import notice_of, reach_of_notice, text_of
from jiceng.emergency.rules.grid_notices import LENGTHS, ROUND_BELOW, Wording
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office


class TextForm(WordedForm):
    """What a notice says: one sheet of paper, and short sentences for loudspeakers."""

    title = forms.CharField(label=N_("标题"), max_length=LENGTHS["title"][1])
    text = words(N_("正文"), 4, max_length=LENGTHS["text"][1],
                 help_text=N_("印成一页大字通知，不超过 160 字。"))  # fmt: skip
    speech = words(N_("广播稿（普通话）"), 4, max_length=LENGTHS["speech"][1],
                   help_text=N_("一句一行，每句不超过 24 字。"))  # fmt: skip
    speech_local = words(N_("广播稿（临高话）"), 4, required=False,
                         max_length=LENGTHS["speech_local"][1],
                         help_text=N_("请会说临高话的同志写，没有可以不填。"))  # fmt: skip

    def said(self) -> Wording:
        names = ("title", "text", "speech", "speech_local")
        return Wording(**{n: self.cleaned_data[n] for n in names})


class NoticeForm(TextForm):
    """The same, with where it goes."""

    area = forms.ChoiceField(label=N_("发到哪里"), help_text=N_("发到其中的每个网格和村。"))
    field_order = ("area", "title", "text", "speech", "speech_local")

    def __init__(self, path_above: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = area_choices_below(path_above)


class NothingForm(WordedForm):
    """An act made by one press."""


class AgainForm(WordedForm):
    """Below which share a grid is carried again."""

    percent = forms.IntegerField(label=N_("送达率低于（%）"), min_value=1, max_value=100,
                                 initial=ROUND_BELOW)  # fmt: skip


class WithdrawForm(WordedForm):
    """Why it is taken back."""

    reason = words(N_("撤回原因"), 2, max_length=200)


def address(row: GridNotice) -> str:
    return f"{NOTICES}{row.number}/"


def _crumbs(row: GridNotice) -> list[tuple[str, str]]:
    above = row.emergency
    return [(_("应急响应"), HERE), (above.title, emergency_address(above))]


@door("staff", OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, number: str) -> HttpResponse:
    """Write one for an emergency."""
    above = emergency_of(number)
    form = NoticeForm(above.area_path, request.POST or None)

    def write() -> GridNotice:
        return write_notice(above, form.cleaned_data["area"], form.said(), by=request.actor,
                            now=request.now)  # fmt: skip

    crumbs = [(_("应急响应"), HERE), (above.title, emergency_address(above))]
    return form_page(request, _("拟写入户通知"), crumbs, form, write, address, HERE)


@door("staff", OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Another version of its text."""
    row = notice_of(number)
    text = text_of(row)
    start = {n: getattr(text, n) for n in ("title", "text", "speech", "speech_local")}
    form = TextForm(request.POST or None, initial=start)

    def write() -> GridNotice:
        return correct_notice(row, form.said(), by=request.actor, now=request.now)

    crumbs = [*_crumbs(row), (text.title, address(row))]
    return form_page(request, _("改正通知文字"), crumbs, form, write, address, HERE)


def _issue(request: Asked, row: GridNotice, said: dict[str, Any], version: int) -> None:
    issue_notice(row, by=request.actor, now=request.now)


def _again(request: Asked, row: GridNotice, said: dict[str, Any], version: int) -> None:
    carry_again(row, said["percent"], by=request.actor, now=request.now)


def _withdraw(request: Asked, row: GridNotice, said: dict[str, Any], version: int) -> None:
    withdraw_notice(row, said["reason"], by=request.actor, now=request.now)


CHANGES: Mapping[str, Change] = {
    "issue": Change(N_("发到各网格"), NothingForm, _issue),
    "again": Change(N_("开始下一轮入户"), AgainForm, _again),
    "withdraw": Change(N_("撤回通知"), WithdrawForm, _withdraw, "danger"),
}
OPEN: Mapping[str, tuple[str, ...]] = {"draft": ("issue", "withdraw"),
                                       "issued": ("again", "withdraw")}  # fmt: skip


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """Its text, how far it came grid by grid, and what has not arrived."""
    return _page(request, notice_of(number))


@door("staff", OFFICER)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """Issue it, carry it again, or take it back."""
    row = notice_of(number)
    return acted(request, row, name, CHANGES, _page, address(row))


def _page(
    request: Asked, row: GridNotice, tried: Tried | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    text, reach, url = text_of(row), reach_of_notice(row), address(row)
    runs = OFFICER in request.actor.roles_towards(row.emergency)
    names = OPEN.get(row.state, ()) if runs else ()
    offers = [offer(request, row, n, CHANGES[n], f"{url}acts/", tried) for n in names]
    grids = row.deliveries.select_related("area").order_by("area_path")
    context = {
        **office(request, HERE, crumbs=[*_crumbs(row), (text.title, "")]),
        "row": row,
        "text": text,
        "status": notice_status(row),
        "issued": moment_told(row.issued_at),
        "figures": _figures(reach) if row.issued_at else [],
        "grids": [delivery_told(d) for d in grids],
        "offers": offers,
        "tried": tried if tried and tried.name not in names else None,
        "runs": runs and row.state != "withdrawn",
        "url": url,
    }
    return render(request, "emergency/notice.html", context, status=status)


def _figures(reach: Any) -> list[dict[str, Any]]:
    return [
        {"label": _("通知到的户数"), "value": str(reach.reached), "unit": _("户")},
        {"label": _("登记户数"), "value": str(reach.households), "unit": _("户")},
        {"label": _("送达率"), "value": percent_told(reach.percent), "unit": ""},
        {"label": _("还没有回报的网格"), "value": str(reach.silent), "unit": _("个")},
    ]


@door("staff")
@require_safe
def leaflet(request: Asked, number: str) -> HttpResponse:
    """One sheet of A4 in large type, black on white."""
    row = notice_of(number)
    context = {"row": row, "text": text_of(row), "back_url": address(row),
               "unit": row.emergency.title}  # fmt: skip
    return render(request, "emergency/leaflet.html", context)


urlpatterns = [
    path("emergencies/<str:number>/notices/new", new),
    path("emergencies/notices/<str:number>/", one),
    path("emergencies/notices/<str:number>/change", change),
    path("emergencies/notices/<str:number>/acts/<str:name>", act),
    path("emergencies/notices/<str:number>/leaflet", leaflet),
]

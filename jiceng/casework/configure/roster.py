"""Everybody in office, found by name, post or unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jiceng.casework.configure.frame import POWERS, SECURITY, show, today_of
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Appointment, Person
from jiceng.kernel.records.names import listed, name_in
from jiceng.web.doors import Asked, door
from jiceng.web.forms import UnitField, unit_options

HERE = "/admin/people/"
SIZE = 50


class SearchForm(forms.Form):
    """By name or login, by post, by unit."""

    q = forms.CharField(label=_("姓名或登录名"), required=False, max_length=40)
    post = forms.CharField(label=_("岗位"), required=False)
    unit = UnitField(label=_("单位"), required=False, apart=True)

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].widget = forms.Select(choices=[("", _("全部")), *posts])


def post_choices(request: Asked) -> list[tuple[str, str]]:
    rows = in_force("post", request.now).items()
    return [(key, name_in(row.content)) for key, row in rows]


def post_name(key: str, request: Asked) -> str:
    row = in_force("post", request.now).get(key)
    return name_in(row.content) if row else key


@door("staff", *POWERS)
def table(request: Asked) -> HttpResponse:
    """Everybody with an account, found by name, post or unit."""
    form = SearchForm(request.GET or None, posts=post_choices(request))
    rows = Person.objects.all()
    if form.is_bound and form.is_valid():
        rows = _searched(form, today_of(request))
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() else 0
    ahead = rows.filter(pk__gt=start).order_by("pk").prefetch_related("appointments")
    page = list(ahead[: SIZE + 1])
    listed = {
        "caption": _now("人员"),
        "columns": [
            {"label": _now("姓名")},
            {"label": _now("登录名")},
            {"label": _now("现任岗位")},
            {"label": _now("账户")},
        ],
        "rows": [{"cells": _cells(p, request)} for p in page[:SIZE]],
    }
    context = {
        "filters": form,
        "units": unit_options(apart=True),
        "table": listed,
        "pager": _pager(request, page),
        "total": rows.count(),
        "may_change": SECURITY in request.actor.roles,
    }
    return show(request, "people", context, here=HERE, crumbs=[(_now("人员与任职"), "")])


def _searched(form: SearchForm, today: date) -> QuerySet[Person]:
    rows = Person.objects.all()
    typed = form.cleaned_data
    if q := typed["q"].strip():
        rows = rows.filter(Q(name__icontains=q) | Q(login__icontains=q))
    held = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    if typed["post"]:
        held = held.filter(post=typed["post"])
    if typed["unit"]:
        held = held.filter(unit=typed["unit"])
    if typed["post"] or typed["unit"]:
        rows = rows.filter(pk__in=held.values("person"))
    return rows


def _cells(person: Person, request: Asked) -> list[dict[str, Any]]:
    today = today_of(request)
    now_held = [
        post_name(a.post, request)
        for a in person.appointments.all()
        if a.starts_on <= today and (a.ends_on is None or a.ends_on >= today)
    ]
    state = ("green", _now("可用")) if person.is_active else ("rest", _now("已停用"))
    return [
        {"text": person.name, "url": f"{HERE}{person.pk}/"},
        {"text": person.login},
        {"text": listed(now_held) or "—"},
        {"status": {"light": state[0], "text": state[1]}},
    ]


def _pager(request: Asked, page: list[Person]) -> dict[str, str]:
    """The search stays, only the cursor moves."""
    rest = request.GET.copy()
    rest.pop("after", None)
    first = f"?{rest.urlencode()}" if "after" in request.GET else ""
    if len(page) <= SIZE:
        return {"first_url": first}
    rest["after"] = str(page[SIZE - 1].pk)
    return {"first_url": first, "next_url": f"?{rest.urlencode()}"}

"""Accounts, posts and keys: the security administrator's pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.configure.fields import DayField
from jiceng.casework.configure.frame import (
    POWERS,
    SECURITY,
    grip_for,
    need,
    refused_form,
    saved,
    show,
    today_of,
)
from jiceng.casework.configure.roster import HERE, post_choices, post_name
from jiceng.kernel.records.accounts import TRIES
from jiceng.kernel.records.appointments import (
    Appointed,
    add_person,
    appoint,
    end_appointment,
    give_password,
    move_appointment,
    shut_account,
    unlock_account,
)
from jiceng.kernel.records.limits import refuse_past
from jiceng.kernel.records.models import ApiToken, Appointment, Person
from jiceng.kernel.records.second_factor import has_second_factor, reset_second_factor
from jiceng.kernel.records.tokens import issue_token, revoke_token
from jiceng.kernel.records.upload_keys import has_upload_key, revoke_of_person
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal, TooMany
from jiceng.web.doors import Asked, door
from jiceng.web.forms import UnitField, unit_options
from jiceng.web.once import once

AGAIN = timedelta(minutes=10)
"""How long the same press of a button is answered with the same key."""
KINDS = {"regular": N_("正式"), "substitute": N_("代理"), "secondment": N_("下沉")}


class PersonForm(forms.Form):
    """Somebody in office; residents have no accounts."""

    name = forms.CharField(label=_("姓名"), required=False)
    login = forms.CharField(
        label=_("登录名"), required=False, help_text=_("小写字母开头，可含数字、点、横线。")
    )


class AppointmentForm(forms.Form):
    """Post, unit, area, period."""

    post = forms.CharField(label=_("岗位"), required=False)
    unit = UnitField(label=_("任职单位"), required=False, apart=True)
    area = forms.CharField(
        label=_("任职区域代码"),
        required=False,
        help_text=_("网格 15 位、社区（村）12 位、镇 9 位、县 6 位，可在“区划与边界”查到。"),
    )
    kind = forms.ChoiceField(label=_("任职性质"), required=False)
    home_unit = UnitField(label=_("原单位"), required=False, help_text=_("下沉任职时填写。"))
    starts_on = DayField(label=_("开始日期"))
    ends_on = DayField(label=_("结束日期"), help_text=_("含当日；代理任职须填写。"))

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        need(self, "post", "unit", "area", "starts_on")
        self.fields["post"].widget = forms.Select(choices=[("", "—"), *posts])
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(k, _now(v)) for k, v in KINDS.items()]

    def given(self) -> Appointed:
        typed = self.cleaned_data
        return Appointed(
            post=typed["post"],
            unit=typed["unit"],
            area=typed["area"].strip(),
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            kind=typed["kind"] or "regular",
            home_unit=typed["home_unit"],
        )


class EndForm(forms.Form):
    """The last day; `seen` is the end shown when the form was drawn."""

    ends_on = DayField(label=_("最后一天"))
    seen = forms.DateField(required=False, widget=forms.HiddenInput())


class MoveForm(forms.Form):
    """The same post in another area from a day on."""

    unit = UnitField(label=_("新的任职单位"), required=False, apart=True)
    area = forms.CharField(label=_("新的任职区域代码"), required=False)
    starts_on = DayField(label=_("从哪天起"))
    seen = forms.DateField(required=False, widget=forms.HiddenInput())


class TokenForm(forms.Form):
    """What the key is for."""

    label = forms.CharField(label=_("用途"), max_length=60)


def _person(key: int) -> Person:
    if found := Person.objects.filter(pk=key).first():
        return found
    raise NotFound(Reason("not_found"))


def _page(request: Asked, person: Person, status: int = 200, **more: Any) -> HttpResponse:
    """One person with posts, keys and the forms that change them."""
    today = today_of(request)
    held = person.appointments.select_related("unit", "area", "home_unit").order_by("-starts_on")
    may_change = SECURITY in request.actor.roles and person.pk != request.actor.person
    context = {
        "subject": person,
        "held": [_held(a, today, request) for a in held],
        "tokens": person.tokens.order_by("-pk") if SECURITY in request.actor.roles else [],
        "is_shut": _is_shut(person, request),
        "has_factor": has_second_factor(person),
        "delivers": has_upload_key(person, now=request.now),
        "may_change": may_change,
        "is_self": person.pk == request.actor.person,
        "units": unit_options(apart=True),
        "appointment_form": AppointmentForm(
            posts=post_choices(request), initial={"starts_on": today, "kind": "regular"}
        ),
        "token_form": TokenForm(),
        "key": uuid4(),
        **more,
    }
    crumbs = [(_now("人员与任职"), HERE), (person.name, "")]
    return show(request, "person", context, here=HERE, crumbs=crumbs, status=status)


def _held(row: Appointment, today: date, request: Asked) -> dict[str, Any]:
    is_over = row.ends_on is not None and row.ends_on < today
    state = _now("已结束") if is_over else _now("未开始") if row.starts_on > today else _now("在任")
    return {
        "row": row,
        "post": post_name(row.post, request),
        "kind": _now(KINDS.get(row.kind, row.kind)),
        "is_over": is_over,
        "state": state,
        "light": "rest" if is_over else "new" if row.starts_on > today else "green",
    }


def _is_shut(person: Person, request: Asked) -> bool:
    try:
        refuse_past("sign_in.login", person.login, now=request.now, limit=TRIES)
        refuse_past("second_factor", str(person.pk), now=request.now, limit=TRIES)
    except TooMany:
        return True
    return False


@door("staff", *POWERS)
def one(request: Asked, key: int) -> HttpResponse:
    """One person."""
    return _page(request, _person(key))


@door("staff", SECURITY)
def new(request: Asked) -> HttpResponse:
    """An account; the password is shown on the answer and nowhere else."""
    form = PersonForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        grip = grip_for(request.actor, SECURITY)
        try:
            typed = form.cleaned_data
            person, password = add_person(typed["login"], typed["name"], grip=grip, now=request.now)
            return _page(request, person, password=password)
        except Refusal as refusal:
            status = refused_form(form, refusal)
    context = {"title": _now("新增人员"), "form": form, "back": HERE}
    crumbs = [(_now("人员与任职"), HERE), (_now("新增人员"), "")]
    return show(request, "form", context, here=HERE, crumbs=crumbs, status=status)


@door("staff", SECURITY)
def give_post(request: Asked, key: int) -> HttpResponse:
    """Appoint, as a substitute or on secondment too."""
    person = _person(key)
    form = AppointmentForm(request.POST or None, posts=post_choices(request))
    if request.method != "POST":
        return saved(f"{HERE}{key}/", "")
    if not form.is_valid():
        return _page(request, person, 422, appointment_form=form)
    try:
        appoint(
            person,
            form.given(),
            by=request.actor,
            grip=grip_for(request.actor, SECURITY),
            now=request.now,
            today=today_of(request),
        )
    except Refusal as refusal:
        return _page(request, person, refused_form(form, refusal), appointment_form=form)
    return saved(f"{HERE}{key}/")


def _appointment(key: int) -> Appointment:
    found = Appointment.objects.select_related("person", "unit", "area").filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


@door("staff", SECURITY)
def end_post(request: Asked, key: int) -> HttpResponse:
    """End an appointment; what was done in it keeps the name of the post."""
    row = _appointment(key)
    back = f"{HERE}{row.person_id}/"
    start = {"ends_on": today_of(request), "seen": row.ends_on}
    form = EndForm(request.POST or None, initial=start)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["ends_on"] is None:
                raise Invalid(Reason("needed", field="ends_on"))
            end_appointment(
                row,
                form.cleaned_data["ends_on"],
                seen=form.cleaned_data["seen"],
                by=request.actor,
                grip=grip_for(request.actor, SECURITY),
                now=request.now,
                today=today_of(request),
            )
            return saved(back)
        except Refusal as refusal:
            status = refused_form(form, refusal)
    elif request.method == "POST":
        status = 422
    return _appointment_page(request, row, form, _now("结束任职"), status)


@door("staff", SECURITY)
def move_post(request: Asked, key: int) -> HttpResponse:
    """To another grid or unit; both periods stay on record."""
    row = _appointment(key)
    start = {
        "unit": row.unit_id,
        "area": row.area_id,
        "starts_on": today_of(request),
        "seen": row.ends_on,
    }
    form = MoveForm(request.POST or None, initial=start)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            if typed["starts_on"] is None:
                raise Invalid(Reason("needed", field="starts_on"))
            move_appointment(
                row,
                typed["area"].strip(),
                typed["unit"],
                typed["starts_on"],
                seen=typed["seen"],
                by=request.actor,
                grip=grip_for(request.actor, SECURITY),
                now=request.now,
                today=today_of(request),
            )
            return saved(f"{HERE}{row.person_id}/")
        except Refusal as refusal:
            status = refused_form(form, refusal)
    return _appointment_page(request, row, form, _now("调整任职区域"), status)


def _appointment_page(
    request: Asked, row: Appointment, form: forms.Form, title: str, status: int
) -> HttpResponse:
    back = f"{HERE}{row.person_id}/"
    facts = f"{row.person.name}　{post_name(row.post, request)}　{row.unit}　{row.area}"
    context = {
        "title": title,
        "form": form,
        "back": back,
        "facts": facts,
        "units": unit_options(apart=True),
    }
    crumbs = [(_now("人员与任职"), HERE), (row.person.name, back), (title, "")]
    return show(request, "form", context, here=HERE, crumbs=crumbs, status=status)


@door("staff", SECURITY)
def account(request: Asked, key: int, act: str) -> HttpResponse:
    """Password, account shut, tries forgotten, phones no longer trusted: one press of a button."""
    person = _person(key)
    if request.method != "POST":
        return saved(f"{HERE}{key}/", "")
    grip = grip_for(request.actor, SECURITY)
    if act == "password":
        password = give_password(person, by=request.actor, grip=grip, now=request.now)
        return _page(request, person, password=password)
    if act == "shut":
        shut_account(person, by=request.actor, grip=grip, now=request.now)
    elif act == "unlock":
        unlock_account(person, grip=grip, now=request.now)
    elif act == "reset-factor":
        reset_second_factor(person, by=request.actor, grip=grip, now=request.now)
    elif act == "revoke-phones":
        revoke_of_person(person, grip=grip, now=request.now)
    else:
        raise NotFound(Reason("not_found"))
    return saved(f"{HERE}{key}/")


@door("staff", SECURITY)
def give_token(request: Asked, key: int) -> HttpResponse:
    """A key for a program that acts as this person; shown once, however often it is pressed."""
    person = _person(key)
    form = TokenForm(request.POST or None)
    if request.method != "POST":
        return saved(f"{HERE}{key}/", "")
    if not form.is_valid():
        return _page(request, person, 422, token_form=form)
    grip = grip_for(request.actor, SECURITY)
    label = form.cleaned_data["label"]
    done = once(
        request.POST.get("idempotency_key", ""),
        caller=f"{request.actor.person} POST {request.path}",
        body=label.encode(),
        work=lambda: {"token": issue_token(person, label, now=request.now, grip=grip)},
        now=request.now,
        kept=AGAIN,
    )
    return _page(request, person, token=done.answer["token"])


@door("staff", SECURITY)
def end_token(request: Asked, key: int) -> HttpResponse:
    """The key opens nothing from now on."""
    token = ApiToken.objects.filter(pk=key).first()
    if token is None:
        raise NotFound(Reason("not_found"))
    if request.method == "POST":
        revoke_token(token, now=request.now, grip=grip_for(request.actor, SECURITY))
    return saved(f"{HERE}{token.person_id}/")

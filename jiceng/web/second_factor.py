"""The pages of the second factor: the code at sign-in, and enrolling a phone (decisions.md 44)."""

from __future__ import annotations

from typing import Any

import segno
from django.forms import CharField, Form, TextInput
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jiceng.kernel.records.models import Person
from jiceng.kernel.records.second_factor import (
    address_for,
    check_code,
    codes_left,
    confirm,
    has_second_factor,
    renew_codes,
    secret_for,
)
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refused, TooMany
from jiceng.web.context import county_name
from jiceng.web.display import preferences
from jiceng.web.doors import Asked, door
from jiceng.web.pending import drop, held, is_in_use
from jiceng.web.sign_in import first_page_of, let_in
from jiceng.web.words import sentences

ENROL = "/account/second-factor"


class CodeForm(Form):
    """Six digits, or a recovery code."""

    code = CharField(
        label=_lazy("验证码"), max_length=40,
        help_text=_lazy("手机验证器上的 6 位数字；手机不在身边时填一个备用码。"),
        widget=TextInput(attrs={
            "autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false",
            "data-autofocus": "",
        }),
    )  # fmt: skip


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def code(request: Asked) -> HttpResponse:
    """The second half of a sign-in. Without the first half it begins anew."""
    waiting = held(request)
    if waiting is None:
        return HttpResponseRedirect("/sign-in")
    person, target = waiting
    if not has_second_factor(person):
        return HttpResponseRedirect(ENROL)
    form = CodeForm(request.POST if request.method == "POST" else None)
    reasons: list[str] = []
    status, wait = 200, 0
    if request.method == "POST" and form.is_valid():
        try:
            check_code(person, form.cleaned_data["code"], now=request.now)
            return _onward(request, person, target)
        except (Invalid, TooMany) as refusal:
            reasons, status, wait = _why(refusal)
    context = {"form": form, "reasons": reasons, **preferences(request)}
    return _shown(request, "web/second_factor_code.html", context, status, wait)


def _onward(request: Asked, person: Person, target: str) -> HttpResponse:
    answer = HttpResponseRedirect(target or first_page_of(person, request.now))
    drop(request)
    let_in(request, person, answer)
    return answer


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def enrol(request: Asked) -> HttpResponse:
    """Enrol a phone: at the first sign-in that asks for one, or from one's own account."""
    if not is_in_use():
        raise NotFound(Reason("not_found"))
    waiting = held(request) if request.person is None else None
    person = request.person or (waiting[0] if waiting else None)
    if person is None:
        return HttpResponseRedirect(f"/sign-in?next={ENROL}")
    if has_second_factor(person):
        if waiting is not None:
            return HttpResponseRedirect("/sign-in/code")
        return _own(request, person)
    return _first(request, person, waiting[1] if waiting else "")


def _first(request: Asked, person: Person, target: str) -> HttpResponse:
    """The picture to scan, and the first code that proves it was scanned."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    form.fields["code"].help_text = _("手机验证器上现在显示的 6 位数字。")
    reasons: list[str] = []
    status, wait = 200, 0
    if request.method == "POST" and form.is_valid():
        try:
            codes = confirm(person, form.cleaned_data["code"], now=request.now)
            return _confirmed(request, person, codes, target)
        except (Invalid, TooMany, Refused) as refusal:
            reasons, status, wait = _why(refusal)
    secret = secret_for(person)
    context = {
        "form": form,
        "reasons": reasons,
        "qr": _picture(address_for(secret, person, county_name() or "Jiceng")),
        "secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        **preferences(request),
    }
    return _shown(request, "web/second_factor_enrol.html", context, status, wait)


def _confirmed(request: Asked, person: Person, codes: list[str], target: str) -> HttpResponse:
    onward = target or first_page_of(person, request.now)
    answer = HttpResponse()
    if request.person is None:
        drop(request)
        let_in(request, person, answer)
    context = {"codes": codes, "onward": onward, **preferences(request)}
    answer.content = render(request, "web/second_factor_codes.html", context).content
    return answer


def _own(request: Asked, person: Person) -> HttpResponse:
    """What there is, and new recovery codes against a code of the phone."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    reasons: list[str] = []
    status, wait = 200, 0
    home = first_page_of(person, request.now)
    if request.method == "POST" and form.is_valid():
        try:
            codes = renew_codes(person, form.cleaned_data["code"], now=request.now)
            context = {"codes": codes, "onward": home, **preferences(request)}
            return _shown(request, "web/second_factor_codes.html", context, 200, 0)
        except (Invalid, TooMany) as refusal:
            reasons, status, wait = _why(refusal)
    context = {"form": form, "reasons": reasons, "left": codes_left(person), "home": home}
    context |= preferences(request)
    return _shown(request, "web/second_factor_own.html", context, status, wait)


def _why(refusal: Invalid | TooMany | Refused) -> tuple[list[str], int, int]:
    """Sentences, status, and seconds to wait."""
    wait = max((int(r.params.get("seconds", 0)) for r in refusal.reasons), default=0)
    return sentences(refusal.reasons), refusal.status, wait


def _shown(
    request: Asked, template: str, context: dict[str, Any], status: int, wait: int
) -> HttpResponse:
    answer = render(request, template, context, status=status)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _picture(address: str) -> SafeString:
    """The QR code as SVG without styles, drawn here: nobody else learns the secret."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=4, omitsize=True, svgclass=None, lineclass=None,
        title=_("用手机验证器扫描的二维码"), light="#fff",
    )  # fmt: skip
    return mark_safe(drawn)  # noqa: S308  drawn by segno, `title` is escaped by it


urlpatterns = [
    path("sign-in/code", code, name="sign_in_code"),
    path("account/second-factor", enrol, name="second_factor"),
]

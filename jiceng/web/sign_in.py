"""Signing in and out, and one's own password."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.signing import BadSignature, TimestampSigner
from django.forms import CharField, Form, PasswordInput, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.accounts import (
    LONGEST_PASSWORD,
    change_password,
    check_sign_in,
    note_sign_out,
)
from jiceng.kernel.records.models import Person
from jiceng.kernel.records.upload_keys import revoke_of_device
from jiceng.kernel.refusal import Invalid, TooMany
from jiceng.web.clock import local_day
from jiceng.web.display import address_of, preferences
from jiceng.web.doors import Asked, door
from jiceng.web.pending import hold, is_asked, is_in_use
from jiceng.web.sessions import begin
from jiceng.web.upload_keys import phone_of
from jiceng.web.words import sentences

BACKEND = "django.contrib.auth.backends.ModelBackend"
DEVICE = "jiceng_device"
A_YEAR = 365 * 24 * 3600
FIRST_PAGES = (
    (frozenset({"grid_worker", "grid_leader"}), "/field/"),
    (frozenset({"leader"}), "/cockpit/"),
    (frozenset({"administrator", "security_administrator"}), "/admin/"),
)
"""Where a day begins, by post; everybody else begins at the desk."""


class SignInForm(Form):
    """Name and password. Neither is checked beyond its length: the answer is one sentence."""

    login = CharField(
        label=_lazy("账号"), max_length=40,
    )  # fmt: skip
    password = CharField(
        label=_lazy("密码"), max_length=LONGEST_PASSWORD, strip=False,
        widget=PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as Django gives them
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false",
        }  # fmt: skip


class PasswordForm(Form):
    """The old password and a new one."""

    old = CharField(
        label=_lazy("现在的密码"), max_length=LONGEST_PASSWORD, strip=False,
        widget=PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = CharField(
        label=_lazy("新密码"), max_length=LONGEST_PASSWORD, strip=False,
        help_text=_lazy("至少 12 个字符，不要使用常见密码或与账号相近的内容。"),
        widget=PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = CharField(
        label=_lazy("再输入一次新密码"), max_length=LONGEST_PASSWORD, strip=False,
        widget=PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, person: Person, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # handed on as Django gives them
        self.person = person

    def clean_new(self) -> str:
        """The rules for passwords stand in the settings."""
        new = str(self.cleaned_data["new"])
        validate_password(new, self.person)
        return new

    def clean_again(self) -> str:
        """Typed twice alike."""
        if self.cleaned_data["again"] != self.cleaned_data.get("new", self.cleaned_data["again"]):
            raise ValidationError(_("两次输入的新密码不一样。"))
        return str(self.cleaned_data["again"])


@door("public")
@sensitive_post_parameters("password")
def sign_in(request: Asked) -> HttpResponse:
    """The page and its answer; a new session id with every sign-in."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    reasons: list[str] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _enter(request, form.cleaned_data["login"], form.cleaned_data["password"])
        except (Invalid, TooMany) as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
            wait = max((r.params.get("seconds", 0) for r in refusal.reasons), default=0)
    context = {"form": form, "reasons": reasons, "next": _next(request), **preferences(request)}
    answer = render(request, "web/sign_in.html", context, status=status)
    if status == TooMany.status:
        answer.headers["Retry-After"] = str(wait)
    return answer


def _enter(request: Asked, name: str, password: str) -> HttpResponse:
    person = check_sign_in(
        name, password, address=address_of(request), device=_device(request, name), now=request.now
    )
    target = _next(request)
    if is_asked(person, now=request.now):
        hold(request, person, target)
        return HttpResponseRedirect("/sign-in/code")
    answer = HttpResponseRedirect(target or first_page_of(person, request.now))
    let_in(request, person, answer)
    return answer


def let_in(request: Asked, person: Person, answer: HttpResponse) -> None:
    """Begin the session of somebody who has shown everything asked for, and know the device."""
    login(request, person, backend=BACKEND)
    request.session.cycle_key()  # also for somebody who was signed in already
    begin(request)
    answer.set_cookie(
        DEVICE,
        TimestampSigner(salt=DEVICE).sign(f"{secrets.token_hex(8)}:{person.login}"),
        max_age=A_YEAR,
        path="/sign-in",
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def _device(request: HttpRequest, name: str) -> str:
    """What this browser carries from an earlier sign-in under the same name; else empty."""
    try:
        told = TimestampSigner(salt=DEVICE).unsign(request.COOKIES.get(DEVICE, ""), max_age=A_YEAR)
    except BadSignature:
        return ""
    mark, _colon, owner = told.partition(":")
    return mark if owner == name.strip() else ""


def _next(request: HttpRequest) -> str:
    """The page that was asked for, when it is one of ours."""
    target = str(request.POST.get("next") or request.GET.get("next") or "")
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if is_ours else ""


def first_page(posts: Iterable[str]) -> str:
    """Where somebody with these posts begins."""
    held = frozenset(posts)
    return next((page for some, page in FIRST_PAGES if held and held <= some), "/desk/")


def first_page_of(person: Person, now: datetime) -> str:
    """The same for somebody by the posts held today."""
    return first_page(actor_for(person, now=now, today=local_day(now)).posts)


@door("public")
@require_POST
def sign_out(request: Asked) -> HttpResponse:
    """End the session, here and in the browser's stores."""
    if request.person is not None:
        note_sign_out(request.person, now=request.now)
    revoke_of_device(phone_of(request), now=request.now)
    logout(request)
    answer = HttpResponseRedirect("/sign-in")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@door("signed_in")
@sensitive_post_parameters()
def account(request: Asked) -> HttpResponse:
    """One's own posts and password."""
    if request.person is None:
        raise AssertionError("the door lets in nobody without a person")
    form = PasswordForm(request.person, request.POST if request.method == "POST" else None)
    status, changed = 200, False
    if request.method == "POST":
        status, changed = _change(request, request.person, form)
    context = {
        "form": PasswordForm(request.person) if changed else form,
        "changed": changed,
        "home": first_page(request.actor.posts),
        "second_factor": is_in_use(),
        **preferences(request),
    }
    return render(request, "web/account.html", context, status=status)


def _change(request: Asked, person: Person, form: PasswordForm) -> tuple[int, bool]:
    """Check the old password with the same count of tries as a sign-in."""
    if not form.is_valid():
        return 422, False
    try:
        check_sign_in(
            person.login,
            form.cleaned_data["old"],
            address=address_of(request),
            device=f"account:{person.pk}",
            now=request.now,
        )
    except (Invalid, TooMany) as refusal:
        for sentence in sentences(refusal.reasons):
            form.add_error("old", sentence)
        return refusal.status, False
    change_password(person, form.cleaned_data["new"], now=request.now)
    update_session_auth_hash(request, person)
    return 200, True


urlpatterns = [
    path("sign-in", sign_in, name="sign_in"),
    path("sign-out", sign_out, name="sign_out"),
    path("account", account, name="account"),
]

"""`jiceng user …`: accounts for people in office, and keys for programs."""

from __future__ import annotations

import secrets
from argparse import Namespace

from django.db import transaction

from jiceng.kernel.records.accounts import change_password
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import Appointment, Area, Person, Unit
from jiceng.kernel.records.second_factor import forget_factor
from jiceng.kernel.records.tokens import issue_token
from jiceng.kernel.scope import SYSTEM_GRIP
from jiceng.project.cli.tongue import Failed, either, say
from jiceng.web.clock import local_day, read_now


def user(given: Namespace) -> int:
    """Dispatch to the act named."""
    if given.act == "list":
        return _list()
    if not given.login:
        raise Failed(either("请写账号名。", "Name the account."))
    ACTS[given.act](given)
    return 0


def _list() -> int:
    for held in Appointment.objects.select_related("person").order_by("person__login"):
        state = "" if held.person.is_active else either("（停用）", " (disabled)")
        print(
            f"{held.person.login}\t{held.person.name}{state}\t{held.post}\t{held.unit_id}\t{held.area_id}"
        )
    return 0


def _add(given: Namespace) -> None:
    now = read_now()
    if Person.objects.filter(login=given.login).exists():
        raise Failed(either("这个账号已经存在。", "This account exists already."))
    if given.post not in in_force("post", now):
        raise Failed(either(f"没有岗位“{given.post}”。", f"There is no post “{given.post}”."))
    unit = Unit.objects.filter(code=given.unit).first()
    area = Area.objects.filter(code=given.area or (unit.area_id if unit else "")).first()
    if unit is None or area is None:
        raise Failed(either("没有这个单位或区域。", "There is no such unit or area."))
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        person = Person(login=given.login, name=given.name or given.login)
        person.set_password(password)
        person.save()
        held = Appointment.objects.create(
            person=person, post=given.post, unit=unit, area=area, starts_on=local_day(now)
        )
        _note("add_account", person, appointment=held.pk)
    say(
        "账号 {login}，密码 {password}（只显示这一次）。",
        "{login}, password {password} (shown only now).",
        login=person.login,
        password=password,
    )


def _token(given: Namespace) -> None:
    token = issue_token(_person(given), "command line", now=read_now())
    say("{token}\n（只显示这一次）", "{token}\n(shown only now)", token=token)


def _password(given: Namespace) -> None:
    password = secrets.token_urlsafe(12)
    change_password(_person(given), password, now=read_now())
    say(
        "新密码 {password}（只显示这一次）。",
        "New password {password} (shown only now).",
        password=password,
    )


def _disable(given: Namespace) -> None:
    person = _person(given)
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(is_active=False)
        _note("disable_account", person)
    say("账号 {login} 已停用。", "{login} is disabled.", login=person.login)


def _factor(given: Namespace) -> None:
    person = _person(given)
    forget_factor(person, grip=SYSTEM_GRIP, now=read_now())
    say(
        "账号 {login} 下次登录时重新绑定手机验证器。",
        "{login} enrols a phone anew at the next sign-in.",
        login=person.login,
    )


def _person(given: Namespace) -> Person:
    found = Person.objects.filter(login=given.login).first()
    if found is None:
        raise Failed(either(f"没有账号“{given.login}”。", f"There is no account “{given.login}”."))
    return found


def _note(kind: str, person: Person, **payload: int) -> None:
    append([line_by(SYSTEM_GRIP, kind, "person", person.pk, payload=payload)], at=read_now())


ACTS = {"add": _add, "token": _token, "password": _password, "disable": _disable, "factor": _factor}

"""Accounts and posts: who may come in, and what a post gives them (S1, S25). All journalled.

Nobody touches his own account or posts, and nobody holds two of the three powers at once
(trust.md, MLPS 8.1.4.2d). A password is made here, shown once and never written down.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.limits import forget
from jiceng.kernel.records.models import ApiToken, Appointment, Area, Person, Unit
from jiceng.kernel.records.upload_keys import revoke_of_person
from jiceng.kernel.refusal import Invalid, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip

POWERS = frozenset({"administrator", "security_administrator", "auditor"})
KINDS = ("regular", "substitute", "secondment")
LEVELS = {"grid": {"grid"}, "community": {"community", "village"}, "town": {"town"}}
"""At which areas a post of a tier is held; a county's post may be held for any area."""
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,39}")
BACKDATED = timedelta(days=31)
AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Appointed:
    """What a form asks for: codes as typed, days of the county."""

    post: str
    unit: str
    area: str
    starts_on: date | None
    ends_on: date | None = None
    kind: str = "regular"
    home_unit: str = ""


def new_password() -> str:
    """Sixteen signs that nobody mistakes for one another: 93 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def add_person(login: str, name: str, *, grip: Grip, now: datetime) -> tuple[Person, str]:
    """An account for somebody in office, with the password it is handed over with."""
    login, name = login.strip(), name.strip()
    faults = []
    if not LOGIN.fullmatch(login):
        faults.append(Reason("bad_login", field="login"))
    if not 1 <= len(name) <= 40:
        faults.append(Reason("text_length", {"low": 1, "high": 40}, "name"))
    if faults:
        raise Invalid(*faults)
    password = new_password()
    try:
        with transaction.atomic():
            person = Person.objects.create(login=login, name=name, password=make_password(password))
            append([line_by(grip, "add_person", "person", person.pk)], at=now)
    except IntegrityError as taken:
        raise Invalid(Reason("login_taken", {"value": login}, "login")) from taken
    return person, password


def give_password(person: Person, *, by: Actor, grip: Grip, now: datetime) -> str:
    """A new password, also for an account that was shut; every session of the old one ends."""
    refuse_self(person, by)
    password = new_password()
    with transaction.atomic():
        person.set_password(password)
        person.is_active = True
        person.save(update_fields=["password", "is_active"])
        forget("sign_in.login", person.login)
        revoke_of_person(person, grip=grip, now=now)
        append([line_by(grip, "give_password", "person", person.pk)], at=now)
    return password


def shut_account(person: Person, *, by: Actor, grip: Grip, now: datetime) -> None:
    """No way in from this moment: sessions and tokens end, appointments stay as history."""
    refuse_self(person, by)
    with transaction.atomic():
        person.is_active = False
        person.set_unusable_password()
        person.save(update_fields=["password", "is_active"])
        ApiToken.objects.filter(person=person, revoked_at=None).update(revoked_at=now)
        revoke_of_person(person, grip=grip, now=now)
        append([line_by(grip, "shut_account", "person", person.pk)], at=now)


def unlock_account(person: Person, *, grip: Grip, now: datetime) -> None:
    """Forget the failed tries of somebody who mistyped too often."""
    with transaction.atomic():
        forget("sign_in.login", person.login)
        forget("second_factor", str(person.pk))
        append([line_by(grip, "unlock_account", "person", person.pk)], at=now)


def appoint(
    person: Person, given: Appointed, *, by: Actor, grip: Grip, now: datetime, today: date
) -> Appointment:
    """Give a post for a period. The same appointment asked for twice is given once."""
    refuse_self(person, by)
    faults = _why_not_appoint(person, given, now, today)
    if faults:
        raise Invalid(*faults)
    asked = {
        "person": person,
        "post": given.post,
        "unit_id": given.unit,
        "area_id": given.area,
        "kind": given.kind,
        "home_unit_id": given.home_unit or None,
        "starts_on": given.starts_on,
        "ends_on": given.ends_on,
    }
    with transaction.atomic():
        if same := Appointment.objects.filter(**asked).first():
            return same
        row = Appointment.objects.create(**asked)
        said = {"appointment": row.pk, "post": row.post, "unit": given.unit, "area": given.area}
        days = {"starts_on": row.starts_on, "ends_on": row.ends_on, "kind": row.kind}
        append([line_by(grip, "appoint", "person", person.pk, payload=said | days)], at=now)
    return row


def end_appointment(
    row: Appointment,
    last_day: date,
    *,
    seen: date | None,
    by: Actor,
    grip: Grip,
    now: datetime,
    today: date,
) -> None:
    """The post is held until `last_day`, that day included.

    `seen` is the end the form showed; `Stale` when it has changed since.
    """
    refuse_self(row.person, by)
    if last_day < today - timedelta(days=1):
        raise Invalid(Reason("ends_in_the_past", field="ends_on"))
    if row.ends_on == last_day:
        return
    with transaction.atomic():
        if not Appointment.objects.filter(pk=row.pk, ends_on=seen).update(ends_on=last_day):
            raise Stale(Reason("stale"))
        said = {"appointment": row.pk, "ends_on": last_day}
        append([line_by(grip, "end_appointment", "person", row.person_id, payload=said)], at=now)
    row.ends_on = last_day


def move_appointment(
    row: Appointment,
    area: str,
    unit: str,
    first_day: date,
    *,
    seen: date | None,
    by: Actor,
    grip: Grip,
    now: datetime,
    today: date,
) -> Appointment:
    """The same post elsewhere from `first_day`; the time before stays on record."""
    given = Appointed(row.post, unit, area, first_day, row.ends_on, row.kind)
    if row.area_id == area and row.unit_id == unit:
        raise Invalid(Reason("nothing_changed", field="area"))
    if row.home_unit_id:
        given = Appointed(row.post, unit, area, first_day, row.ends_on, row.kind, row.home_unit_id)
    with transaction.atomic():
        end_appointment(
            row, first_day - timedelta(days=1), seen=seen, by=by, grip=grip, now=now, today=today
        )
        return appoint(row.person, given, by=by, grip=grip, now=now, today=today)


def refuse_self(person: Person, by: Actor) -> None:
    """Whoever gives rights gives none to himself."""
    if person.pk == by.person:
        raise Refused(Reason("own_account"))


def _why_not_appoint(person: Person, given: Appointed, now: datetime, today: date) -> list[Reason]:
    posts = in_force("post", now)
    faults = [*_dates(given, today), *_places(given)]
    if given.kind not in KINDS:
        faults.append(Reason("unknown_value", {"value": given.kind}, "kind"))
    if given.post not in posts:
        return [*faults, Reason("unknown_post", {"value": given.post}, "post")]
    content = posts[given.post].content
    area = Area.objects.filter(code=given.area, valid_to=None).first()
    levels = LEVELS.get(str(content.get("tier", "")))
    if area and levels and area.level not in levels and content.get("reach") != "unit":
        faults.append(Reason("level_of_post", {"post": content["name"]}, "area"))
    wanted = POWERS & set(content.get("roles", []))
    if wanted and (_powers_held(person, today, posts) - wanted):
        faults.append(Reason("powers_apart", field="post"))
    return faults


def _powers_held(person: Person, today: date, posts: object) -> set[str]:
    held = Appointment.objects.filter(person=person).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    rows = posts if isinstance(posts, dict) else {}
    return {
        str(role)
        for a in held
        if a.post in rows
        for role in rows[a.post].content.get("roles", [])
        if role in POWERS
    }


def _dates(given: Appointed, today: date) -> list[Reason]:
    faults = []
    if given.starts_on is None:
        faults.append(Reason("needed", field="starts_on"))
    elif not today - BACKDATED <= given.starts_on <= today + AHEAD:
        faults.append(Reason("start_out_of_reach", field="starts_on"))
    elif given.ends_on and given.ends_on < given.starts_on:
        faults.append(Reason("ends_before_starts", field="ends_on"))
    if given.kind == "substitute" and given.ends_on is None:
        faults.append(Reason("substitute_needs_end", field="ends_on"))
    return faults


def _places(given: Appointed) -> list[Reason]:
    faults = []
    units = {given.unit} | ({given.home_unit} if given.home_unit else set())
    known = set(Unit.objects.filter(code__in=units, valid_to=None).values_list("code", flat=True))
    if given.unit not in known:
        faults.append(Reason("unknown_unit", {"value": given.unit}, "unit"))
    if not Area.objects.filter(code=given.area, valid_to=None).exists():
        faults.append(Reason("unknown_area", {"value": given.area}, "area"))
    if given.kind == "secondment" and not given.home_unit:
        faults.append(Reason("home_unit_needed", field="home_unit"))
    elif given.home_unit and given.home_unit not in known:
        faults.append(Reason("unknown_unit", {"value": given.home_unit}, "home_unit"))
    elif given.home_unit and given.home_unit == given.unit:
        faults.append(Reason("home_unit_same", field="home_unit"))
    return faults

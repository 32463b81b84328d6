"""A rule of the county is changed: a new version, journalled; open cases keep what they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from jiceng.casework.queries.configuration import known_at
from jiceng.casework.rules.schemas import SCHEMAS, Schema, why_not_withdraw
from jiceng.kernel.records.configuration import in_force, set_rule
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Stale
from jiceng.kernel.scope import Actor, Grip

FARTHEST = timedelta(days=730)
POWER_FOR = {"post": "security_administrator"}
"""Which power changes a kind; the administrator where none is named: giving rights is apart."""


@cache
def powers() -> Mapping[str, str]:
    """The same with what other capabilities name (`powers` of an AppConfig): role by kind."""
    found = dict(POWER_FOR)
    for app in apps.get_app_configs():
        found |= getattr(app, "powers", {})
    return found


@cache
def schemas() -> Mapping[str, Schema]:
    """Kind of configuration -> its check, those of other capabilities included."""
    found = dict(SCHEMAS)
    for app in apps.get_app_configs():
        if where := getattr(app, "schemas", ""):
            found |= import_string(where)
    return found


@dataclass(frozen=True, slots=True)
class Decided:
    """Why a rule changes, from when, and on which version the form was filled in."""

    reason: str
    version: int
    """The version shown in the form; 0 for a row that does not exist yet."""
    approved_by: str = ""
    valid_from: datetime | None = None
    """None: at once."""


def change_rule(
    kind: str, key: str, content: Mapping[str, Any], *, decided: Decided, by: Actor, now: datetime
) -> Configuration:
    """Put a new version in force. The same form sent twice is done once.

    Raises `Invalid` naming every field, `Stale` when another version came first, `NotAllowed`
    for somebody without the power.
    """
    grip = power_grip(by, powers().get(kind, "administrator"))
    faults = [*schemas()[kind](key, content, known_at(now)), *_why_not_decide(decided, now)]
    if faults:
        raise Invalid(*faults)
    return _write(kind, key, dict(content), decided, by, grip, now)


def withdraw_rule(
    kind: str, key: str, *, decided: Decided, by: Actor, now: datetime
) -> Configuration:
    """Take a row out of force; its code or key is never given to another."""
    grip = power_grip(by, powers().get(kind, "administrator"))
    faults = [*why_not_withdraw(kind, key, known_at(now)), *_why_not_decide(decided, now)]
    if faults:
        raise Invalid(*faults)
    last = _last(kind, key)
    content = last.content if last else {}
    return _write(kind, key, content, decided, by, grip, now, is_withdrawn=True)


def add_case_type(
    code: str, content: Mapping[str, Any], *, decided: Decided, by: Actor, now: datetime
) -> Configuration:
    """A new type under a code that no type ever had."""
    last = _last("case_type", code)
    if last and not _is_repeat(last, dict(content), decided, by, False):
        raise Invalid(Reason("code_used", {"value": code}, "code"))
    return change_rule("case_type", code, content, decided=decided, by=by, now=now)


def power_grip(by: Actor, power: str) -> Grip:
    """The post that gives somebody a power; refuses everybody else."""
    grip = next((g for g in by.grips if power in g.roles), None)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    return grip


def signature(by: Actor, grip: Grip, now: datetime) -> str:
    """Post and name, as they stand beside a version."""
    post = in_force("post", now).get(grip.post)
    return f"{post.content['name'] if post else grip.post} {by.name}"[:80]


def _why_not_decide(decided: Decided, now: datetime) -> list[Reason]:
    faults = []
    if not 2 <= len(decided.reason.strip()) <= 200:
        faults.append(Reason("text_length", {"low": 2, "high": 200}, "reason"))
    if len(decided.approved_by) > 80:
        faults.append(Reason("too_long", {"most": 80, "value": ""}, "approved_by"))
    if decided.valid_from and decided.valid_from < now:
        faults.append(Reason("past_date", field="valid_from"))
    if decided.valid_from and decided.valid_from > now + FARTHEST:
        faults.append(Reason("too_far_ahead", {"days": FARTHEST.days}, "valid_from"))
    return faults


def _last(kind: str, key: str) -> Configuration | None:
    return Configuration.objects.filter(kind=kind, key=key).order_by("-version").first()


def _is_repeat(
    last: Configuration, content: dict[str, Any], decided: Decided, by: Actor, withdrawn: bool
) -> bool:
    """Whether this very form was saved a moment ago: nothing more is to be done."""
    return (
        last.version == decided.version + 1
        and last.content == content
        and last.reason == decided.reason.strip()
        and last.by.endswith(by.name)
        and last.is_withdrawn == withdrawn
    )


def _write(
    kind: str,
    key: str,
    content: dict[str, Any],
    decided: Decided,
    by: Actor,
    grip: Grip,
    now: datetime,
    *,
    is_withdrawn: bool = False,
) -> Configuration:
    last = _last(kind, key)
    if last and _is_repeat(last, content, decided, by, is_withdrawn):
        return last
    if (last.version if last else 0) != decided.version:
        raise Stale(Reason("stale"))
    if last and last.content == content and last.is_withdrawn == is_withdrawn:
        raise Invalid(Reason("nothing_changed"))
    try:
        with transaction.atomic():
            row = set_rule(
                kind,
                key,
                content,
                valid_from=decided.valid_from or now,
                reason=decided.reason.strip(),
                by=signature(by, grip, now),
                now=now,
                approved_by=decided.approved_by.strip(),
                is_withdrawn=is_withdrawn,
            )
            if row.version != decided.version + 1:
                raise Stale(Reason("stale"))
            said = {"kind": kind, "key": key, "version": row.version, "from": row.valid_from}
            verb = "withdraw_rule" if is_withdrawn else "change_rule"
            append([line_by(grip, verb, "configuration", row.pk, payload=said)], at=now)
    except IntegrityError as twice:
        raise Stale(Reason("stale")) from twice
    return row

"""Relief of the last weeks, told by live acts, each as far as its fate brings it by today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from jiceng.economy.actions.reliefs import Asked, Said, apply_for_relief, move_relief, say_check
from jiceng.economy.models import Company, Relief
from jiceng.economy.queries.reliefs import ready
from jiceng.kernel.scope import RESIDENT, Actor
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office
from jiceng.project.demo.reliefs import FIRST_NUMBER

Row = Mapping[str, Any]
NOT_YET = ("applied", "supplementing", "declined", "withdrawn")


def relief_story(office: Office, row: Row) -> Story:
    """One application from the portal to where it stands."""
    days, fate = office.days, row["fate"]
    now = yield days.on(office.today - timedelta(days=row["days"]))
    company = Company.objects.get(number=FIRST_NUMBER.format(row["place"]))
    papers = (
        ()
        if fate == "supplementing"
        else {"jobs_kept": ("promise",), "work_training": ("list",)}.get(row["policy"], ())
    )
    given = Asked(row["policy"], company, row["figures"], papers, is_sample=True)
    made = apply_for_relief(given, now=now).relief
    clerk = office.cast.of(made.lead, "clerk")
    if fate in NOT_YET:
        yield from _not_yet(office, made, fate, clerk, now)
        return
    for check in made.checks.all():
        now = yield days.after(now, 1)
        by = office.cast.of(check.unit, "clerk")
        say_check(made, is_met=True, opinion="缴费记录相符。", figures={}, by=by, now=now)
    now = yield days.after(now, 1)
    _move(made, "check", clerk, now, opinion="材料和数据相符，符合条件。")
    if fate == "on_notice":
        now = yield days.after(now, 1)
        _move(made, "publish", clerk, now)
    if fate in ("approved", "deferred", "recovered"):
        yield from _decided(office, made, fate, now)  # fmt: skip


def _not_yet(office: Office, made: Relief, fate: str, clerk: Actor, now: Any) -> Story:
    if fate == "supplementing":
        now = yield office.days.after(now, 1)
        _move(made, "ask_supplement", clerk, now, missing_papers="请补交不裁员或少裁员承诺书。")
    if fate == "withdrawn":
        now = yield office.days.after(now, 1)
        _move(made, "withdraw", RESIDENT, now)
    if fate == "declined":
        now = yield office.days.after(now, 3)
        _move(made, "decline", clerk, now, reason="裁员率 25%，超过政策规定的 20%，不符合条件。")


def _decided(office: Office, made: Relief, fate: str, now: Any) -> Story:
    """Approved by the paying unit another day, and what comes of it."""
    number = made.number
    head = office.cast.of(Relief.objects.get(pk=made.pk).unit, "decider")
    now = yield office.days.after(now, 2)
    _move(made, "approve", head, now)
    if fate == "deferred":
        now = yield office.days.after(now, 1)
        _move(made, "defer", head, now, reference=f"缓{number}")
    if fate == "recovered":
        now = yield office.days.after(now, 2)
        _move(made, "pay", head, now, reference=f"付{number}")
        now = yield office.days.after(now, 20)
        _move(made, "recover", head, now, reference=f"退{number}",
              reason="事后核对，企业停产时间不符合条件，全额退回。")  # fmt: skip


def _move(made: Relief, name: str, by: Actor, now: Any, **said: Any) -> None:
    row = ready(Relief.objects.select_related("company").get(pk=made.pk), now)
    move_relief(row, name, by=by, now=now, version=row.version, given=Said(**said))

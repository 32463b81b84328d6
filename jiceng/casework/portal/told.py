"""A case told to whoever reported it: plain words, no names, what comes next and by when."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at, timeline, words_of
from jiceng.kernel.records.models import JournalEntry, Note
from jiceng.kernel.records.territory import territory
from jiceng.web.words import stored_sentences, term_words

TOLD: Mapping[str, str] = {
    "report": N_("收到上报"),
    "accept": N_("已受理"),
    "refuse": N_("不予受理"),
    "dispatch": N_("已交给%(unit)s办理"),
    "sign_for": N_("%(unit)s已接单，开始处理"),
    "send_back": N_("原承办单位说明不属于其职责，正在重新确定承办单位"),
    "arbitrate": N_("已裁定由%(unit)s办理"),
    "start": N_("工作人员已到场"),
    "grant_extension": N_("办理期限已延长"),
    "suspend": N_("目前条件不具备，已列入挂账清单，到期再研究"),
    "resume": N_("恢复办理"),
    "escalate": N_("已上报上一级，由%(unit)s办理"),
    "settle_on_the_spot": N_("%(unit)s已处理"),
    "handle": N_("%(unit)s已处理完，等待其他单位核查"),
    "verify": N_("正在核查处理结果"),
    "close": N_("已结案"),
    "rework": N_("核查没有通过，退回重新处理"),
    "reopen": N_("重新办理，由%(unit)s承办"),
    "merge": N_("与另一件相同的上报一并办理"),
    "unmerge": N_("不再一并办理，单独处理"),
    "rate": N_("您作了评价"),
    "rate.comment": N_("您写了评价留言"),
    "resident.note": N_("您补充了情况"),
}
LIGHTS = {"close": "done", "refuse": "yellow", "suspend": "yellow"}
OWN = frozenset({"rate.comment", "resident.note"})
"""Notes the resident wrote; told back to them alone, who have number and code."""

STEPS = (N_("上报"), N_("受理"), N_("派办"), N_("处理"), N_("核查"), N_("办结"))
PLACE = {
    "reported": 1, "accepted": 2, "filed": 2, "dispatched": 2, "returned": 2, "disputed": 2,
    "handling": 3, "suspended": 3, "handled": 4, "verifying": 4, "closed": 6, "archived": 6,
}  # fmt: skip
NEXT: Mapping[str, str] = {
    "reported": N_("%(unit)s将在 %(stage)s 前受理并确定由谁办理。"),
    "accepted": N_("%(unit)s将在 %(stage)s 前确定由谁办理。"),
    "filed": N_("%(unit)s将在 %(stage)s 前确定由谁办理。"),
    "dispatched": N_("%(unit)s将在 %(stage)s 前接单。"),
    "returned": N_("%(unit)s将在 %(stage)s 前重新确定承办单位。"),
    "disputed": N_("上级将在 %(stage)s 前裁定由谁办理。"),
    "handling": N_("%(unit)s正在处理，%(stage)s 前处理完。"),
    "suspended": N_(
        "目前办不了，已列入挂账清单，期间暂停计时；条件具备后恢复办理，并在这里告诉您。"
    ),
    "handled": N_("已处理完，%(stage)s 前由其他单位核查。"),
    "verifying": N_("正在核查处理结果，%(stage)s 前完成。"),
    "closed": N_("已办结。"),
    "refused": N_("这件事没有受理。"),
    "archived": N_("已办结并归档。"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the tracking page says about one case."""

    number: str
    title: str
    status: str
    light: str
    next: str
    due_at: datetime | None
    is_provisional: bool
    is_late: bool
    unit: str
    promised: str
    because: Sequence[str]
    steps: Sequence[Mapping[str, Any]]
    timeline: Sequence[Mapping[str, Any]]
    result: str
    may_rate: bool
    may_reopen: bool
    may_add: bool
    reopen_until: datetime | None
    rate_until: datetime | None
    merged_into: bool


def told(case: Case, now: datetime, local: Any) -> Told:
    """The public view of `case`; a merged case shows the progress of the one it went into."""
    leading = _leading(case)
    book, _calendar = rules_at(now)
    entries, result = _entries(case)
    if leading.pk != case.pk:
        more, elder_result = _entries(leading, own=False)
        entries = sorted([*entries, *more], key=lambda e: e["at"], reverse=True)
        result = result or elder_result
    ended = leading.state in ("closed", "archived")
    rate_until = case.closed_at + timedelta(days=book.rating_days) if case.closed_at else None
    status, light = _status(leading, now)
    return Told(
        number=case.number,
        title=case.title,
        status=status,
        light=light,
        next=_next(leading, local),
        due_at=None if ended or leading.state == "refused" else leading.due_at,
        is_provisional=leading.promise_provisional,
        is_late=bool(not ended and leading.due_at and leading.due_at <= now),
        unit=_unit(leading.unit),
        promised=term_words(case.promised),
        because=stored_sentences(case.because),
        steps=_steps(leading),
        timeline=entries,
        result=result,
        may_rate=bool(case.state in ("closed", "archived") and case.rating is None
                      and rate_until and now <= rate_until),
        may_reopen=bool(case.state == "closed" and case.reopen_until
                        and now <= case.reopen_until),
        may_add=case.state not in ("closed", "refused", "archived", "merged"),
        reopen_until=case.reopen_until,
        rate_until=rate_until,
        merged_into=leading.pk != case.pk,
    )  # fmt: skip


def _leading(case: Case) -> Case:
    """The case whose clock rules; a chain of merges ends at its eldest."""
    seen = {case.pk}
    while case.state == "merged" and case.merged_into and case.merged_into.pk not in seen:
        case = case.merged_into
        seen.add(case.pk)
    return case


def _status(case: Case, now: datetime) -> tuple[str, str]:
    if case.state in ("closed", "archived"):
        return _("已办结"), "done"
    if case.state == "refused":
        return _("不予受理"), "rest"
    if case.due_at and case.due_at <= now:
        return _("办理中，已超过答应的时间"), "red"
    return (_("办理中"), "doing") if PLACE.get(case.state, 0) > 1 else (_("已收到"), "new")


def _next(case: Case, local: Any) -> str:
    pattern = NEXT.get(case.state)
    if pattern is None:
        return ""
    stage = local(case.stage_due_at) if case.stage_due_at else ""
    return _(pattern) % {"unit": _unit(case.unit), "stage": stage}


def _unit(code: str) -> str:
    unit = territory().units.get(code)
    return unit.name if unit else ""


def _steps(case: Case) -> list[dict[str, str]]:
    if case.state == "refused":
        return [
            {"label": _("上报"), "state": "done"},
            {"label": _("不予受理"), "state": "now"},
        ]
    reached = PLACE.get(case.state, 1)
    labels = [s for s in STEPS if not (case.is_simple and s == "核查")]
    if reached > len(labels):
        reached = len(labels)
    states = ["done" if at < reached else "now" if at == reached else "todo"
              for at in range(len(labels))]  # fmt: skip
    return [
        {"label": _(label), "state": state} for label, state in zip(labels, states, strict=True)
    ]


def _entries(case: Case, *, own: bool = True) -> tuple[list[dict[str, Any]], str]:
    """Public lines, newest first, and the last result anybody wrote."""
    found, result = [], ""
    lines = timeline(case)
    sent_on = {line.at for line, _notes in lines if line.kind == "dispatch"}
    for line, notes in lines:
        if line.kind == "accept" and line.at in sent_on:
            continue  # accepted and handed on in the same moment is one step to a resident
        words = _words(notes, own=own)
        if line.kind in ("settle_on_the_spot", "handle"):
            result = words or result
        if entry := _entry(line, words, own=own):
            found.append(entry)
    return found[::-1], result


def _words(notes: Sequence[Note], *, own: bool) -> str:
    return "\n".join(words_of(n) for n in notes if n.is_public or (own and n.kind in OWN))


def _entry(line: JournalEntry, words: str, *, own: bool) -> dict[str, Any] | None:
    payload = json.loads(line.payload)
    if line.kind == "alarm":
        if payload.get("clock") != "promise" or payload.get("percent", 0) < 100:
            return None
        late = _("已超过答应的时间，已提醒上级督促")
        return {"actor": late, "act": "", "at": line.at, "light": "red"}
    pattern = TOLD.get(line.kind)
    if pattern is None or (not own and line.appointment < 0):
        return None
    unit = _unit(str(payload.get("unit", "")) or line.unit)
    return {
        "actor": _(pattern) % {"unit": unit},
        "act": "",
        "at": line.at,
        "quote": words,
        "light": LIGHTS.get(line.kind, ""),
    }

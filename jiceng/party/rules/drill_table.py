"""A synthetic admission as a clerk would write it into one line of a table.

The inverse of `admission_row`, as far as a table goes: it has room for one conversion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import cycle
from typing import Any

from jiceng.party.rules.admission_row import PAPERS, PLAIN_STEPS, VOTES
from jiceng.party.rules.facts_of_file import Backer, Event, FileFacts
from jiceng.party.rules.steps import KINDS

TYPED: tuple[Callable[[date], str], ...] = (
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: d.isoformat(),
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
)
"""How clerks type a day."""
WORDS = {"passed": "合格", "not_passed": "不合格", "refused": "不同意", "on_time": "按期转正",
         "extended": "延长预备期", "cancelled": "取消预备党员资格"}  # fmt: skip
Call = Callable[[Backer], str]


def as_line(facts: FileFacts, call: Call, approver: Mapping[bool, str]) -> dict[str, str]:
    """Field -> cell. `call` names a contact or introducer, `approver` an organisation
    by whether it has authority.
    """
    typed = cycle(TYPED)
    cells: dict[str, str] = {}

    def put(name: str, event: Event | None) -> None:
        if event and event.on:
            cells[name] = next(typed)(event.on)

    if facts.born_on:
        cells["born_on"] = next(typed)(facts.born_on)
    for step in (*PLAIN_STEPS, "political_review", "pre_review", "admission_meeting"):
        put(step, facts.last(step))
    for step in ("conversion_meeting", "conversion_approval", "approval"):
        put(step, facts.first(step))
    for step in ("contacts", "introducers"):
        put(f"{step}_on", facts.last(step))
        people: Sequence[Backer] = _value(facts.last(step), "people") or ()
        cells[step] = "、".join(map(call, people))
    reviews = facts.all("half_year_review")
    cells["reviews"] = "、".join(next(typed)(r.on) for r in reviews if r.on)
    cells |= _counts(facts) | _said(facts, approver) | _spans(facts)
    if facts.papers is not None:
        missing = (KINDS[step].name for step in PAPERS if step not in facts.papers)
        cells["missing_papers"] = "、".join(missing) or "无"
    return {name: text for name, text in cells.items() if text}


def _value(event: Event | None, name: str) -> Any:
    return event.values.get(name) if event else None


def _counts(facts: FileFacts) -> dict[str, str]:
    cells = {}
    for step, prefix in (("admission_meeting", ""), ("conversion_meeting", "conversion_")):
        for name in VOTES:
            number = _value(facts.first(step), name)
            if number is not None and (name != "written" or not prefix):
                cells[prefix + name] = str(number)
    for name in ("days", "hours"):
        if (number := _value(facts.last("training"), name)) is not None:
            cells[f"training_{name}"] = str(number)
    if months := _value(facts.first("conversion_meeting"), "months"):
        cells["extension_months"] = f"{months}个月"
    return cells


def _said(facts: FileFacts, approver: Mapping[bool, str]) -> dict[str, str]:
    """Conclusions, and who approved."""
    told = {
        "political_conclusion": _value(facts.last("political_review"), "conclusion"),
        "pre_review_conclusion": _value(facts.last("pre_review"), "conclusion"),
        "outcome": _value(facts.first("conversion_meeting"), "outcome"),
    }
    cells = {name: WORDS[word] for name, word in told.items() if word}
    for step, name in (("approval", "approval_by"), ("conversion_approval", "conversion_by")):
        if code := _value(facts.first(step), "organisation"):
            cells[name] = approver[bool(facts.may_approve[code])]
    if _value(facts.last("approval"), "special_reason"):
        cells["special_reason"] = "因换届推迟"
    return cells


def _spans(facts: FileFacts) -> dict[str, str]:
    """The training by its last day, and each public notice from one day to another.

    Of a point the notice that counts: the last, or that of the one conversion a table has room for.
    """
    cells = {}
    training = facts.last("training")
    if training and training.on:
        cells["training"] = training.on.isoformat()
    objections = 0
    for notice in facts.all("public_notice"):
        until = notice.values["until"]
        name = f"{notice.values['at']}_notice"
        if name not in cells or name != "conversion_notice":
            cells[name] = f"{notice.on}至{until}"
        objections += notice.values["objections"]
    answered = any(n.values.get("answered") for n in facts.all("public_notice"))
    if facts.all("public_notice"):
        cells["objections"] = (
            f"{objections}条{'，已答复' if answered else ''}" if objections else "无"
        )
    return cells

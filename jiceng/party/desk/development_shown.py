"""A development file as its pages show it: the 25 steps, what is owed, what the checker says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import unit_name
from jiceng.casework.rules.cases import light
from jiceng.kernel.refusal import Reason
from jiceng.party.models import Development, Member, StepRecord
from jiceng.party.process import MEMBER_DEVELOPMENT
from jiceng.party.queries.development import Kept
from jiceng.party.rules.checker import RULES, RULES_OF_STEPS
from jiceng.party.rules.checker_words import RESULTS, SEVERITIES
from jiceng.party.rules.development import FORWARD, LAST, STAGE_OF, Due, missing
from jiceng.party.rules.facts_of_file import FileFacts
from jiceng.party.rules.findings import Finding
from jiceng.party.rules.steps import KINDS, NOTICE, STAGES, STEPS, Field, StepKind
from jiceng.web.words import word

HERE = "/desk/party/developments/"
GRAVE = {"fatal": "red", "major": "yellow", "minor": "yellow", "info": "new"}
"""Severity -> the light its finding is drawn with."""
STANDINGS = {
    "done": "done",
    "next": "doing",
    "missed": "yellow",
    "later": "rest",
}
"""How a step stands -> the light it is drawn with."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A file with everything its pages are drawn from."""

    development: Development
    kept: Kept
    facts: FileFacts
    may: frozenset[str]
    """The steps its reader may record."""

    @property
    def url(self) -> str:
        return url_of_file(self.development)


def url_of_file(development: Development) -> str:
    return f"{HERE}{development.number}/"


def status_of(development: Development, now: datetime) -> dict[str, str]:
    """Where a file stands, in the light of what it owes."""
    state = MEMBER_DEVELOPMENT.state(development.state)
    if state.resting or state.final:
        colour = "rest"
    else:
        colour = str(light(now, development.stage_due_at, development.warn_at))
    return {"light": "new" if colour == "green" else colour, "text": _(state.label)}


def stages(shown: Shown) -> list[dict[str, str]]:
    """The five stages as a bar: how many of their steps have been taken."""
    state = shown.development.state
    here = list(STAGES).index(STAGE_OF[state])
    taken = {r.step for r in shown.kept.counting}
    bar = []
    for n, (stage, label) in enumerate(STAGES.items()):
        steps = [k.code for k in STEPS if k.stage == stage]
        is_over = n < here or state == "archived"
        bar.append({
            "label": _(label),
            "state": "done" if is_over else "now" if n == here else "todo",
            "note": f"{sum(code in taken for code in steps)}/{len(steps)}",
        })  # fmt: skip
    return bar


def next_shown(shown: Shown, owed: Due | None) -> dict[str, Any] | None:
    """What comes next: the steps still missing for the next move, and what is owed by when."""
    name = FORWARD.get(shown.development.state)
    if name is None:
        return None
    ahead = missing(shown.development.state, shown.facts)
    return {
        "move": _(MEMBER_DEVELOPMENT.move(name).label),
        "missing": [
            {"number": k.number, "name": _(k.name), "url": _record_url(k.code, shown)}
            for k in ahead
        ],
        "due": due_shown(owed) if owed else None,
    }


def _record_url(step: str, shown: Shown) -> str:
    return f"{shown.url}steps/{step}" if step in shown.may else ""


def due_shown(owed: Due) -> dict[str, Any]:
    """What is owed next, on which rule it rests, and whether that has been looked up."""
    version = owed.version
    return {
        "step": _(KINDS[owed.step].name) if owed.step else _("下一步"),
        "on": owed.on,
        "since": owed.since,
        "document": version.document + version.clause_of(owed.parameter) if version else "",
        "version": version.number if version else 0,
        "is_unverified": version is not None and owed.parameter in version.unverified,
    }


def timeline(shown: Shown) -> list[dict[str, Any]]:
    """The 25 steps by stage, each with its records, and the public notices beside them."""
    names = names_in(shown.kept.counting)
    groups = [
        {"label": _(label),
         "steps": [_step(kind, shown, names) for kind in STEPS if kind.stage == stage]}
        for stage, label in STAGES.items()
    ]  # fmt: skip
    return [*groups, {"label": _(NOTICE.name), "steps": [_step(NOTICE, shown, names)]}]


def _step(kind: StepKind, shown: Shown, names: Mapping[int, str]) -> dict[str, Any]:
    records = [_record(r, kind, shown, names) for r in shown.kept.of(kind.code)]
    standing = _standing(kind, shown)
    is_open = not records or kind.repeats
    can = kind.code in shown.may and standing != "later" and is_open
    labels = {
        "done": _("已完成"), "next": _("待办理"), "missed": _("缺记录"), "later": _("未到"),
        "none": _("未登记"),
    }  # fmt: skip
    return {
        "code": kind.code,
        "number": kind.number or "",
        "name": _(kind.name),
        "paper": _(kind.paper) if kind.paper else "",
        "records": records,
        "light": STANDINGS.get(standing, "rest"),
        "text": labels[standing],
        "url": f"{shown.url}steps/{kind.code}" if can else "",
        "again": bool(records),
    }


def _standing(kind: StepKind, shown: Shown) -> str:
    """done, next (the present decision waits for it), missed (a later stage has begun), later."""
    ahead = {k.code for k in missing(shown.development.state, shown.facts)}
    if kind.code in ahead:
        return "next"
    if shown.facts.last(kind.code):
        return "done"
    if kind.number == 0:
        return "none"
    return "missed" if kind.number <= LAST[shown.development.state] else "later"


def _record(
    record: StepRecord, kind: StepKind, shown: Shown, names: Mapping[int, str]
) -> dict[str, Any]:
    can = kind.code in shown.may and shown.development.state != "archived"
    kept = {None: "", True: _("材料已入档"), False: _("材料未入档")}
    return {
        "on": record.on,
        "said": said_of(record, names),
        "paper": kept[record.has_paper] if kind.paper else "",
        "corrected": [
            {"on": r.on, "reason": n.reason, "is_withdrawn": r.is_withdrawn}
            for n, r in _corrections(record, shown.kept)
        ],
        "url": f"{shown.url}steps/{kind.code}?replaces={record.pk}" if can else "",
    }


def _corrections(record: StepRecord, kept: Kept) -> list[tuple[StepRecord, StepRecord]]:
    """(what says it anew, what it replaced), newest first."""
    replaced = kept.corrections_of(record)
    return list(zip([record, *replaced], replaced, strict=False))


def names_in(records: Iterable[StepRecord]) -> dict[int, str]:
    """The members named in records, by key."""
    keys = {key for r in records for key in r.values.get("people", ())}
    if not keys:
        return {}
    return dict(Member.objects.filter(pk__in=keys).values_list("pk", "name"))


def said_of(record: StepRecord, names: Mapping[int, str]) -> str:
    """What a step records beside its day, in one line."""
    parts = []
    for each in KINDS[record.step].fields:
        if each.name in record.values:
            parts.append(f"{_(each.label)}{_('：')}{told(each, record.values[each.name], names)}")
    return _("；").join(parts)


def told(each: Field, value: Any, names: Mapping[int, str]) -> str:
    """One value in words."""
    if each.kind == "choice":
        return _(dict(each.choices).get(value, value))
    if each.kind == "people":
        return _("、").join(names.get(key, str(key)) for key in value)
    if each.kind == "organisation":
        return unit_name(value)
    if each.kind == "flag":
        return _("是") if value else _("否")
    return str(value)


def found_shown(findings: Iterable[Finding]) -> dict[str, Any]:
    """What fails, gravest first, and what cannot be said yet; the rest as a number."""
    rank = list(GRAVE)
    listed = list(findings)
    failed = sorted(
        (f for f in listed if f.result == "fail"), key=lambda f: (rank.index(f.severity), f.rule)
    )
    return {
        "failed": [finding_shown(f) for f in failed],
        "unknown": [finding_shown(f) for f in listed if f.result == "unknown"],
        "passed": sum(f.result == "pass" for f in listed),
    }


def finding_shown(found: Finding) -> dict[str, Any]:
    """One finding: rule, why, where it stands, what is usually done."""
    rule, is_failed = RULES[found.rule], found.result == "fail"
    called = SEVERITIES[found.severity] if is_failed else RESULTS[found.result]
    return {
        "rule": found.rule,
        "title": _(rule.title),
        "light": GRAVE[found.severity] if is_failed else "rest",
        "text": _(called),
        "why": word(Reason(found.reason, {k: _fact(k, v) for k, v in found.facts.items()})),
        "document": found.document + found.clause,
        "version": found.version,
        "is_unverified": found.is_unverified,
        "remedy": _(found.remedy),
    }


def _fact(name: str, value: Any) -> Any:
    """A fact of a finding in words: days, steps by name, points of a notice."""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if value is None:
        return "—"
    if name == "at":
        return _(dict(NOTICE.fields[0].choices).get(value, value))
    if isinstance(value, list):
        return _("、").join(_step_name(code) for code in value)
    return _step_name(value) if isinstance(value, str) else value


def _step_name(code: str) -> str:
    return _(KINDS[code].name) if code in KINDS else _("出生日期") if code == "birth" else code


def checklist(kind: StepKind, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """What to look at when a step is taken: its paper, and every rule that rests on it."""
    by_rule = {f.rule: f for f in findings}
    listed = []
    if kind.paper:
        text = _("材料“%(paper)s”齐全，有日期，已入档") % {"paper": _(kind.paper)}
        listed.append({"text": text, "light": "", "said": "", "note": "", "is_unverified": False})
    for rule in RULES_OF_STEPS[kind.code]:
        found = by_rule.get(rule)
        if found is None or RULES[rule].steps == RULES["R19"].steps:
            continue
        lights = {"pass": "done", "fail": GRAVE[found.severity], "unknown": "rest"}
        listed.append({
            "text": _(RULES[rule].title), "light": lights[found.result],
            "said": _(RESULTS[found.result]), "note": found.document + found.clause,
            "is_unverified": found.is_unverified,
        })  # fmt: skip
    return listed

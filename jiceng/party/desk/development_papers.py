"""Papers of a development file, filled in from facts that were entered once.

What a paper says is content (`content/papers.toml`), in Chinese whatever the reader's language:
it is an official paper. What has not been recorded stays blank.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import override

import jiceng.party
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.party.desk.development_shown import Shown, names_in, said_of, told
from jiceng.party.models import StepRecord
from jiceng.party.queries.development import RULES, line_of
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.development import probation_ends
from jiceng.party.rules.facts_of_file import may_on
from jiceng.party.rules.steps import KINDS, STEPS

CONTENT = Path(jiceng.party.__file__).parent / "content" / "papers.toml"
SLOT = re.compile(r"\{([a-z_.]+)\}")
BLANKS = {"blank": 10, "long": 60}
"""Slots that are always left to be written in, and how wide."""
Text = tuple[str | int, ...]
"""Words, and the widths of blanks between them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper ready to be set: texts with blanks, rows of labels, one table."""

    title: str
    is_sample: bool
    to: Text
    rows: Sequence[tuple[str, Text]]
    head: Sequence[str]
    lines: Sequence[Sequence[Text]]
    body: Sequence[Text]
    sign: Sequence[Text]
    reply: Text


@cache
def papers() -> Mapping[str, Mapping[str, Any]]:
    """Every paper by its key."""
    listed = tomllib.loads(CONTENT.read_text("utf-8"))["paper"]
    return {paper["key"]: paper for paper in listed}


def available(shown: Shown) -> list[dict[str, str]]:
    """The papers whose time has come: the steps they follow have been recorded."""
    taken = {r.step for r in shown.kept.counting}
    return [
        {"title": paper["title"], "url": f"{shown.url}papers/{key}"}
        for key, paper in papers().items()
        if taken >= set(paper["after"])
    ]


def sheet_of(key: str, shown: Shown, today: date) -> Sheet:
    """A paper filled in; `NotFound` for an unknown one and before its time."""
    paper, taken = papers().get(key), {r.step for r in shown.kept.counting}
    if paper is None or not taken >= set(paper["after"]):
        raise NotFound(Reason("no_such_paper"))
    with override("zh-hans"):
        said = dict(_said(shown, today))
        names = names_in(shown.kept.counting)
        is_list = paper.get("catalogue", False)
        head, lines = _catalogue(shown) if is_list else _table(paper, shown, said, names)
    return Sheet(
        title=paper["title"],
        is_sample=shown.development.is_sample,
        to=filled(paper.get("to", ""), said),
        rows=[(label, filled(text, said)) for label, text in paper.get("rows", ())],
        head=head,
        lines=lines,
        body=[filled(text, said) for text in paper.get("body", ())],
        sign=[filled(text, said) for text in paper.get("sign", ())],
        reply=filled(paper.get("reply", ""), said),
    )


def filled(text: str, said: Mapping[str, str]) -> Text:
    """A text with its slots filled; a blank where nothing is known."""
    parts: list[str | int] = []
    for n, piece in enumerate(SLOT.split(text)):
        if n % 2 == 0:
            parts.append(piece)
        elif piece in BLANKS:
            parts.append(BLANKS[piece])
        else:
            parts.append(said.get(piece) or BLANKS["blank"])
    return tuple(part for part in parts if part != "")


def in_chinese(day: date) -> str:
    """A day as papers write it: 2026年8月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _said(shown: Shown, today: date) -> Iterator[tuple[str, str]]:
    """Every slot and what goes there."""
    row, line = shown.development, line_of(shown.development)
    names = names_in(shown.kept.counting)
    above = [o.name for o in line[1:] if may_on(o.authority, today)]
    ends = probation_ends(shown.facts, history(RULES))
    yield "applicant", row.applicant
    yield "born_on", in_chinese(row.born_on)
    yield "branch", row.organisation.name
    yield "number", row.number
    yield "committee", above[0] if above else ""
    yield "higher", above[1] if len(above) > 1 else ""
    yield "today", in_chinese(today)
    yield "probation_ends", in_chinese(ends) if ends else ""
    for record in shown.kept.counting:
        yield record.step, in_chinese(record.on)
        for name, text in _values(record, names):
            yield f"{record.step}.{name}", text


def _values(record: StepRecord, names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for each in KINDS[record.step].fields:
        if each.name in record.values:
            yield each.name, told(each, record.values[each.name], names)


def _table(
    paper: Mapping[str, Any], shown: Shown, said: Mapping[str, str], names: Mapping[int, str]
) -> tuple[Sequence[str], list[list[Text]]]:
    """One line for every record of a step, with empty lines for those still to come."""
    if "each" not in paper:
        return (), []
    lines = [
        [filled(cell, {**said, "on": in_chinese(record.on), **dict(_values(record, names))})
         for cell in paper["line"]]
        for record in shown.kept.of(paper["each"])
    ]  # fmt: skip
    empty = [filled(cell, {}) for cell in paper["line"]]
    lines += [empty] * max(0, paper.get("lines_at_least", 0) - len(lines))
    return paper["head"], lines


def _catalogue(shown: Shown) -> tuple[Sequence[str], list[list[Text]]]:
    """The papers of the file by step, with their days and whether they lie in it."""
    lines: list[list[Text]] = []
    names = names_in(shown.kept.counting)
    for kind in (k for k in STEPS if k.paper):
        for record in shown.kept.of(kind.code):
            kept = {None: "", True: "已入档", False: "缺"}[record.has_paper]
            number = str(len(lines) + 1)
            lines.append([
                (number,), (kind.paper,), (kind.name,), (in_chinese(record.on),),
                (kept or BLANKS["blank"],),
                (said_of(record, names) if kind.code == "political_review" else "",),
            ])  # fmt: skip
    return ("序号", "材料", "步骤", "日期", "入档", "备注"), lines

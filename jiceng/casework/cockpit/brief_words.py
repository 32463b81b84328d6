"""The monthly brief in plain sentences; every number in them opens onto its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jiceng.casework.cockpit.shown import Group, counts, interval, unit, value
from jiceng.casework.cockpit.today import LIGHT_NAMES
from jiceng.kernel.figures import Figure
from jiceng.kernel.records.names import in_english, listed


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a sentence, and where its records are."""

    text: str
    url: str = ""

    def html(self) -> SafeString:
        if not self.url:
            return format_html("{}", self.text)
        return format_html('<a href="{}">{}</a>', self.url, self.text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translated sentence with blanks, and the numbers that fill them."""

    words: str
    numbers: Mapping[str, Number] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.words.format(**{name: n.text for name, n in self.numbers.items()})

    @property
    def html(self) -> SafeString:
        if not self.numbers:
            return format_html("{}", self.words)
        return format_html(self.words, **{name: n.html() for name, n in self.numbers.items()})


@dataclass(frozen=True, slots=True)
class Told:
    """Figures of the month and of the month before, with the address of each."""

    now: Group
    before: Group
    urls: Mapping[str, str]

    def number(self, id: str) -> Number:
        """A value with its unit, and for a rate what it is made of."""
        figure = self.now[id]
        made_of = _("（%(counts)s）") % {"counts": counts(figure)} if _is_rate(figure) else ""
        return Number(f"{value(figure)}{_spaced(unit(figure))}{made_of}", self.urls.get(id, ""))

    def change(self, id: str) -> Number:
        """Against the month before, in words; percentage points for rates."""
        now, before = self.now[id], self.before[id]
        if now.value is None or before.value is None or now.is_small or before.is_small:
            return Number(_("上月无可比数"))
        moved = now.value - before.value
        if not moved:
            return Number(_("与上月持平"))
        points = _(" 个百分点") if now.kind.kind == "share" else _spaced(_(now.kind.unit))
        words = _("较上月增加 %(n)s%(unit)s") if moved > 0 else _("较上月减少 %(n)s%(unit)s")
        return Number(words % {"n": abs(moved), "unit": points})


def _is_rate(figure: Figure) -> bool:
    return figure.kind.kind == "share" and figure.value is not None and not figure.is_small


def _spaced(text: str) -> str:
    return text if text in ("", "%") else f" {text.strip()}"


def gap() -> str:
    """What stands between two sentences of a paragraph."""
    return " " if in_english() else ""


def paragraphs(
    told: Told, types: Sequence[Mapping[str, Any]], lights: Sequence[Mapping[str, Any]]
) -> list[list[Sentence]]:
    """Cases, where they were settled, terms and answers, matters, tasks: a paragraph each."""
    found = [_cases(told), _settled(told), _answers(told)]
    if types:
        found.append(_matters(types))
    if lights:
        found.append(_tasks(lights))
    return found


def _cases(told: Told) -> list[Sentence]:
    return [
        Sentence(
            _("本月上报案件 {reported}，{change}；结案 {closed}，{closed_change}。"),
            {
                "reported": told.number("cases_reported"),
                "change": told.change("cases_reported"),
                "closed": told.number("cases_closed"),
                "closed_change": told.change("cases_closed"),
            },
        ),
        Sentence(
            _("目前在办 {backlog}，其中逾期未结 {overdue}。"),
            {"backlog": told.number("backlog"), "overdue": told.number("overdue_open")},
        ),
    ]


def _settled(told: Told) -> list[Sentence]:
    return [
        Sentence(
            _(
                "在划分了网格的区域，网格办结率 {grid}，{grid_change}；"
                "网格和社区合计办结率 {both}，{both_change}。"
            ),
            {
                "grid": told.number("grid_settled_rate"),
                "grid_change": told.change("grid_settled_rate"),
                "both": told.number("community_settled_rate"),
                "both_change": told.change("community_settled_rate"),
            },
        ),
        Sentence(
            _("对照看，返工率 {rework}，三十日内重新办理率 {reopened}，退单率 {returned}。"),
            {
                "rework": told.number("rework_rate"),
                "reopened": told.number("reopened_30d_rate"),
                "returned": told.number("return_rate"),
            },
        ),
    ]


def _answers(told: Told) -> list[Sentence]:
    found = [
        Sentence(
            _("按时结案率 {on_time}，{change}；群众满意率 {satisfied}。"),
            {
                "on_time": told.number("on_time_rate"),
                "change": told.change("on_time_rate"),
                "satisfied": told.number("satisfaction_rate"),
            },
        )
    ]
    solved = told.now["true_solve_rate"]
    if bounds := interval(solved):
        found.append(
            Sentence(
                _("抽样复查估计的实际解决率 {rate}，真实值大致在 {bounds}。"),
                {"rate": told.number("true_solve_rate"), "bounds": Number(bounds)},
            )
        )
    return found


def _matters(types: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    matters = {f"n{i}": _matter(row) for i, row in enumerate(types)}
    blanks = listed(f"{{{name}}}" for name in matters)
    return [Sentence(_("群众反映最多的是：%(list)s。") % {"list": blanks}, matters)]


def _matter(row: Mapping[str, Any]) -> Number:
    return Number(_("%(what)s %(n)d 件") % {"what": row["label"], "n": row["count"]}, row["url"])


def _tasks(lights: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    tasks = {
        row["light"]: Number(_("%(n)d 项") % {"n": row["count"]}, row["url"]) for row in lights
    }
    words = listed(f"{_(LIGHT_NAMES[name])} {{{name}}}" for name in tasks)
    return [Sentence(_("督查室在办任务目前亮灯：%(list)s。") % {"list": words}, tasks)]

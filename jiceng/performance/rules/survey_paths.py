"""The ways through a form: shortest, longest, expected, and which questions nobody can reach.

Two half-filled forms that agree in everything that is asked about later are one way; so the number
of ways to keep stays small although the number of possible answers is not. Exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations, pairwise
from typing import Any

from jiceng.performance.rules.conditions import Compared, comparisons
from jiceng.performance.rules.survey_forms import Form, Question, is_shown

MOST_WAYS = 4096
"""Different ways kept at once; a form with more cannot be reckoned, nor understood."""
Key = tuple[tuple[str, Any], ...]


class TooManyWays(Exception):
    """A form branches so much that its ways cannot be told apart any more."""


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long answering takes, from the dated configuration: estimates, [U]."""

    kinds: Mapping[str, int]
    intro: int = 0
    skip: int = 0
    """Reading a question one need not answer, and passing on."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Shortest, longest and expected way in seconds; the questions of the shortest and longest;
    codes of questions on no way at all."""

    shortest: int
    longest: int
    expected: Fraction
    fewest: int
    most: int
    unreachable: tuple[str, ...] = ()


@dataclass(slots=True)
class _Way:
    """Everybody who stands at the same point with the same answers that still matter."""

    share: Fraction
    """Of all answerers, were each way equally likely at every fork."""
    seconds: Fraction
    """Mean time so far, weighted by the share."""
    low: int
    high: int
    fewest: int
    most: int


def paths_of(form: Form, seconds: Seconds) -> Paths:
    """Reckon the ways through a form. Raises `TooManyWays`.

    At every fork each possible answer counts as equally likely; whoever may skip a question skips
    it on the shortest way and answers it on the others.
    """
    later = _asked_later(form)
    start = _Way(Fraction(1), Fraction(seconds.intro), seconds.intro, seconds.intro, 0, 0)
    ways: dict[Key, _Way] = {(): start}
    reached: set[str] = set()
    for n, question in enumerate(form.questions):
        ways = _after(question, ways, later[n], seconds, reached)
        if len(ways) > MOST_WAYS:
            raise TooManyWays
    every = ways.values()
    return Paths(
        shortest=min(way.low for way in every),
        longest=max(way.high for way in every),
        expected=sum((way.share * way.seconds for way in every), Fraction(0)),
        fewest=min(way.fewest for way in every),
        most=max(way.most for way in every),
        unreachable=tuple(q.code for q in form.questions if q.code not in reached),
    )


def _asked_later(form: Form) -> list[Mapping[str, tuple[Compared, ...]]]:
    """For each place: the questions some later condition asks about, with those comparisons."""
    found: list[Mapping[str, tuple[Compared, ...]]] = []
    asked: dict[str, tuple[Compared, ...]] = {}
    for question in reversed(form.questions):
        found.append(dict(asked))
        for one in comparisons(question.shown_when) if question.shown_when else ():
            asked[one.question] = (*asked.get(one.question, ()), one)
    return found[::-1]


def _after(
    question: Question,
    ways: Mapping[Key, _Way],
    later: Mapping[str, tuple[Compared, ...]],
    seconds: Seconds,
    reached: set[str],
) -> dict[Key, _Way]:
    found: dict[Key, _Way] = {}
    for key, way in ways.items():
        said = dict(key)
        if not is_shown(question, said):
            _merge(found, _kept(said, later), way)
            continue
        reached.add(question.code)
        each = _asked(question, way, seconds)
        answers = [*ways_to_answer(question, later.get(question.code, ()))]
        for answer in answers:
            part = _Way(each.share / len(answers), each.seconds, each.low, each.high, each.fewest,
                        each.most)  # fmt: skip
            _merge(found, _kept({**said, question.code: answer}, later), part)
    return found


def _asked(question: Question, way: _Way, seconds: Seconds) -> _Way:
    """The same people one question later."""
    if question.indicator:
        return way
    takes = seconds.kinds[question.kind]
    least = takes if question.is_required else min(seconds.skip, takes)
    return _Way(way.share, way.seconds + takes, way.low + least, way.high + takes, way.fewest + 1,
                way.most + 1)  # fmt: skip


def _kept(said: Mapping[str, Any], later: Mapping[str, object]) -> Key:
    return tuple(sorted((code, said[code]) for code in later if said.get(code) is not None))


def _merge(ways: dict[Key, _Way], key: Key, way: _Way) -> None:
    other = ways.get(key)
    if other is None:
        ways[key] = way
        return
    share = way.share + other.share
    mean = (way.share * way.seconds + other.share * other.seconds) / share
    ways[key] = _Way(share, mean, min(way.low, other.low), max(way.high, other.high),
                     min(way.fewest, other.fewest), max(way.most, other.most))  # fmt: skip


def ways_to_answer(question: Question, asked: tuple[Compared, ...]) -> Iterator[Any]:
    """One answer of each sort that later conditions can tell apart; None is no answer."""
    if not question.is_required or not asked:
        yield None
    if asked and question.kind == "many":
        yield from _ticked(question, {one.values[0] for one in asked})
    elif asked and question.kind == "number":
        yield from _numbers(question, {Decimal(v) for one in asked for v in one.values})
    elif asked:
        yield from question.codes


def _ticked(question: Question, asked: set[str]) -> Iterator[tuple[str, ...]]:
    """Sets of ticks among the choices asked about that some allowed answer has."""
    codes = [code for code in question.codes if code in asked]
    others = len(question.codes) - len(codes)
    most = question.most or len(question.codes)
    for ticks in chain.from_iterable(combinations(codes, n) for n in range(len(codes) + 1)):
        least = max(question.least, 1)
        if len(ticks) <= most and len(ticks) + others >= least:
            yield ticks


def _numbers(question: Question, asked: set[Decimal]) -> Iterator[str]:
    """Bounds, the numbers compared with, and one between each two of them."""
    inside = {n for n in asked if question.low <= n <= question.high}
    points = sorted({question.low, question.high} | inside)
    between = [(a + b) / 2 for a, b in pairwise(points)]
    yield from (str(n) for n in sorted({*points, *between}))

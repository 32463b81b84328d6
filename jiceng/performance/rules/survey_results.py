"""Answers are counted; and what others than the owner may read of the counts. Pure.

A count is a function of the stored answers and their form, so that it can be made again.

Suppression. Cells with fewer than `LEAST` answers are withheld, together with every cell as large
as the smallest of the others. The rule looks at values alone: whatever order the hidden values are
put in, the table told is the same; and among them is a small one and a larger one, or every cell is
hidden. So no hidden cell has one possible value only. A question that hangs on another is told only
where the other is told whole: its number of answerers would be the hidden cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from jiceng.performance.rules.panels import LEAST
from jiceng.performance.rules.survey_forms import Form, Question, shown

SILENT = ""
"""The cell of those who saw a question and passed it."""
COUNTED = ("one", "many", "scale")


@dataclass(frozen=True, slots=True)
class Tally:
    """One question counted. `cells` keeps the order of the form; `SILENT` is the last."""

    question: str
    kind: str
    n: int
    """How many saw the question."""
    cells: Mapping[str, int | None]
    """Answer -> how many; None where it is withheld."""
    mean: Decimal | None = None
    median: Decimal | None = None
    """Of numbers."""
    is_withheld: bool = False
    """Not even n is told."""

    @property
    def is_whole(self) -> bool:
        return not self.is_withheld and None not in self.cells.values()

    def share(self, code: str) -> Decimal | None:
        """Per cent of those who saw the question, one decimal."""
        count = self.cells[code]
        return None if count is None or not self.n else percent(count, self.n)


def percent(part: int, whole: int) -> Decimal:
    return _rounded(Fraction(100 * part, whole), "0.1")


def _rounded(exact: Fraction, step: str) -> Decimal:
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value.quantize(Decimal(step), ROUND_HALF_UP)


def tally(form: Form, answers: Sequence[Mapping[str, Any]]) -> tuple[Tally, ...]:
    """Every question counted over the answers of one version, nothing withheld."""
    ways = [{q.code for q in shown(form, said)} for said in answers]
    return tuple(
        _counted(q, [said.get(q.code) for said, way in zip(answers, ways, strict=True)
                     if q.code in way])
        for q in form.questions
    )  # fmt: skip


def _counted(question: Question, given: Sequence[Any]) -> Tally:
    silent = sum(1 for one in given if one is None)
    cells: dict[str, int | None] = {}
    if question.kind in COUNTED:
        counts = Counter(str(code) for one in given if one is not None for code in _each(one))
        cells = {code: counts[code] for code in question.codes}
    if not question.is_required:
        cells[SILENT] = silent
    numbers = [Fraction(str(v)) for v in given if v is not None and question.kind == "number"]
    return Tally(
        question.code, question.kind, len(given), cells,
        mean=_rounded(sum(numbers, Fraction(0)) / len(numbers), "0.01") if numbers else None,
        median=_rounded(Fraction(median(numbers)), "0.01") if numbers else None,
    )  # fmt: skip


def _each(answer: Any) -> Iterable[Any]:
    return answer if isinstance(answer, list) else (answer,)


def suppressed(form: Form, tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    """What is told to the public and to other units. Texts are not told at all."""
    whole: dict[str, bool] = {}
    found = []
    for one in tallies:
        question = form.question(one.question)
        leans = question.leans_on if question else frozenset()
        seen = told(one) if all(whole.get(code, False) for code in leans) else _withheld(one)
        whole[one.question] = seen.is_whole
        found.append(seen)
    return tuple(found)


def told(one: Tally) -> Tally:
    """One question as others may read it, whatever it hangs on."""
    if one.n < LEAST or one.kind == "text":
        return _withheld(one)
    hidden = hidden_cells(one.cells, one.n, is_many=one.kind == "many")
    if one.kind == "number":
        answered = one.n - (one.cells.get(SILENT) or 0)
        return _withheld(one) if hidden or answered < LEAST else one
    cells = {code: None if code in hidden else count for code, count in one.cells.items()}
    return Tally(one.question, one.kind, one.n, cells)


def _withheld(one: Tally) -> Tally:
    return Tally(one.question, one.kind, 0, dict.fromkeys(one.cells), is_withheld=True)


def hidden_cells(
    cells: Mapping[str, int | None], n: int, *, is_many: bool = False
) -> frozenset[str]:
    """Which cells of one question are withheld; all or some, see above.

    Where several may be ticked, who did *not* tick is a small group too.
    """
    counts = {code: count or 0 for code, count in cells.items()}
    small = {
        code for code, count in counts.items() if count < LEAST or (is_many and n - count < LEAST)
    }
    others = [count for code, count in counts.items() if code not in small]
    if small and others:
        small |= {code for code, count in counts.items() if count == min(others)}
    return frozenset(small)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of those who answered a question gave a good answer, of one subject."""

    good: int
    answered: int


def rates(question: Question, answers: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Rate]:
    """Subject -> good and all answers to a question; "" is everybody together."""
    good, answered = Counter[str](), Counter[str]()
    for subject, said in answers:
        if (answer := said.get(question.code)) is None:
            continue
        for key in {subject, ""}:
            answered[key] += 1
            good[key] += str(answer) in question.good
    return {key: Rate(good[key], answered[key]) for key in answered}


def rates_told(found: Mapping[str, Rate], least: int = LEAST) -> dict[str, Rate]:
    """Rates with enough answers behind them. Where a subject is left out, the smallest of the
    others goes with it, so that nothing follows from the whole."""
    parts = {key: rate for key, rate in found.items() if key}
    hidden = hidden_subjects({key: rate.answered for key, rate in parts.items()}, least)
    return {
        key: rate for key, rate in found.items() if key not in hidden and rate.answered >= least
    }


def hidden_subjects(answered: Mapping[str, int], least: int = LEAST) -> frozenset[str]:
    """Subjects with too few answers, and those as small as the smallest of the rest."""
    few = {key for key, count in answered.items() if count < least}
    others = [count for key, count in answered.items() if key not in few]
    if few and others:
        few |= {key for key, count in answered.items() if count == min(others)}
    return frozenset(few)

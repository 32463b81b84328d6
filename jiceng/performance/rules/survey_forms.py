"""A form as a value: sections, questions, choices, and when a question is shown (issue 5, item 10).

A form is typed as TOML and stored by version; `survey_faults` says what is wrong with one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from jiceng.kernel.words import N_
from jiceng.performance.rules.conditions import Condition, comparisons, holds, read_condition

KINDS: Mapping[str, str] = {
    "one": N_("单选"),
    "many": N_("多选"),
    "scale": N_("打分"),
    "number": N_("数字"),
    "text": N_("简短文字"),
}
"""Kinds of question."""
LONGEST_TEXT = 500
"""Signs of a typed answer, where the question says nothing less."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the offered answers."""

    code: str
    text: str
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `low` and `high` bound a scale or a number, `least` and `most` the ticks."""

    code: str
    kind: str
    text: str
    text_en: str = ""
    section: str = ""
    is_required: bool = False
    choices: tuple[Choice, ...] = ()
    least: int = 0
    most: int = 0
    low: Decimal = Decimal(1)
    high: Decimal = Decimal(5)
    unit: str = ""
    longest: int = LONGEST_TEXT
    good: tuple[str, ...] = ()
    """Answers that count as satisfied, where the question gives a figure."""
    indicator: str = ""
    """A number the platform holds: taken from the records, never typed."""
    shown_when: Condition | None = None

    @property
    def leans_on(self) -> frozenset[str]:
        """Codes of the earlier questions whose answers decide whether this one is shown."""
        if self.shown_when is None:
            return frozenset()
        return frozenset(one.question for one in comparisons(self.shown_when))

    @property
    def codes(self) -> tuple[str, ...]:
        """What may be answered, where answers are counted one by one."""
        if self.kind == "scale":
            return tuple(str(n) for n in range(int(self.low), int(self.high) + 1))
        return tuple(choice.code for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    key: str
    title: str
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form, in the order in which it is asked."""

    title: str
    title_en: str
    intro: str
    intro_en: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]

    def question(self, code: str) -> Question | None:
        return next((q for q in self.questions if q.code == code), None)

    def parts(self) -> Iterator[tuple[Section | None, list[Question]]]:
        """Questions under their headings, in order."""
        named = {s.key: s for s in self.sections}
        for key, questions in groupby(self.questions, key=lambda q: q.section):
            yield named.get(key), list(questions)


def is_shown(question: Question, said: Mapping[str, Any]) -> bool:
    return question.shown_when is None or holds(question.shown_when, said)


def shown(form: Form, said: Mapping[str, Any]) -> tuple[Question, ...]:
    """Questions on the way of somebody who answered so. What a hidden question was once answered
    counts for nothing, so a later one does not hang on it."""
    found: list[Question] = []
    counted: dict[str, Any] = {}
    for question in form.questions:
        if is_shown(question, counted):
            found.append(question)
            if question.code in said:
                counted[question.code] = said[question.code]
    return tuple(found)


def form_of(content: Mapping[str, Any]) -> Form:
    """Read a content; KeyError, TypeError, ValueError or `Invalid` for one that cannot be read."""
    return Form(
        title=str(content["title"]),
        title_en=str(content.get("title_en", "")),
        intro=str(content.get("intro", "")),
        intro_en=str(content.get("intro_en", "")),
        sections=tuple(
            Section(str(s["key"]), str(s["title"]), str(s.get("title_en", "")))
            for s in content.get("sections") or ()
        ),
        questions=tuple(question_of(q) for q in content["questions"]),
    )


def question_of(given: Mapping[str, Any]) -> Question:
    """One question of a content; raises as `form_of`."""
    when = str(given.get("shown_when", ""))
    return Question(
        code=str(given["code"]),
        kind=str(given["kind"]),
        text=str(given["text"]),
        text_en=str(given.get("text_en", "")),
        section=str(given.get("section", "")),
        is_required=bool(given.get("required", False)),
        choices=_choices(given),
        least=int(given.get("least", 0)),
        most=int(given.get("most", 0)),
        low=_number(given.get("low", 1 if given["kind"] == "scale" else 0)),
        high=_number(given.get("high", 5 if given["kind"] == "scale" else 1_000_000)),
        unit=str(given.get("unit", "")),
        longest=int(given.get("longest", LONGEST_TEXT)),
        good=tuple(str(code) for code in given.get("good") or ()),
        indicator=str(given.get("indicator", "")),
        shown_when=read_condition(when) if when else None,
    )


def _choices(given: Mapping[str, Any]) -> tuple[Choice, ...]:
    """Choices are typed as “code: text”; their English stands in a list of its own."""
    english = [str(text) for text in given.get("choices_en") or ()]
    found = []
    for n, line in enumerate(given.get("choices") or ()):
        code, _sep, text = str(line).replace("：", ":", 1).partition(":")
        found.append(Choice(code.strip(), text.strip(), english[n] if n < len(english) else ""))
    return tuple(found)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValueError(f"not a number: {value!r}")
    try:
        return Decimal(str(value))
    except ArithmeticError as error:
        raise ValueError(f"not a number: {value!r}") from error

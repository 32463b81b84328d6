"""What is wrong with a form, each fault in a sentence and at its place. Pure.

Named: a code given twice, a choice without a text, a branch on a later or an unknown question, a
question nobody can reach, a question for personal data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jiceng.kernel.refusal import Invalid, Reason
from jiceng.performance.rules.conditions import ORDER, Compared, comparisons
from jiceng.performance.rules.survey_forms import (
    KINDS,
    LONGEST_TEXT,
    Form,
    Question,
    form_of,
    question_of,
)
from jiceng.performance.rules.survey_paths import Seconds, TooManyWays, paths_of

CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
RESERVED = frozenset({"and", "or", "not", "in", "is", "if", "else", "for", "code", "lang", "about"})
MOST_QUESTIONS, MOST_CHOICES, LONGEST_SCALE = 60, 20, 11
LONGEST = {"title": 60, "intro": 500, "text": 120, "choice": 60, "unit": 12}
PARTS = frozenset(
    {"code", "kind", "text", "text_en", "section", "required", "choices", "choices_en", "least",
     "most", "low", "high", "unit", "longest", "good", "indicator", "shown_when"}
)  # fmt: skip
WHOLE = frozenset({"title", "title_en", "intro", "intro_en", "sections", "questions", "is_sample"})
PERSONAL = re.compile(
    r"姓名|名字|身份证|证件号|手机|电话|联系方式|微信|QQ|邮箱|住址|门牌|家庭地址|详细地址|出生|生日|"
    r"银行卡|账号|民族|宗教|信仰|病史|患病|残疾证|政治面貌|指纹|人脸|车牌|房号"
)
"""What a survey never asks: with any of it an answer is somebody's (facts.md §10)."""
NOTHING = Seconds(dict.fromkeys(KINDS, 0))


def form_faults(content: Mapping[str, Any]) -> list[Reason]:
    """Every reason against a form; an empty list means fit."""
    listed = content.get("questions")
    if not isinstance(listed, list) or not listed:
        return [Reason("form_without_questions", field="form")]
    if unread := list(_unreadable(content, listed)):
        return unread
    form = form_of(content)
    faults = [*_frame(form), *_sections(form)]
    for n, question in enumerate(form.questions, start=1):
        where = _Where(form, question, n)
        faults += [*_words(where), *_answers(where), *_conditions(where)]
    return faults or list(_ways(form))


def _unreadable(content: Mapping[str, Any], listed: Sequence[Any]) -> Iterator[Reason]:
    """Parts nobody knows, and what cannot be read at all."""
    for name in sorted(content.keys() - WHOLE):
        yield Reason("form_part_unknown", {"value": name}, "form")
    for n, given in enumerate(listed, start=1):
        told = {"n": n, "question": given.get("code", "") if isinstance(given, Mapping) else ""}
        try:
            for name in sorted(given.keys() - PARTS):
                yield Reason("question_part_unknown", {"value": name, **told}, "form")
            question_of(given)
        except Invalid as refusal:
            value = refusal.reasons[0].params.get("value", "")
            yield Reason("condition_unreadable", {"value": value, **told}, "form")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield Reason("question_unreadable", {"value": str(error)[:60], **told}, "form")
    try:
        form_of({**content, "questions": []})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        yield Reason("form_unreadable", {"value": str(error)[:60]}, "form")


class _Where:
    """A question at its place, and how a fault of it is told."""

    def __init__(self, form: Form, question: Question, n: int) -> None:
        self.form, self.question, self.n = form, question, n

    def wrong(self, code: str, **told: object) -> Reason:
        return Reason(code, {"n": self.n, "question": self.question.code, **told}, "form")


def _frame(form: Form) -> Iterator[Reason]:
    for name, text in (("title", form.title), ("intro", form.intro)):
        if len(text) > LONGEST[name] or (name == "title" and not text.strip()):
            yield Reason(
                "text_length", {"low": int(name == "title"), "high": LONGEST[name]}, "form"
            )
    if len(form.questions) > MOST_QUESTIONS:
        yield Reason("too_many_questions", {"most": MOST_QUESTIONS}, "form")
    for code, times in Counter(q.code for q in form.questions).items():
        if times > 1:
            yield Reason("question_twice", {"value": code}, "form")


def _sections(form: Form) -> Iterator[Reason]:
    used = Counter(section.key for section, _questions in form.parts() if section)
    for key, times in Counter(s.key for s in form.sections).items():
        if times > 1:
            yield Reason("section_twice", {"value": key}, "form")
        elif used[key] != 1:
            code = "section_parted" if used[key] else "section_empty"
            yield Reason(code, {"value": key}, "form")
    known = {s.key for s in form.sections}
    for question in form.questions:
        if question.section and question.section not in known:
            told = {"value": question.section, "question": question.code}
            yield Reason("section_unknown", told, "form")


def _words(where: _Where) -> Iterator[Reason]:
    question = where.question
    if not CODE.fullmatch(question.code) or question.code in RESERVED:
        yield where.wrong("question_code_bad")
    if not 1 <= len(question.text.strip()) <= LONGEST["text"]:
        yield where.wrong("question_text_missing", high=LONGEST["text"])
    if question.kind not in KINDS:
        yield where.wrong("question_kind_unknown", value=question.kind)
    asked = " ".join([question.text, *(c.text for c in question.choices)])
    if found := PERSONAL.search(asked):
        yield where.wrong("asks_personal", value=found.group())


def _answers(where: _Where) -> Iterator[Reason]:
    question = where.question
    if question.kind in ("one", "many"):
        yield from _choices(where)
    elif question.choices:
        yield where.wrong("choices_not_asked")
    yield from _bounds(where)
    for code in question.good:
        if question.kind not in ("one", "scale") or code not in question.codes:
            yield where.wrong("good_unknown", value=code)
    if question.indicator and question.kind != "number":
        yield where.wrong("indicator_not_number")


def _bounds(where: _Where) -> Iterator[Reason]:
    question = where.question
    if question.kind in ("scale", "number") and question.low >= question.high:
        yield where.wrong("bounds_reversed")
    elif question.kind == "scale" and not _is_scale(question):
        yield where.wrong("scale_too_long", most=LONGEST_SCALE)
    if question.kind == "text" and not 1 <= question.longest <= LONGEST_TEXT:
        yield where.wrong("text_too_long", most=LONGEST_TEXT)


def _is_scale(question: Question) -> bool:
    whole = question.low == int(question.low) and question.high == int(question.high)
    return whole and question.high - question.low < LONGEST_SCALE


def _choices(where: _Where) -> Iterator[Reason]:
    question = where.question
    if not 2 <= len(question.choices) <= MOST_CHOICES:
        yield where.wrong("choices_count", low=2, high=MOST_CHOICES)
    for choice in question.choices:
        if not CODE.fullmatch(choice.code) or choice.code in RESERVED:
            yield where.wrong("choice_code_bad", value=choice.code or choice.text)
        if not 1 <= len(choice.text) <= LONGEST["choice"]:
            yield where.wrong("choice_without_text", value=choice.code)
    for code, times in Counter(question.codes).items():
        if times > 1:
            yield where.wrong("choice_twice", value=code)
    most = question.most or len(question.choices)
    if question.kind == "many" and not 0 <= question.least <= most <= len(question.choices):
        yield where.wrong("ticks_bounds")


def _conditions(where: _Where) -> Iterator[Reason]:
    if where.question.shown_when is None:
        return
    earlier = {q.code: q for q in where.form.questions[: where.n - 1]}
    every = {q.code for q in where.form.questions}
    for one in comparisons(where.question.shown_when):
        asked = earlier.get(one.question)
        if asked is None:
            code = "condition_later" if one.question in every else "condition_question_unknown"
            yield where.wrong(code, value=one.question)
        else:
            yield from _compared(where, asked, one)


def _compared(where: _Where, asked: Question, one: Compared) -> Iterator[Reason]:
    """Whether a comparison fits the kind of the question it asks about."""
    told = {"value": one.question}
    fits = {
        "one": ("==", "!=", "in"),
        "many": ("has",),
        "scale": ("==", "!=", "in", *ORDER),
        "number": ("==", "!=", "in", *ORDER),
    }.get(asked.kind, ())
    if one.sign not in fits or asked.indicator:
        yield where.wrong("condition_sign", **told)
    elif asked.kind in ("one", "many"):
        for code in one.values:
            if code not in asked.codes:
                yield where.wrong("condition_choice_unknown", choice=code, **told)
    elif not all(re.fullmatch(r"-?\d+(\.\d+)?", value) for value in one.values):
        yield where.wrong("condition_sign", **told)


def _ways(form: Form) -> Iterator[Reason]:
    """Questions on no way through the form; asked once everything else is right."""
    try:
        paths = paths_of(form, NOTHING)
    except TooManyWays:
        yield Reason("form_branches_too_much", field="form")
        return
    places = {q.code: n for n, q in enumerate(form.questions, start=1)}
    for code in paths.unreachable:
        yield Reason("question_unreachable", {"n": places[code], "question": code}, "form")

"""A form as somebody fills it in: on a page without scripts, and better with them.

A page shows the questions that are on the way of what was answered so far. Sent, it comes back with
the questions that have come up since, until there are none; nothing typed is lost on the way. With
scripts the same questions appear at once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from jiceng.kernel.records.names import named
from jiceng.performance.rules.conditions import as_json
from jiceng.performance.rules.survey_answers import Answered, read_answers
from jiceng.performance.rules.survey_forms import Choice, Form, Question, shown
from jiceng.web.words import word

PREFIX = "q_"
ASKED = "asked"
LIST = {"data-layout": "list"}


class AnswerForm(forms.Form):
    """A form of questions. Rules judge the answers; Django draws them.

    `entry` "slips" asks for the code of a slip, `about` offers what the answers are told apart by.
    """

    def __init__(
        self,
        asked: Form,
        posted: QueryDict | None = None,
        *,
        version: int = 0,
        entry: str = "",
        about: Sequence[tuple[str, str]] = (),
        prefilled: dict[str, str] | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(posted, initial={"form_version": version, **(initial or {})})
        self.asked, self.entry = asked, entry
        self.posted = posted or QueryDict()
        self.prefilled = prefilled or {}
        self.answered: Answered | None = None
        self.on_page: set[str] = set()
        self.fields["form_version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        if entry in ("slips", "ballot"):
            self.fields["slip"] = slip_field(entry)
        if about:
            offered = [("", _("请选择")), *about]
            self.fields["about"] = forms.ChoiceField(label=_("您说的是哪里"), choices=offered)
        for question in asked.questions:
            if not question.indicator:
                self.fields[PREFIX + question.code] = field_of(question)

    def _clean_fields(self) -> None:
        """Kept as typed; `clean` asks the rules."""
        self.cleaned_data = {name: self._typed(name) for name in self.fields}

    def _typed(self, name: str) -> Any:
        field = self.fields[name]
        return field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def clean(self) -> dict[str, Any]:
        """Every fault at its question; those that have only now come up are not missing yet."""
        for name in ("slip", "about"):
            if name in self.fields and not self.cleaned_data[name]:
                self.add_error(name, _("请填写这一项。"))
        self.on_page = set(self.posted.getlist(ASKED))
        self.answered = read_answers(self.asked, self.typed())
        for reason in self.answered.faults:
            if reason.field in self.on_page:
                self.add_error(PREFIX + reason.field, word(reason))
        return self.cleaned_data

    def typed(self) -> dict[str, Any]:
        """Question -> what was typed, as rules read it."""
        return {
            q.code: self.cleaned_data[PREFIX + q.code]
            for q in self.asked.questions
            if PREFIX + q.code in self.fields
        }

    @property
    def fresh(self) -> list[str]:
        """Questions that came up by what was just answered and were not on the page."""
        way = self.answered.shown if self.answered else ()
        return [code for code in way if code not in self.on_page]

    @property
    def is_complete(self) -> bool:
        return self.is_valid() and not self.fresh

    @property
    def first(self) -> list[Any]:
        """Slip and subject, which stand before the questions."""
        return [self[name] for name in ("slip", "about") if name in self.fields]

    def parts(self) -> list[dict[str, Any]]:
        """Sections with their questions, those off the way included: scripts may show them."""
        if self.is_bound:
            self.is_valid()
        said = self.answered.said if self.answered else {}
        way = {q.code for q in shown(self.asked, said)}
        numbers = {q.code: n for n, q in enumerate(self.asked.questions, start=1)}
        return [
            {
                "title": named(section.title, section.title_en) if section else "",
                "questions": [self._question(q, q.code in way, numbers[q.code]) for q in questions],
            }
            for section, questions in self.asked.parts()
        ]

    def _question(self, question: Question, is_shown: bool, number: int) -> dict[str, Any]:
        held = self.prefilled.get(question.code, "")
        when = as_json(question.shown_when) if question.shown_when else None
        return {
            "code": question.code, "number": number, "is_shown": is_shown, "held": held,
            "is_held": bool(question.indicator), "unit": question.unit,
            "text": named(question.text, question.text_en),
            "field": None if question.indicator else self[PREFIX + question.code],
            "when": json.dumps(when) if when else "",
            "is_fresh": self.is_bound and question.code in self.fresh,
        }  # fmt: skip

    def kept(self) -> list[tuple[str, str]]:
        """What was typed into questions that are off the way now: carried along, not counted."""
        if not self.answered:
            return []
        found = []
        for code in self.answered.dropped:
            value = self.cleaned_data[PREFIX + code]
            values = value if isinstance(value, list) else [value]
            found += [(code, str(one)) for one in values]
        return found


def slip_field(entry: str) -> forms.Field:
    """The code of a slip."""
    label, told = _("填写码"), _("印在填写单上的 16 位字母和数字。")
    if entry == "ballot":
        label, told = _("票签号"), _("印在票签上的 16 位字母和数字。")
    return forms.CharField(label=label, max_length=40, help_text=told)


def field_of(question: Question) -> forms.Field:
    """How a question is drawn."""
    label = named(question.text, question.text_en)
    more: dict[str, Any] = {"label": label, "required": question.is_required}
    if question.kind == "one":
        widget: forms.Widget = forms.RadioSelect(LIST)
        return forms.ChoiceField(choices=_offered(question.choices), widget=widget, **more)
    if question.kind == "many":
        widget = forms.CheckboxSelectMultiple(LIST)
        return forms.MultipleChoiceField(
            choices=_offered(question.choices), widget=widget, help_text=_many(question), **more
        )
    if question.kind == "scale":
        choices = [(code, code) for code in question.codes]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **more)
    if question.kind == "number":
        typed = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        return forms.CharField(max_length=20, widget=typed, help_text=_bounds(question), **more)
    box = forms.Textarea({"rows": 3, "maxlength": question.longest, "autocomplete": "off"})
    warned = _("请不要写姓名、电话和住址。只有主办单位能看到。")
    return forms.CharField(widget=box, help_text=warned, **more)


def _offered(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    return [(c.code, named(c.text, c.text_en)) for c in choices]


def _many(question: Question) -> str:
    if question.least > 1 and question.most:
        told = {"least": question.least, "most": question.most}
        return _("可选 %(least)s 到 %(most)s 项。") % told
    if question.most:
        return _("最多选 %(most)s 项。") % {"most": question.most}
    return _("可多选。")


def _bounds(question: Question) -> str:
    told = {"low": f"{question.low:f}", "high": f"{question.high:f}", "unit": question.unit}
    return (
        _("填 %(low)s 到 %(high)s 的数。") % told
        if not question.unit
        else (_("单位：%(unit)s，填 %(low)s 到 %(high)s 的数。") % told)
    )

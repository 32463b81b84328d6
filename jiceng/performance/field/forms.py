"""What an inspector fills in on a phone: big choices first, words where they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from jiceng.kernel.records.names import named
from jiceng.performance.actions.inspection_records import Recorded
from jiceng.performance.rules.inspection_records import LONGEST_NOTE, LONGEST_TEXT
from jiceng.performance.rules.inspections import CHECKS, Element, InspectionScheme

Choices = Sequence[tuple[str, str]]


class RecordForm(forms.Form):
    """The record of one visit, made from the elements of its scheme."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, scheme: InspectionScheme, team: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = tuple(e for e in scheme.elements if e.answer != "figure")
        for element in self.asked:
            self.fields[f"answer_{element.code}"] = _answer_field(element)
            if element.answer != "text":
                self.fields[f"note_{element.code}"] = forms.CharField(
                    label=_("说明"), required=False, max_length=LONGEST_NOTE,
                    widget=forms.Textarea({"rows": 2}),
                )  # fmt: skip
        self.fields["visited_on"] = forms.DateField(
            label=_("巡查日期"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
        )
        self.fields["present"] = forms.MultipleChoiceField(
            label=_("到场的人"), choices=list(team), widget=forms.CheckboxSelectMultiple
        )
        self.fields["summary"] = forms.CharField(
            label=_("总体情况"), required=False, max_length=LONGEST_TEXT,
            widget=forms.Textarea({"rows": 3}), help_text=_("不写居民姓名和电话。"),
        )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """Every element with its two fields, as the page draws them."""
        return [
            {
                "answer": self[f"answer_{e.code}"],
                "note": self[f"note_{e.code}"] if e.answer != "text" else None,
                "look": e.look,
                "wants_photo": e.wants_photo,
            }
            for e in self.asked
        ]

    def given(self, uploads: Sequence[UUID]) -> Recorded:
        """As the action takes it."""
        said = self.cleaned_data
        answers = {e.code: str(said[f"answer_{e.code}"] or "") for e in self.asked}
        notes = {e.code: said.get(f"note_{e.code}", "") for e in self.asked}
        day: date = said["visited_on"]
        return Recorded(
            visited_on=day,
            present=tuple(int(pk) for pk in said["present"]),
            answers=answers,
            notes={code: text for code, text in notes.items() if text},
            summary=said["summary"],
            uploads=tuple(uploads),
        )


def _answer_field(element: Element) -> forms.Field:
    label = named(element.name, element.name_en)
    missing = {"required": _("请选择或者填写“%(name)s”。") % {"name": label}}
    if element.answer == "check":
        choices = [(key, _(text)) for key, text in CHECKS.items()]
        return _chips(label, choices, missing)
    if element.answer == "choice":
        return _chips(label, [(c, c) for c in element.choices], missing)
    if element.answer == "number":
        text = f"{label}（{element.unit}）" if element.unit else label
        return forms.DecimalField(label=text, max_digits=12, decimal_places=2,
                                  error_messages=missing)  # fmt: skip
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 3})
    )


def _chips(label: str, choices: Choices, missing: dict[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(choices), widget=forms.RadioSelect, error_messages=missing
    )

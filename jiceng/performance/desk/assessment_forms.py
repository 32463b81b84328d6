"""Forms of assessments: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import WordedForm, words
from jiceng.performance.actions.assessment_objections import Corrected
from jiceng.performance.actions.assessments import ValueGiven

Choices = list[tuple[str, str]]
PLAIN = frozenset({"value"})
ASKED: Mapping[str, frozenset[str]] = {
    "fair_rate": frozenset({"numerator", "denominator"}),
    "node": frozenset({"numerator", "denominator", "late"}),
}
"""Formula -> what a correction of such a line is asked for; a value for every other."""


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    """What a field of a form may be answered with, where records decide it."""
    field: Any = form.fields[name]
    field.choices = choices


class SchemeForm(WordedForm):
    """The text of a scheme, why it changes and who approved it."""

    key = forms.SlugField(label=N_("方案代号"), max_length=60)
    text = words(N_("方案内容"), rows=24, max_length=60000)
    reason = forms.CharField(label=N_("变更理由"), max_length=200)
    approved_by = forms.CharField(label=N_("批准人或文件"), max_length=80, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class OpenForm(WordedForm):
    """Which group of which scheme."""

    group = forms.ChoiceField(label=N_("方案和分组"))

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "group", choices)


class ValueForm(WordedForm):
    """A value no record holds."""

    target = forms.ChoiceField(label=N_("目标"))
    subject = forms.ChoiceField(label=N_("单位"))
    numerator = forms.IntegerField(label=N_("做到的件数"), required=False, min_value=0)
    denominator = forms.IntegerField(label=N_("全部件数"), required=False, min_value=0)
    late = forms.IntegerField(label=N_("其中逾期完成的节点"), required=False, min_value=0)
    value = forms.DecimalField(label=N_("数值"), required=False, max_digits=14, decimal_places=4)
    proof = forms.CharField(label=N_("佐证材料"), max_length=200)

    def __init__(self, targets: Choices, subjects: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "target", targets)
        _offer(self, "subject", subjects)

    def given(self) -> ValueGiven:
        said = self.cleaned_data
        return ValueGiven(
            target=said["target"], subject=said["subject"], proof=said["proof"],
            value=said["value"], numerator=said["numerator"], denominator=said["denominator"],
            late=said["late"] or 0,
        )  # fmt: skip


class ExtraForm(WordedForm):
    """A bonus, a deduction or a veto."""

    subject = forms.ChoiceField(label=N_("单位"))
    key = forms.ChoiceField(label=N_("项目"))
    points = forms.DecimalField(label=N_("分值"), min_value=0, max_digits=6, decimal_places=2)
    reason = forms.CharField(label=N_("事由和依据"), max_length=300)

    def __init__(self, subjects: Choices, keys: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "subject", subjects)
        _offer(self, "key", keys)


class ObjectionForm(WordedForm):
    """Which line, and why."""

    target = forms.ChoiceField(label=N_("对哪一项有异议"))
    reason = words(N_("理由和依据"), max_length=1000)

    def __init__(self, targets: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "target", targets)


class AnswerForm(WordedForm):
    """The answer; accepted, with what the line should have counted."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = words(N_("答复"), max_length=1000)
    numerator = forms.IntegerField(label=N_("更正后做到的件数"), required=False, min_value=0)
    denominator = forms.IntegerField(label=N_("更正后全部件数"), required=False, min_value=0)
    late = forms.IntegerField(label=N_("更正后逾期完成的节点"), required=False, min_value=0)
    value = forms.DecimalField(
        label=N_("更正后的数值"), required=False, max_digits=14, decimal_places=4
    )

    def __init__(self, formula: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"numerator", "denominator", "late", "value"} - ASKED.get(formula, PLAIN):
            del self.fields[name]
        if formula == "node":
            self.fields["numerator"].label = _("更正后按时完成的节点")
            self.fields["denominator"].label = _("更正后全部节点")

    def corrected(self) -> Corrected:
        said = self.cleaned_data
        return Corrected(
            said.get("numerator"), said.get("denominator"), said.get("late"), said.get("value")
        )


class RefuseForm(WordedForm):
    """Why an objection does not hold."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = words(N_("答复"), max_length=1000)

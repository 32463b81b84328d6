"""Forms of relief: what a company states, and the words of each act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, words
from jiceng.casework.desk.sheet_page import SheetForm
from jiceng.economy.rules.relief import FIELDS, Policy
from jiceng.web.words import paper

LATER = [("", N_("未填"))]


def figure_field(name: str) -> forms.Field:
    """A field for one fact. What cannot be read is refused by the rule, with its sentence."""
    known = FIELDS[name]
    if known.choices:
        return forms.ChoiceField(
            label=_(known.label), required=False,
            choices=[(key, _(label)) for key, label in (*LATER, *known.choices.items())],
        )  # fmt: skip
    label = f"{_(known.label)}（{_(known.counted_in)}）"
    mode = "decimal" if known.measure == "money" else "numeric"
    return forms.CharField(
        label=label, max_length=20, required=False, widget=forms.TextInput({"inputmode": mode})
    )


def papers_field(policy: Policy, label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_(label), choices=[(p.key, p.name) for p in policy.papers], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class ReliefForm(WordedForm):
    """Figures to try oneself with or to apply with; number and code only to apply."""

    company = forms.CharField(
        label=N_("企业编号"), max_length=20, required=False,
        help_text=N_("县里发给企业的编号和查询码，申请时填写；只自测不用填。"),
    )  # fmt: skip
    code = forms.CharField(label=N_("查询码"), max_length=12, required=False)
    token = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, policy: Policy, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {c.field for c in policy.conditions}
        register = [name for name in ("size", "industry") if name in asked]
        for name in (*policy.fields, *register):
            self.fields[name] = figure_field(name)
        for name in register:
            self.fields[name].help_text = _("只用于自测，申请时以登记信息为准。")
        if policy.papers:
            self.fields["papers"] = papers_field(policy, N_("已备好的材料"))
        self.order_fields([*policy.fields, *register, "papers", "company", "code"])


class SupplementForm(forms.Form):
    """The papers that came."""

    def __init__(self, policy: Policy, there: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = papers_field(policy, N_("已经补齐的材料"))
        field.choices = [(p.key, p.name) for p in policy.papers if p.key not in there]
        self.fields["papers"] = field


class WordsForm(ActForm):
    """The words a move asks for."""

    def __init__(self, needs: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in sorted(needs):
            self.fields[name] = (
                forms.CharField(label=paper(name), max_length=60)
                if name == "reference"
                else words(paper(name), 3, max_length=2000)
            )


class AmountForm(WordsForm):
    """With an amount in yuan; where it may stay empty, the whole is meant."""

    amount = forms.CharField(
        label=N_("金额（元）"), max_length=20, required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )  # fmt: skip


class CheckForm(ActForm):
    """What a department asked says, with the figures it holds."""

    is_met = forms.ChoiceField(
        label=N_("核查结论"), choices=[("yes", N_("符合")), ("no", N_("不符合"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    opinion = words(N_("核查意见"), 2, max_length=200)

    def __init__(self, policy: Policy, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in policy.fields:
            self.fields[name] = figure_field(name)


class PolicyForm(WordedForm):
    """The text of a policy, why it changes and who approved it."""

    key = forms.SlugField(label=N_("政策代号"), max_length=60)
    text = words(N_("政策内容"), rows=24, max_length=20000)
    reason = forms.CharField(label=N_("变更理由"), max_length=200)
    approved_by = forms.CharField(label=N_("批准人或文件"), max_length=80, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class BudgetForm(WordedForm):
    """Money set apart."""

    period = forms.CharField(label=N_("所属期"), max_length=8)
    yuan = forms.CharField(
        label=N_("预算金额（元）"), max_length=20, widget=forms.TextInput({"inputmode": "decimal"})
    )
    reference = forms.CharField(label=N_("预算文号"), max_length=60)


class StatementsForm(SheetForm):
    """A table of figures a department gives for one policy."""

    as_of = forms.DateField(
        label=N_("数据截止日期"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    field_order = ("as_of", "file")

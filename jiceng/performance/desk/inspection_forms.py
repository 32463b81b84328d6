"""Forms of inspections: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.performance.desk.star_forms import offer
from jiceng.performance.process import INSPECTION
from jiceng.performance.rules.inspections import UNIT_KINDS
from jiceng.web.forms import UnitField
from jiceng.web.words import paper

Choices = Sequence[tuple[str, str]]
STATES = [("", N_("全部")), *((s.name, s.label) for s in INSPECTION.states)]
KINDS = [("", N_("全部")), *UNIT_KINDS.items()]
PERIOD = N_("写成 2026Q4、2026年四季度、2026年上半年、2026-11 或者 2026。")


class Filters(WordedForm):
    """Narrowing the list of visits."""

    text = forms.CharField(label=N_("单位名称"), required=False, max_length=40)
    kind = forms.ChoiceField(label=N_("单位类型"), required=False, choices=KINDS)
    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)


class PeriodForm(WordedForm):
    """Which days are counted, and since how many months a unit was not reached."""

    period = forms.CharField(label=N_("统计期"), required=False, max_length=40)
    months = forms.IntegerField(
        label=N_("几个月没有去过"), required=False, min_value=1, max_value=60
    )


class PlanForm(WordedForm):
    """A scheme, a period, who may be sent, and the ledger findings go into."""

    scheme = forms.ChoiceField(label=N_("巡查方案"))
    period = forms.CharField(label=N_("计划期"), max_length=40, help_text=PERIOD)
    campaign = forms.ChoiceField(label=N_("发现的问题进入"))
    inspectors = forms.MultipleChoiceField(
        label=N_("可以派出的巡查员"),
        widget=forms.CheckboxSelectMultiple(attrs={"data-layout": "list"}),
        help_text=N_("系统按公布的种子分派，回避自己单位和上下级单位，工作量均摊。"),
    )

    def __init__(
        self, schemes: Choices, ledgers: Choices, people: Choices, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["scheme"], schemes)
        offer(self.fields["campaign"], ledgers)
        offer(self.fields["inspectors"], people)


class RedrawForm(ActForm):
    """The same for a draft, with why it changes."""

    campaign = forms.ChoiceField(label=N_("发现的问题进入"))
    inspectors = forms.MultipleChoiceField(
        label=N_("可以派出的巡查员"),
        widget=forms.CheckboxSelectMultiple(attrs={"data-layout": "list"}),
    )
    reason = words(N_("理由"), 2, max_length=300)

    def __init__(self, ledgers: Choices, people: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["campaign"], ledgers)
        offer(self.fields["inspectors"], people)


class MoveForm(ActForm):
    """The papers of one move of a plan or a visit."""

    def __init__(self, needs: frozenset[str], people: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "put_off_until" in needs:
            self.fields["put_off_until"] = day(paper("put_off_until"))
        if "team" in needs:
            self.fields["team"] = forms.MultipleChoiceField(
                label=paper("team"),
                choices=list(people),
                widget=forms.CheckboxSelectMultiple(attrs={"data-layout": "list"}),
            )
        for name in ("view", "answer", "reason"):
            if name in needs:
                self.fields[name] = words(paper(name), max_length=1000)


class InterestForm(WordedForm):
    """A unit one should not inspect."""

    unit = UnitField(label=N_("单位"), max_length=80, help_text=N_("不用写明原因。"))

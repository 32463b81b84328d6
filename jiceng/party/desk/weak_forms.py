"""Forms of weak branches: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.records.names import named
from jiceng.party.actions.sweeps import Entered
from jiceng.party.actions.weak_branches import Papers
from jiceng.party.actions.weak_plans import Measure
from jiceng.party.desk.frame import ActForm, WordedForm, day, words
from jiceng.party.models import Organisation
from jiceng.party.process import WEAK_BRANCH
from jiceng.party.rules.weak_branches import SUPPORTERS, Condition
from jiceng.web.words import paper

STATES = [("", N_("全部")), *((s.name, s.label) for s in WEAK_BRANCH.states)]


COUNTED: Mapping[str, str] = {
    "running": N_("正在整顿"),
    "rectified": N_("整顿转化"),
    "adjusted": N_("整顿中调整书记"),
    "relapsed": N_("反弹"),
}
"""The figures above the list; each narrows it to what it counts."""


class Filters(WordedForm):
    """Narrowing the list."""

    text = forms.CharField(label=N_("党组织名称"), required=False, max_length=40)
    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    counted = forms.ChoiceField(
        label=N_("计入的数字"), required=False, choices=[("", N_("全部")), *COUNTED.items()]
    )


class SweepForm(WordedForm):
    """Whose branches are looked at."""

    committee = forms.ChoiceField(
        label=N_("党委"),
        help_text=N_("按当前规则版本逐个党支部比对记录。排查只列出情况，不自动列入。"),
    )

    def __init__(self, offered: Iterable[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["committee"], [(o.code, o.name) for o in offered])


class EnterForm(WordedForm):
    """What no record tells of a branch."""

    organisation = forms.ChoiceField(label=N_("党支部"))
    condition = forms.ChoiceField(label=N_("条件"))
    number = forms.IntegerField(
        label=N_("数值（%）"), required=False, min_value=0, max_value=100,
        help_text=N_("只有满意度等有数值的条件才填。"),
    )  # fmt: skip
    words = words(N_("具体情况"), max_length=300)

    def __init__(
        self,
        branches: Iterable[Organisation],
        conditions: Iterable[Condition],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["organisation"], [(o.code, o.name) for o in branches])
        offer(self.fields["condition"], [(c.key, named(c.name, c.name_en)) for c in conditions])

    def given(self) -> Entered:
        said = self.cleaned_data
        return Entered(said["condition"], said["words"], said["number"])


def offer(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    """Set what may be chosen."""
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


class ItemForm(ActForm):
    """An item of the plan."""

    condition = forms.ChoiceField(label=N_("对应的列入条件"), required=False)
    problem = words(N_("问题"), 2, max_length=200)
    measure = words(N_("措施"), 2, max_length=300)
    duty = forms.CharField(label=N_("责任人（职务）"), max_length=60)
    due_on = day(N_("完成时限"))

    def __init__(self, conditions: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["condition"], [("", _("其他问题")), *conditions.items()])

    def given(self) -> Measure:
        said = self.cleaned_data
        return Measure(said["problem"], said["measure"], said["duty"], said["due_on"],
                       said["condition"])  # fmt: skip


class DropForm(ActForm):
    """An item is taken out."""

    order = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class DoneForm(DropForm):
    """An item was carried out."""

    on = day(N_("完成日期"))
    proof = forms.CharField(label=N_("佐证材料"), max_length=200)


class CheckForm(DropForm):
    """The town looked at an item."""

    holds = forms.ChoiceField(
        label=N_("核验结果"), choices=[("yes", N_("属实")), ("no", N_("不属实，重新整改"))]
    )


class SupporterForm(ActForm):
    """Who helps."""

    kind = forms.ChoiceField(label=N_("帮扶方式"), choices=list(SUPPORTERS.items()))
    office = forms.CharField(label=N_("职务或单位"), max_length=80)


class SecretaryForm(ActForm):
    """The secretary leaves the seat."""

    because = forms.CharField(label=N_("调整原因"), max_length=120)


def move_fields(needs: frozenset[str]) -> dict[str, forms.Field]:
    """What a move asks for: a number, a day, words."""
    made: dict[str, forms.Field] = {}
    if "decision" in needs:
        made["decision"] = forms.CharField(label=paper("decision"), max_length=60)
    if "until" in needs:
        made["until"] = day(paper("until"))
    if "reason" in needs:
        made["reason"] = words(paper("reason"), max_length=2000)
    return made


def papers_of(said: Mapping[str, Any]) -> Papers:
    """What was filled in, as the action takes it."""
    return Papers(said.get("decision", ""), said.get("reason", ""), said.get("until"))

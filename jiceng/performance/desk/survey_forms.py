"""Forms of surveys: what is typed, as actions take it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.performance.actions.surveys import Asked
from jiceng.performance.models.surveys import DOORS
from jiceng.performance.rules.survey_cost import GROUPS
from jiceng.web.words import paper

PEOPLE = tuple(group for group in GROUPS if group != "units")


class AskedForm(WordedForm):
    """Who is asked, how, and until when."""

    entry = forms.ChoiceField(
        label=N_("怎样填"), choices=list(DOORS.items()),
        widget=forms.RadioSelect({"data-layout": "list"}),
    )  # fmt: skip
    closes_on = day(N_("截止日期"))
    residents = forms.IntegerField(label=N_("预计填写：居民"), min_value=0, required=False)
    grid_workers = forms.IntegerField(label=N_("预计填写：网格员"), min_value=0, required=False)
    clerks = forms.IntegerField(label=N_("预计填写：基层干部"), min_value=0, required=False)
    units = words(N_("填报单位"), 3, required=False, max_length=10_000, help_text=N_(
        "由单位填报时，每行一个单位的名称或代码。"
    ))  # fmt: skip
    about = words(N_("分开统计的地方或单位"), 2, required=False, max_length=10_000, help_text=N_(
        "需要分镇、分社区统计时，每行一个名称或代码；不分开的留空。"
    ))  # fmt: skip

    def asked(self) -> Asked:
        """As the action takes it; raises `Invalid` naming a line nobody knows."""
        said = self.cleaned_data
        return Asked(
            entry=said["entry"],
            closes_on=said["closes_on"],
            people={group: said[group] or 0 for group in PEOPLE},
            units=codes_in(said["units"], "units"),
            about=codes_in(said["about"], "about"),
        )


class NewForm(AskedForm):
    """A survey from a sample."""

    sample = forms.ChoiceField(label=N_("从样例开始"), help_text=N_("之后可以改题目。"))

    field_order = ("sample",)

    def __init__(self, samples: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sample"]
        field.choices = samples


class TextForm(ActForm):
    """The text of a form; while people answer, why it changes."""

    text = words(N_("表单"), rows=26, max_length=60_000)
    reason = forms.CharField(label=N_("修改理由"), max_length=200, required=False)

    def __init__(self, *args: Any, is_draft: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_draft:
            del self.fields["reason"]


class PublishForm(ActForm):
    """Whoever publishes has seen the cost, which is sent along."""

    survey_cost = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.BooleanField(label=N_("看过了，值得请大家花这些时间"))


class SlipsForm(ActForm):
    """How many slips, about what."""

    count = forms.IntegerField(label=N_("张数"), min_value=1)
    about = forms.ChoiceField(label=N_("用于统计"), required=False)

    def __init__(self, subjects: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if subjects:
            field: Any = self.fields["about"]
            field.choices = subjects
        else:
            del self.fields["about"]


class MoveForm(ActForm):
    """The papers of a move."""

    def __init__(self, needs: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reason" in needs:
            self.fields["reason"] = words(paper("reason"), 3, max_length=300)


def codes_in(text: str, field: str) -> tuple[str, ...]:
    """Codes of the units and areas somebody listed by name or code, one a line."""
    land = territory()
    named: dict[str, str] = {}
    for area in land.areas.values():
        named.setdefault(area.name, area.code)
    for unit in land.units.values():
        if field == "units" or unit.name not in named:
            named[unit.name] = unit.code
    found = []
    for line in text.replace("、", "\n").splitlines():
        if word := line.strip():
            is_code = word in land.units or land.area(word) is not None
            if not is_code and word not in named:
                raise Invalid(Reason("unknown_unit", {"value": word}, field))
            found.append(word if is_code else named[word])
    return tuple(dict.fromkeys(found))

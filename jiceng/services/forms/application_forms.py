"""Forms of applications, for residents and for the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, words
from jiceng.casework.portal.forms import community_choices
from jiceng.services.forms.items_told import name_of, paper_name
from jiceng.services.rules.items import CHANNELS, Paper, ServiceItem
from jiceng.web.forms import Choices


def phone_field() -> forms.CharField:
    tel = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
    return forms.CharField(
        label=N_("联系电话"), max_length=24, widget=forms.TextInput(tel),
        help_text=N_("只用于通知办理结果，加密保存，办结后按规定删除。"),
    )  # fmt: skip


def papers_field(papers: Iterable[Paper], label: str) -> forms.MultipleChoiceField:
    choices = [(p.key, paper_name(p)) for p in papers]
    return forms.MultipleChoiceField(
        label=_(label), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class ApplyForm(WordedForm):
    """An application over the net. The platform keeps no identity number."""

    phone = phone_field()
    name = forms.CharField(
        label=N_("称呼"), max_length=40, required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip
    community = forms.ChoiceField(label=N_("属于哪个社区（村）"), required=False)
    note = words(N_("要说明的情况"), 2, required=False, max_length=500)
    token = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, item: ServiceItem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        community = self.fields["community"]
        if isinstance(community, forms.ChoiceField):
            community.choices = community_choices()
        self.fields["papers"] = papers_field(item.papers, N_("我已备好的材料"))
        if not item.papers:
            self.fields["papers"].widget = forms.MultipleHiddenInput()
        self.order_fields(["papers", "phone", "name", "community", "note"])


class SupplementForm(forms.Form):
    """The papers that came."""

    def __init__(self, lacking: Iterable[Paper], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"] = papers_field(lacking, N_("已经补齐的材料"))


class CounterForm(WordedForm):
    """An application at the counter or by an agent."""

    item = forms.ChoiceField(label=N_("事项"))
    point = forms.ChoiceField(label=N_("受理网点"), required=False)
    channel = forms.ChoiceField(label=N_("办理方式"), choices=list(CHANNELS.items()))
    phone = phone_field()
    name = forms.CharField(label=N_("申请人称呼"), max_length=40, required=False)
    note = words(N_("情况说明"), 2, required=False, max_length=500)
    by_agent = forms.BooleanField(label=N_("由他人代办"), required=False)
    has_word = forms.BooleanField(label=N_("申请人本人同意代办"), required=False)

    def __init__(self, items: Iterable[ServiceItem], points: Choices, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = {"item": [(i.key, name_of(i)) for i in items], "point": points}
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)


class PapersForm(ActForm):
    """Which papers are there."""

    def __init__(self, papers: Iterable[Paper], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"] = papers_field(papers, N_("已收到的材料"))

"""Forms of companies, a line of a table of companies, and what a company asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, words
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.sheets import by_label
from jiceng.economy.actions.companies import BRANCH, Request
from jiceng.economy.models import Company
from jiceng.economy.rules.companies import (
    COLUMNS,
    INDUSTRIES,
    SIZES,
    CompanyGiven,
    normal_code,
)
from jiceng.kernel.places import normalise_place
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.web.clock import county_zone
from jiceng.web.forms import Choices, CountyTimeField, PickField, area_options

NOT_SAID = ("", N_("未填"))


class CreditCodeField(forms.CharField):
    """A credit code as it stands on the licence; whether it is one the rules say."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        kwargs.setdefault("label", N_("统一社会信用代码"))
        super().__init__(max_length=40, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> str:
        return normal_code(str(super().clean(value)))


class CompanyForm(WordedForm):
    """A company as its licence shows it."""

    credit_code = CreditCodeField(help_text=N_("营业执照上的 18 位代码，系统会校验。"))
    name = forms.CharField(label=N_("企业名称"), max_length=80)
    area = PickField(label=N_("所在区域"))
    address = forms.CharField(label=N_("经营地址"), max_length=120, required=False)
    industry = forms.ChoiceField(
        label=N_("行业门类"), required=False, choices=[NOT_SAID, *INDUSTRIES.items()]
    )
    size = forms.ChoiceField(label=N_("企业规模"), required=False,
                             choices=[NOT_SAID, *SIZES.items()])  # fmt: skip
    set_up_asked_at = CountyTimeField(label=N_("申请设立时间"), required=False)
    set_up_at = CountyTimeField(
        label=N_("领取执照时间"), required=False,
        help_text=N_("两个时间都填写的企业计入“企业设立时间”。"),
    )  # fmt: skip
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))

    def given(self) -> CompanyGiven:
        said = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        return CompanyGiven(**said)


def written(company: Company) -> dict[str, Any]:
    """A company as its form shows it."""
    names = ("credit_code", "name", "address", "industry", "size", "version")
    times = {n: at.astimezone(county_zone()) if at else None for n, at in _times(company).items()}
    return {**{n: getattr(company, n) for n in names}, **times, "area": company.area_id}


def _times(company: Company) -> dict[str, datetime | None]:
    return {"set_up_asked_at": company.set_up_asked_at, "set_up_at": company.set_up_at}


def row_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> CompanyGiven:
    """A line of a table. Raises `Invalid` with every reason against it."""
    said = COLUMNS.cells(cells, columns)
    asked_at, set_up_at = (
        said.read(name, _time, None, "bad_time") for name in ("set_up_asked_on", "set_up_on")
    )
    said.check()
    industries, sizes = by_label(INDUSTRIES), by_label(SIZES)
    return CompanyGiven(
        said["credit_code"], said["name"], _area(said["area"]), said["address"],
        industries.get(said["industry"], said["industry"]), sizes.get(said["size"], said["size"]),
        asked_at, set_up_at,
    )  # fmt: skip


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("/", "-")).replace(tzinfo=county_zone())


def _area(text: str) -> str:
    """The code of an area named by code, or by a name that only one has; itself otherwise."""
    areas = territory().areas
    if text in areas:
        return text
    found = [a.code for a in areas.values() if normalise_place(a.name) == normalise_place(text)]
    return found[0] if len(found) == 1 else text


class RequestForm(WordedForm):
    """What a company asks of the county."""

    case_type = forms.ChoiceField(label=N_("诉求类型"))
    text = words(N_("需要解决什么"), 4, max_length=2000)
    name = forms.CharField(label=N_("联系人"), max_length=40, required=False)
    phone = forms.CharField(
        label=N_("联系电话"), max_length=24, required=False,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text=N_("只用于办理本件时联系，加密保存，办结后按规定删除。"),
    )  # fmt: skip

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["case_type"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("请选择")), *request_kinds(now)]

    def given(self) -> Request:
        return Request(**{n: self.cleaned_data[n] for n in ("case_type", "text", "name", "phone")})


def request_kinds(now: datetime) -> Choices:
    """The types companies ask under, with what each promises."""
    types = rules_at(now)[0].types
    found = [t for t in types.values() if t.is_leaf and BRANCH in t.path]
    return [(t.code, named(t.name, t.name_en)) for t in sorted(found, key=lambda t: t.code)]


class OwnRequestForm(RequestForm):
    """The same on the company's own page."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=60)


class NoWords(ActForm):
    """Done by one press."""

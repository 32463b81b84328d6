"""Forms of standards, and the tables they are imported from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.actions.standards import Place
from jiceng.casework.desk.programme_forms import WordedForm, day
from jiceng.casework.models import Campaign, Indicator
from jiceng.casework.rules.sheets import Columns
from jiceng.casework.rules.standards import Line
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.web.forms import PickField, UnitField, area_options
from jiceng.web.uploaded import read_upload

COLUMNS = Columns(
    {
        "code": ("编号", "指标编号", "序号", "代码"),
        "name": ("指标", "指标内容", "测评内容", "测评指标", "名称", "标准"),
        "points": ("分值", "分数"),
        "unit": ("责任单位", "牵头单位"),
    }
)


def lines_in(content: bytes, name: str) -> list[Line]:
    """The rows of a workbook, CSV or TOML file. `Invalid` when it cannot be read as one."""
    if name.lower().endswith(".toml"):
        try:
            return lines_of(tomllib.loads(content.decode())["indicator"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Invalid(Reason("file_unreadable", {"file": name[:80]}, field="file")) from error
    sheet = read_upload(content, name, COLUMNS.known)
    found = COLUMNS.found_in(sheet.header)
    return [Line(number, **COLUMNS.cells(row, found).said) for number, row in sheet.rows]


def lines_of(listed: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Indicators written as TOML."""
    return [
        Line(
            number,
            *(str(one.get(field, "")) for field in ("code", "name", "points", "unit")),
        )
        for number, one in enumerate(listed, start=1)
    ]


class StandardForm(WordedForm):
    """A standard and the file that holds its tree."""

    name = forms.CharField(label=N_("标准名称"), max_length=80)
    version = forms.CharField(label=N_("版本"), max_length=24)
    valid_from = day(N_("施行日期"))
    file = forms.FileField(
        label=N_("指标表"),
        help_text=N_("XLSX、CSV 或 TOML；列名为编号、指标、分值、责任单位，编号如 1、1.1、1.1.2。"),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.toml"}),
    )


class PointForm(WordedForm):
    """A point and the leaves that are checked there."""

    name = forms.CharField(label=N_("点位名称"), max_length=80)
    unit = UnitField(label=N_("责任单位"), max_length=80)
    place = forms.CharField(label=N_("地点"), max_length=120, required=False)
    area_code = PickField(label=N_("所在区域"), required=False)
    leaves = forms.MultipleChoiceField(
        label=N_("检查哪些指标"),
        widget=forms.CheckboxSelectMultiple({"data-layout": "list"}),
    )

    def __init__(self, actor: Any, tree: Iterable[Indicator], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, leaves = self.fields["area_code"], self.fields["leaves"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("未选，按责任单位所在区域")))
        if isinstance(leaves, forms.MultipleChoiceField):
            leaves.choices = [(i.code, f"{i.code} {i.name}") for i in tree if i.is_leaf]

    def given(self) -> Place:
        said = self.cleaned_data
        return Place(**{**said, "leaves": tuple(said["leaves"])})


class CampaignForm(WordedForm):
    """Into which ledger failed checks go."""

    campaign = forms.ChoiceField(label=N_("问题台账"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Campaign.objects.filter(closed_at=None).order_by("-starts_on", "-pk")[:100]
        campaign = self.fields["campaign"]
        if isinstance(campaign, forms.ChoiceField):
            campaign.choices = [("", _("请选择")), *((c.code, c.name) for c in rows)]

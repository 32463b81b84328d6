"""Forms of programmes and projects: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.actions.programmes import Aim, Undertaking
from jiceng.casework.rules.programmes import fen_of
from jiceng.kernel.scope import Actor
from jiceng.web.forms import DayField, PickField, UnitField, area_options

SOURCES: Mapping[str, str] = {
    "central": N_("中央资金"),
    "province": N_("省级资金"),
    "county": N_("县级财政"),
    "bond": N_("专项债券"),
    "social": N_("社会资本"),
    "own": N_("单位自筹"),
}
LEVELS: Mapping[str, str] = {"high": N_("高"), "middle": N_("中"), "low": N_("低")}
MOMENTS: Mapping[str, str] = {"before": N_("实施前"), "after": N_("实施后")}


class WordedForm(forms.Form):
    """A form whose labels are Chinese msgids, put into the reader's language when it is drawn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = _(str(field.label))
            field.help_text = _(str(field.help_text)) if field.help_text else ""
            if isinstance(field, forms.ChoiceField):
                offered: Any = field.choices
                field.choices = [(key, _(str(label))) for key, label in offered]


def day(label: str, **more: Any) -> DayField:
    """A day, by the browser's own control."""
    return DayField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more)


def words(label: str, rows: int = 3, **more: Any) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **more)


class ProgrammeForm(WordedForm):
    """A programme."""

    name = forms.CharField(label=N_("工程名称"), max_length=80)
    code = forms.SlugField(
        label=N_("代码"), max_length=24, help_text=N_("字母、数字和短横线，建立后不再改。")
    )
    unit = UnitField(label=N_("牵头单位"), max_length=80)
    starts_on = day(N_("开始日期"))
    ends_on = day(N_("结束日期"), required=False)
    aim = words(N_("目标"), required=False, max_length=2000)

    def given(self) -> Aim:
        return Aim(**self.cleaned_data)


class ProjectForm(WordedForm):
    """A project of a programme."""

    title = forms.CharField(label=N_("项目名称"), max_length=120)
    unit = UnitField(label=N_("牵头单位"), max_length=80)
    leader = forms.CharField(label=N_("责任领导（职务）"), max_length=40, required=False)
    starts_on = day(N_("开始日期"))
    ends_on = day(N_("结束日期"))
    content = words(N_("建设内容"), required=False, max_length=2000)
    area_code = PickField(label=N_("所在区域"), required=False)
    place = forms.CharField(label=N_("地点"), max_length=120, required=False)
    lon = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area_code"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("未选，按牵头单位所在区域")))

    def given(self) -> Undertaking:
        return Undertaking(**self.cleaned_data)


class MoneyField(forms.CharField):
    """An amount in 万元; cleans to fen."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> int:
        text = str(super().clean(value))
        try:
            return fen_of(text) if text else 0
        except ValueError as error:
            message = _("请填写以万元为单位的金额，最多六位小数。")
            raise forms.ValidationError(message) from error


class ActForm(WordedForm):
    """What changes a record, and the version it was filled in for."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class MilestoneForm(ActForm):
    """A day and what stands by then."""

    name = forms.CharField(label=N_("里程碑"), max_length=80)
    due_on = day(N_("完成日期"))
    output = forms.CharField(label=N_("可查验的成果"), max_length=200, required=False)
    task = forms.CharField(
        label=N_("绑定的督办任务编号"),
        max_length=20,
        required=False,
        help_text=N_("绑定后随任务办结自动完成，不用另报。"),
    )


class ReachForm(ActForm):
    """A milestone is reached."""

    order = forms.IntegerField(widget=forms.HiddenInput)
    done_on = day(N_("实际完成日期"))
    note = forms.CharField(label=N_("依据"), max_length=300, required=False)


class BudgetForm(ActForm):
    """Money of one source for one year."""

    year = forms.IntegerField(label=N_("年度"), min_value=2000, max_value=2100)
    source = forms.ChoiceField(label=N_("资金来源"), choices=list(SOURCES.items()))
    planned = MoneyField(label=N_("计划（万元）"))
    paid = MoneyField(label=N_("已支付（万元）"), required=False)


class RiskForm(ActForm):
    """What may keep the project from a milestone."""

    text = words(N_("风险"), 2, max_length=300)
    level = forms.ChoiceField(label=N_("程度"), choices=list(LEVELS.items()))
    measure = words(N_("应对措施"), 2, max_length=300, required=False)
    minder = forms.CharField(label=N_("负责的单位或岗位"), max_length=40, required=False)


class CloseRiskForm(ActForm):
    """A risk is over."""

    risk = forms.IntegerField(widget=forms.HiddenInput)


class PhotoForm(ActForm):
    """A picture of before or after."""

    moment = forms.ChoiceField(
        label=N_("何时拍摄"), choices=list(MOMENTS.items()), widget=forms.RadioSelect
    )
    photo = forms.FileField(label=N_("照片"), widget=forms.FileInput({"accept": "image/*"}))


class ReasonForm(ActForm):
    """Why a project is stopped."""

    reason = words(N_("原因说明"), max_length=2000)


class ResultForm(ActForm):
    """What stands at the end."""

    result = words(N_("完成情况"), max_length=2000)


class NoPapers(ActForm):
    """A move made by one press."""

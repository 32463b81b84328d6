"""Forms of investment leads: the panel of a lead has one for each move and change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, MoneyField, WordedForm, day, words
from jiceng.economy.actions.leads import LeadGiven
from jiceng.economy.forms.company_forms import CreditCodeField
from jiceng.economy.process import INVESTMENT_LEAD
from jiceng.economy.rules.leads import CONTRACT, ENTRIES, FUNDS, IN_PLACE, WITH_NEXT_STEP
from jiceng.web.forms import UnitField


def _next_fields() -> dict[str, forms.Field]:
    return {
        "next_step": forms.CharField(label=N_("下一步"), max_length=120),
        "next_on": day(N_("下一步日期")),
    }


def _text(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=120, **more)


class LeadForm(WordedForm):
    """A lead and the company behind it."""

    credit_code = CreditCodeField(help_text=N_("已登记的企业直接关联；没有登记的，请先登记企业。"))
    title = forms.CharField(label=N_("项目名称"), max_length=80)
    content = words(N_("项目内容"), 3, max_length=500)
    site = _text(N_("意向选址"), required=False)
    needs = words(
        N_("企业需求"), 2, required=False, max_length=500,
        help_text=N_("用地、用工、用能、环境容量等。"),
    )  # fmt: skip
    planned = MoneyField(
        label=N_("拟投资额（万元）"), required=False,
        help_text=N_("企业自己说的数，不计入协议投资额。"),
    )  # fmt: skip
    contact_name = forms.CharField(label=N_("企业联系人"), max_length=40, required=False)
    contact_phone = forms.CharField(
        label=N_("联系电话"), max_length=24, required=False,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel"}),
        help_text=N_("加密保存，只有跟进人员可以查看，线索结束后按规定删除。"),
    )  # fmt: skip
    next_step = forms.CharField(label=N_("下一步"), max_length=120)
    next_on = day(N_("下一步日期"))

    def given(self) -> LeadGiven:
        said = {k: v for k, v in self.cleaned_data.items() if k not in ("credit_code", "planned")}
        return LeadGiven(**said, planned_fen=self.cleaned_data["planned"] or None)


FIELDS: Mapping[str, Mapping[str, Any]] = {
    "screen": {"screening": lambda: words(N_("研判意见"), 3, max_length=2000)},
    "negotiate": {
        "on": lambda: day(N_("洽谈日期")),
        "talk_record": lambda: words(N_("洽谈记录"), 3, max_length=2000),
    },
    "sign_framework": {
        "on": lambda: day(N_("签订日期")),
        "paper": lambda: _text(N_("框架协议名称和编号")),
        "amount": lambda: MoneyField(
            label=N_("意向金额（万元）"), required=False,
            help_text=N_("框架协议没有约束力，不计入协议投资额。"),
        ),
    },
    "sign_contract": {
        "on": lambda: day(N_("签订日期")),
        "paper": lambda: _text(N_("合同名称和编号")),
        "approval": lambda: _text(N_("协议审批文件")),
        "amount": lambda: MoneyField(label=N_("协议投资额（万元）")),
    },
    "register": {"project_code": lambda: forms.CharField(label=N_("项目代码"), max_length=40)},
    "build": {"permit": lambda: _text(N_("施工许可编号"))},
    "produce": {"output": lambda: words(N_("产出和纳税情况"), 2, max_length=2000)},
    "reach_capacity": {"output": lambda: words(N_("产出和纳税情况"), 2, max_length=2000)},
    "pause": {"reason": lambda: words(N_("原因说明"), 2, max_length=2000)},
    "drop": {"reason": lambda: words(N_("原因说明"), 2, max_length=2000)},
}  # fmt: skip


class MoveForm(ActForm):
    """What one move asks for, and what comes next where somebody goes on working."""

    def __init__(self, move: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = {name: make() for name, make in FIELDS.get(move, {}).items()}
        if INVESTMENT_LEAD.move(move).target in WITH_NEXT_STEP:
            fields |= _next_fields()
        for name, field in fields.items():
            field.label = _(str(field.label))
            field.help_text = _(str(field.help_text)) if field.help_text else ""
            self.fields[name] = field


class NextForm(ActForm):
    """What comes next, and when."""

    next_step = forms.CharField(label=N_("下一步"), max_length=120)
    next_on = day(N_("日期"))


class EntryForm(ActForm):
    """A visit, talks or a document."""

    kind = forms.ChoiceField(label=N_("类别"), choices=list(ENTRIES.items()))
    on = day(N_("日期"))
    text = words(N_("内容"), 2, max_length=500)
    paper = _text(N_("文件名称或编号"), required=False)


class FundsForm(ActForm):
    """Money in place, or a supplement to the contract."""

    kind = forms.ChoiceField(
        label=N_("类别"), choices=[(IN_PLACE, FUNDS[IN_PLACE]), (CONTRACT, N_("补充合同投资额"))]
    )
    amount = MoneyField(label=N_("金额（万元）"))
    on = day(N_("日期"))
    paper = _text(N_("凭证或合同编号"))


class TakeBackForm(ActForm):
    """Which amount was wrong, and why."""

    funds = forms.TypedChoiceField(label=N_("哪一笔"), coerce=int)
    reason = _text(N_("冲销原因"))


class PromiseForm(ActForm):
    """What the county promises the company."""

    text = words(N_("承诺内容"), 2, max_length=300)
    unit = UnitField(label=N_("承办单位"), max_length=80)
    due_on = day(N_("兑现日期"))
    task = forms.CharField(
        label=N_("督办任务编号"), max_length=20, required=False,
        help_text=N_("已经列入督办的填写，两边可以对照。"),
    )  # fmt: skip


class FulfilForm(WordedForm):
    """By which paper a promise is fulfilled."""

    paper = words(N_("兑现依据"), 2, max_length=200)

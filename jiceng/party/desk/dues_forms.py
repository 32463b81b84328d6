"""Forms of dues: money in yuan, days, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.party.models import Member, Organisation
from jiceng.party.rules.dues_ledger import SPENT_ON
from jiceng.web.forms import YuanField


class PayForm(WordedForm):
    """When the money was paid, and why it is late."""

    on = day(N_("收款日期"))
    because = forms.CharField(
        label=N_("补交原因"),
        max_length=200,
        required=False,
        help_text=N_("补交超过六个月的须写明原因。"),
    )


class GiftForm(WordedForm):
    """More than is due."""

    amount = YuanField(label=N_("自愿多交（元）"))
    on = day(N_("收款日期"))


class BackForm(WordedForm):
    """Why a payment is taken back."""

    reason = words(N_("冲正原因"), 2, max_length=200)


class StatementForm(WordedForm):
    """A statement of one's own account."""

    account = forms.CharField(
        label=N_("本组织账户"), max_length=40, help_text=N_("填账户名称或者尾号，以后可以直接选。")
    )
    new_account = forms.CharField(
        label=N_("新账户的名称或者尾号"),
        max_length=40,
        required=False,
        help_text=N_("只在选“其他账户”时填写。"),
    )
    file = forms.FileField(label=N_("银行流水文件"), allow_empty_file=True)

    def __init__(self, accounts: Sequence[str], *args: Any, **kwargs: Any) -> None:
        """`accounts` are known already: one of them is chosen, or another is named as new."""
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"
        if not accounts:
            del self.fields["new_account"]
            return
        self.fields["account"] = forms.ChoiceField(
            label=_("本组织账户"),
            choices=[*((name, name) for name in accounts), ("", _("其他账户"))],
            widget=forms.RadioSelect,
            required=False,
            initial=accounts[0],
        )
        self.order_fields(["account", "new_account", "file"])

    def clean(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        if "account" in said and not said["account"] and not said.get("new_account"):
            self.add_error("new_account", _("请填写新账户的名称或者尾号。"))
        return said

    def account_given(self) -> tuple[str, bool]:
        """The account, and whether it is said to be another than those known."""
        said = self.cleaned_data
        return (said["account"], False) if said["account"] else (said["new_account"], True)


class AssignForm(WordedForm):
    """Whose a line of the statement is."""

    member = forms.CharField(label=N_("党员编号"), max_length=24)
    purpose = forms.ChoiceField(
        label=N_("记为"),
        choices=[("dues", N_("党费")), ("gift", N_("自愿多交"))],
        widget=forms.RadioSelect,
        initial="dues",
    )
    because = forms.CharField(label=N_("补交原因"), max_length=200, required=False)

    def __init__(self, at: Organisation, names: bool, *args: Any, **kwargs: Any) -> None:
        """`names` offers the members of a branch; a committee types the number."""
        super().__init__(*args, **kwargs)
        if names:
            members = Member.objects.filter(organisation=at).order_by("name", "pk")
            offered = [(m.number, f"{m.name}（{m.number}）") for m in members]
            self.fields["member"] = forms.ChoiceField(
                label=_("党员"), choices=[("", _("请选择")), *offered]
            )
            self.order_fields(["member", "purpose", "because"])


class ReturnForm(WordedForm):
    """Why a line goes back to whoever sent it."""

    reason = forms.CharField(label=N_("退回原因"), max_length=200)


class RemitForm(WordedForm):
    """Dues on their way up."""

    purpose = forms.ChoiceField(
        label=N_("款项"),
        choices=[("dues", N_("党费")), ("centre", N_("转交中央的大额党费"))],
    )
    amount = YuanField(label=N_("金额（元）"))
    period_from = day(N_("所属期起"))
    period_to = day(N_("所属期止"))
    on = day(N_("上缴日期"))
    reference = forms.CharField(label=N_("转账凭证号"), max_length=60, required=False)


class InterestForm(WordedForm):
    """Interest of the account."""

    amount = YuanField(label=N_("利息（元）"))
    on = day(N_("结息日期"))


class SpendingForm(WordedForm):
    """What dues were spent on."""

    use = forms.ChoiceField(label=N_("用途"), choices=list(SPENT_ON.items()))
    amount = YuanField(label=N_("金额（元）"))
    on = day(N_("支出日期"))


class HardshipForm(WordedForm):
    """What a branch asks for a member in hardship."""

    monthly = YuanField(
        label=N_("减免后每月交纳（元）"), required=False, help_text=N_("免交请留空。")
    )
    since = forms.CharField(
        label=N_("从哪个月起"), max_length=7, widget=forms.TextInput({"type": "month"})
    )
    discussed_on = day(N_("支部讨论日期"))


class DecideForm(ActForm):
    """A decision made by one press."""


class ReasonForm(ActForm):
    """Why not."""

    reason = words(N_("原因说明"), max_length=2000)

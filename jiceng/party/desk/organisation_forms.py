"""What is typed about an organisation, when it is set up and when it is put right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.supervision_forms import UnitsField
from jiceng.party.actions.organisations import Particulars
from jiceng.party.desk.co_building_forms import CommunityField
from jiceng.party.desk.frame import WordedForm, day
from jiceng.party.rules.organisations import APPROVERS, SECTORS


class ParticularsForm(WordedForm):
    """What may be put right while an organisation stands."""

    sector = forms.ChoiceField(label=N_("领域"), choices=list(SECTORS.items()))
    approval_number = forms.CharField(label=N_("批复文号"), max_length=60, required=False)
    home_units = UnitsField(
        label=N_("所在单位"),
        required=False,
        help_text=N_("联合党支部填写各单位，用顿号隔开。"),
        widget=forms.TextInput({"autocomplete": "off", "list": "units"}),
    )
    community = forms.CharField(label=N_("所在社区（村）"), required=False)
    may_approve = forms.BooleanField(
        label=N_("有批准接收党员的权限"),
        required=False,
        help_text=N_("党委，以及经授权的党总支。有起止日期的，按批准当天判断。"),
    )
    approves_since = day(N_("权限开始日期"), required=False)
    approves_until = day(N_("权限终止日期"), required=False)

    def __init__(self, *args: Any, kinds: frozenset[str], **kwargs: Any) -> None:
        """`kinds` are those it may be of; authority is asked where one of them may have it."""
        super().__init__(*args, **kwargs)
        self.fields["community"] = CommunityField(label=_("所在社区（村）"), required=False)
        if not kinds & APPROVERS:
            for name in ("may_approve", "approves_since", "approves_until"):
                del self.fields[name]

    def particulars(self) -> Particulars:
        return Particulars(**{k: self.cleaned_data[k] for k in self.fields if k in NAMES})


NAMES = frozenset(ParticularsForm.base_fields)

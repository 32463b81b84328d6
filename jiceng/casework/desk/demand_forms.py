"""The form by which an office demands a report, and those by which it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.actions.demands import DEMANDS, MINUTES, Wanted
from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.casework.rules.demands import fields_in
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor, covers
from jiceng.web.forms import UnitField

FREQUENCIES: Mapping[str, str] = {
    "once": N_("一次"),
    "day": N_("每日"),
    "week": N_("每周"),
    "ten_days": N_("每旬"),
    "month": N_("每月"),
    "quarter": N_("每季度"),
    "half_year": N_("每半年"),
    "year": N_("每年"),
}
GROUPS: Mapping[str, tuple[str, frozenset[str]]] = {
    "towns": (N_("各镇"), frozenset({"town_government"})),
    "communities": (N_("各社区（村）"), frozenset({"community_committee", "village_committee"})),
    "departments": (N_("县直部门"), frozenset({"department"})),
}
SLOTS = 4
"""Units that may be named one by one beside the groups."""


class DemandForm(WordedForm):
    """A report an office would like to have."""

    title = forms.CharField(label=N_("报表名称"), max_length=120)
    purpose = words(N_("要这些数据做什么用"), 2, max_length=1000)
    basis = forms.CharField(label=N_("依据文件"), max_length=200, required=False)
    field_names = words(
        N_("要填的项目"), 5, max_length=4000, help_text=N_("一行一项，也可以用逗号隔开。")
    )
    groups = forms.MultipleChoiceField(
        label=N_("谁来填"),
        choices=[(key, label) for key, (label, _kinds) in GROUPS.items()],
        widget=forms.CheckboxSelectMultiple({"data-layout": "list"}),
        required=False,
    )
    frequency = forms.ChoiceField(label=N_("多久一次"), choices=list(FREQUENCIES.items()))
    minutes_per_field = forms.IntegerField(
        label=N_("每项约需几分钟"),
        min_value=MINUTES.start,
        max_value=MINUTES.stop - 1,
        initial=3,
        help_text=N_("包括找数、核对和录入的时间。"),
    )
    last_on = day(N_("最后填报日"), help_text=N_("到期自动停止，还要填须重新审批。"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        for n in range(1, SLOTS + 1):
            label = _("另加单位 %(n)d") % {"n": n}
            self.fields[f"unit_{n}"] = UnitField(label=label, max_length=80, required=False)
        self.order_fields(
            ["title", "purpose", "basis", "field_names", "groups",
             *(f"unit_{n}" for n in range(1, SLOTS + 1))]
        )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        said = super().clean()
        if said is not None and not self.errors and not self.units():
            self.add_error("groups", _("请选择由谁来填。"))
        return said

    def units(self) -> tuple[str, ...]:
        """The codes meant: whole groups within the office's area, and the units named."""
        said = self.cleaned_data
        named = (said.get(f"unit_{n}") for n in range(1, SLOTS + 1))
        kinds = frozenset[str]().union(*(GROUPS[g][1] for g in said.get("groups", ())))
        return tuple(dict.fromkeys([*_below(self.actor, kinds), *(u for u in named if u)]))

    def given(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            title=said["title"],
            purpose=said["purpose"],
            basis=said["basis"],
            fields=fields_in(said["field_names"]),
            units=self.units(),
            frequency=said["frequency"],
            minutes_per_field=said["minutes_per_field"],
            last_on=said["last_on"],
        )


def _below(actor: Actor, kinds: frozenset[str]) -> list[str]:
    """Units of some kinds in the widest area from which the actor demands."""
    paths = sorted((g.area_path for g in actor.grips if g.roles & DEMANDS), key=len)
    land = territory()
    return [
        unit.code
        for unit in sorted(land.units.values(), key=lambda u: u.path)
        if paths and unit.kind in kinds and covers(paths[0], land.areas[unit.area].path)
    ]


class ApproveForm(ActForm):
    """Up to which day the report may be demanded."""

    last_on = day(N_("最后填报日"))


class RefuseForm(ActForm):
    """Why it may not be demanded."""

    reason = words(N_("原因说明"), max_length=2000)

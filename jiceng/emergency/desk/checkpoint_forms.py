"""Forms of checkpoints: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, words
from jiceng.emergency.models import Checkpoint, Emergency
from jiceng.emergency.process import CHECKPOINT
from jiceng.emergency.rules.checkpoints import LEVELS, MOST_PEOPLE, CheckpointTold
from jiceng.kernel.scope import Actor
from jiceng.web.forms import PickField, UnitField, area_options
from jiceng.web.words import paper

STATES = [("", N_("未撤销")), *((s.name, s.label) for s in CHECKPOINT.states)]
Choices = Iterable[tuple[str, str]]


def choose(form: forms.Form, name: str, choices: Choices) -> None:
    """What a select offers."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


class CheckpointForm(WordedForm):
    """A checkpoint."""

    code = forms.CharField(label=N_("编号"), max_length=20)
    title = forms.CharField(label=N_("名称"), max_length=60)
    kind = forms.ChoiceField(label=N_("类型"))
    level = forms.ChoiceField(label=N_("级别"), choices=list(LEVELS.items()))
    area = PickField(label=N_("所在区域"))
    place = forms.CharField(label=N_("地点"), max_length=120)
    lon = forms.FloatField(label=N_("经度"), help_text=N_("可以在下面的地图上选定。"))
    lat = forms.FloatField(label=N_("纬度"))
    purpose = words(N_("用途"), 2, max_length=200, help_text=N_("不登记过往人员和车辆的信息。"))
    keeper = UnitField(label=N_("值守单位"), max_length=80)
    needed = forms.IntegerField(label=N_("每班人数"), min_value=1, max_value=MOST_PEOPLE)
    hours = forms.CharField(label=N_("值守时间"), max_length=40, required=False)
    equipment = forms.CharField(label=N_("装备"), max_length=200, required=False)
    has_shelter = forms.BooleanField(label=N_("有遮雨棚"), required=False)
    has_power = forms.BooleanField(label=N_("通电"), required=False)

    def __init__(self, actor: Actor, kinds: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))
        choose(self, "kind", kinds)

    def given(self) -> CheckpointTold:
        said = dict(self.cleaned_data)
        said.pop("version", None)
        return CheckpointTold(**said)


class ChangeCheckpointForm(CheckpointForm):
    """The same for one there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class OpenForm(WordedForm):
    """Open many by one order."""

    emergency = forms.ChoiceField(label=N_("应急响应"))
    kind = forms.ChoiceField(label=N_("类型"), required=False)
    area = PickField(label=N_("区域"), required=False)
    order = forms.CharField(
        label=N_("命令文件"), max_length=80, help_text=N_("文号或标题，启用卡点必须有依据。")
    )

    def __init__(
        self, actor: Actor, on: Iterable[Emergency], kinds: Choices, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("响应范围内全部")))
        choose(self, "emergency", [(e.number, _drill(e)) for e in on])
        choose(self, "kind", [("", _("全部类型")), *kinds])


def _drill(emergency: Emergency) -> str:
    return f"{emergency.title}（{_('演练')}）" if emergency.is_drill else emergency.title


class MoveForm(ActForm):
    """The words a move asks for."""

    def __init__(self, needs: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in sorted(needs):
            self.fields[name] = forms.CharField(label=paper(name), max_length=80)


class IncidentForm(WordedForm):
    """Something that happened there."""

    text = words(
        N_("发生了什么"), 3, max_length=1000, min_length=2,
        help_text=N_("不写过往人员的姓名、证件和车牌。"),
    )  # fmt: skip
    case_type = forms.ChoiceField(label=N_("事项类型"), required=False)


class Filters(WordedForm):
    """Narrowing of the list."""

    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    kind = forms.ChoiceField(label=N_("类型"), required=False)
    area = PickField(label=N_("区域"), required=False)
    text = forms.CharField(label=N_("编号、名称或地点"), max_length=40, required=False)

    def __init__(self, actor: Actor, kinds: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("全部")))
        choose(self, "kind", [("", _("全部")), *kinds])


def typed(row: Checkpoint) -> dict[str, Any]:
    """A checkpoint as its form shows it."""
    names = ("code", "title", "kind", "level", "place", "lon", "lat", "purpose", "keeper",
             "needed", "hours", "equipment", "has_shelter", "has_power", "version")  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "area": str(row.area_id)}

"""Forms of emergencies: what is typed, as actions take it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, words
from jiceng.emergency.actions.emergencies import AREAS, Proposal
from jiceng.emergency.process import EMERGENCY
from jiceng.emergency.queries.emergencies import plans_at
from jiceng.emergency.rules.emergencies import KINDS, LEVEL_WORDS
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.web.doors import Asked
from jiceng.web.forms import CountyTimeField

LEVELS = list(LEVEL_WORDS.items())
STATES = [("", N_("全部")), *((s.name, s.label) for s in EMERGENCY.states)]
END = N_("必须填写；到期自动结束，之前可以延长。")


def area_choices_below(path: str = "") -> list[tuple[str, str]]:
    """County, towns, communities and villages in the order of the tree, each with its depth."""
    rows = sorted(territory().areas.values(), key=lambda a: a.path)
    return [
        (a.code, "　" * AREAS.index("town" if a.level == "town" else a.level) + a.name)
        for a in rows if a.level in AREAS and a.path.startswith(path)
    ]  # fmt: skip


class ProposalForm(WordedForm):
    """What is to be switched on, where and until when."""

    plan = forms.ChoiceField(label=N_("预案"))
    level = forms.ChoiceField(label=N_("响应级别"), choices=LEVELS, initial="IV")
    area = forms.ChoiceField(label=N_("区域"))
    ends_by = CountyTimeField(label=N_("结束时间"), required=False, help_text=END)
    reason = words(N_("依据和理由"), 2, max_length=200)
    title = forms.CharField(
        label=N_("名称"), max_length=60, required=False, help_text=N_("不填时由区域和类型组成。")
    )
    is_drill = forms.BooleanField(
        label=N_("这是演练"), required=False,
        help_text=N_("演练在每一页注明，不对外公布，不改变真实事项的时限，不进统计。"),
    )  # fmt: skip

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = plans_at(request.now).values()
        offered: dict[str, Any] = {
            "plan": [(p.key, named(p.name, p.name_en)) for p in plans],
            "area": area_choices_below(),
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("请选择")), *choices]

    def given(self) -> Proposal:
        return Proposal(**self.cleaned_data)


class DecideForm(ActForm):
    """The document of a decision; level and end where they differ from what stands."""

    document = forms.CharField(label=N_("决定文件（文号或名称）"), max_length=80)
    level = forms.ChoiceField(label=N_("响应级别"), choices=LEVELS)
    ends_by = CountyTimeField(label=N_("结束时间"), help_text=END)


class EndForm(ActForm):
    """The document that ends it."""

    document = forms.CharField(label=N_("决定文件（文号或名称）"), max_length=80)


class RefuseForm(ActForm):
    """Why it is not approved."""

    reason = words(N_("不批准的理由"), 3, max_length=2000)


class NothingForm(ActForm):
    """An act made by one press."""


class Filters(WordedForm):
    """Narrowing of the list."""

    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    kind = forms.ChoiceField(
        label=N_("类型"), required=False, choices=[("", N_("全部")), *KINDS.items()]
    )
    drill = forms.ChoiceField(
        label=N_("演练"), required=False,
        choices=[("", N_("全部")), ("no", N_("实战")), ("yes", N_("演练"))],
    )  # fmt: skip

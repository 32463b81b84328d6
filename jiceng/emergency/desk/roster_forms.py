"""Forms of rosters: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day
from jiceng.emergency.actions.rosters import RosterPlan
from jiceng.emergency.desk.checkpoint_forms import Choices, choose
from jiceng.emergency.models import Emergency
from jiceng.emergency.queries.rosters import ASKED_POSTS
from jiceng.web.words import paper


class RosterForm(WordedForm):
    """A roster: for what, for which days, cut how, asking whom."""

    emergency = forms.ChoiceField(label=N_("应急响应"))
    title = forms.CharField(
        label=N_("名称"), max_length=60, required=False, help_text=N_("不填时按响应名称和日期。")
    )
    first_day = day(N_("开始日期"))
    last_day = day(N_("结束日期"), help_text=N_("一张值班表最多 31 天。"))
    pattern = forms.ChoiceField(label=N_("班次"))
    posts = forms.MultipleChoiceField(
        label=N_("可排的岗位"), widget=forms.CheckboxSelectMultiple, initial=list(ASKED_POSTS),
        help_text=N_("先排值守单位的人，不够时由近到远从其他单位抽调。"),
    )  # fmt: skip

    def __init__(
        self, on: Iterable[Emergency], patterns: Choices, posts: Choices, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        drill = _("演练")
        choose(self, "emergency", [
            (e.number, f"{e.title}（{drill}）" if e.is_drill else e.title) for e in on
        ])  # fmt: skip
        choose(self, "pattern", patterns)
        choose(self, "posts", posts)

    def given(self) -> RosterPlan:
        said = self.cleaned_data
        return RosterPlan(said["first_day"], said["last_day"], said["pattern"],
                          tuple(said["posts"]), said["title"])  # fmt: skip


class MoveForm(ActForm):
    """The words a move asks for."""

    def __init__(self, needs: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in sorted(needs):
            self.fields[name] = forms.CharField(label=paper(name), max_length=120)


class LeadForm(WordedForm):
    """The leader on duty on a day."""

    day = day(N_("日期"))
    appointment = forms.ChoiceField(label=N_("带班领导"))

    def __init__(self, people: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "appointment", people)


class PersonForm(WordedForm):
    """Who stands a shift."""

    appointment = forms.ChoiceField(
        label=N_("人员"), help_text=N_("值守单位的在前；当班不便、重叠或休息不足的不在列。")
    )

    def __init__(self, people: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "appointment", people)

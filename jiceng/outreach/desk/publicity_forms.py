"""Forms of the publicity team: what is typed, as actions take it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.outreach.actions.publicity import Outside, Tally, Topic, Training
from jiceng.outreach.queries.publicity import members
from jiceng.outreach.rules.publicity import DUTIES, MOST
from jiceng.web.forms import UnitField


class MemberForm(WordedForm):
    """Somebody with an account, and what they do in the team."""

    login = forms.CharField(label=N_("账号"), max_length=40)
    duty = forms.ChoiceField(label=N_("分工"), choices=[*DUTIES.items()])


class TrainingForm(WordedForm):
    """A session as it was held."""

    topic = forms.CharField(label=N_("培训主题"), max_length=60)
    held_on = day(N_("培训日期"))
    minutes = forms.IntegerField(label=N_("时长（分钟）"), min_value=5, max_value=1440)
    attended = forms.IntegerField(
        label=N_("参加人数"), min_value=1, max_value=999, help_text=N_("只登记人数，不登记名单。")
    )

    def given(self) -> Training:
        return Training(**self.cleaned_data)


class TopicForm(WordedForm):
    """A topic, who writes and by when."""

    title = forms.CharField(label=N_("选题"), max_length=60)
    member = forms.ChoiceField(label=N_("撰稿人"))
    write_by = day(N_("交稿日期"))
    note = words(N_("要求"), 3, required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        if isinstance(field, forms.ChoiceField):
            offered = [(str(m.pk), f"{m.person.name}（{_(DUTIES[m.duty])}）") for m in members()]
            field.choices = [("", _("请选择")), *offered]

    def given(self) -> Topic:
        return Topic(**{**self.cleaned_data, "member": int(self.cleaned_data["member"])})


class DeliverForm(ActForm):
    """The article that was written."""

    article = forms.CharField(
        label=N_("文稿编号"), max_length=20, help_text=N_("先起草文稿，再填写它的编号。")
    )


class CancelForm(ActForm):
    """Why nothing is written."""

    reason = words(N_("原因"), 2, max_length=300)


class OutsideForm(WordedForm):
    """Something published on a platform of others."""

    title = forms.CharField(label=N_("标题"), max_length=120)
    platform = forms.CharField(
        label=N_("平台和账号"), max_length=30, help_text=N_("如：微信公众号“临高发布”。")
    )
    unit = UnitField(label=N_("账号主管单位"), max_length=80)
    url = forms.CharField(label=N_("链接"), max_length=300)
    approved_by = forms.CharField(
        label=N_("审批单位和岗位"), max_length=60, help_text=N_("如：宣传部新闻科。")
    )
    published_on = day(N_("发布日期"))
    article = forms.CharField(label=N_("来自文稿（编号）"), max_length=20, required=False)

    def given(self) -> Outside:
        return Outside(**self.cleaned_data)


class TallyForm(WordedForm):
    """Views and shares until a day."""

    counted_on = day(N_("统计到"))
    views = forms.IntegerField(label=N_("阅读（播放）次数"), min_value=0, max_value=MOST)
    shares = forms.IntegerField(label=N_("转发次数"), min_value=0, max_value=MOST)
    source = forms.CharField(label=N_("数字来源"), max_length=60)

    def given(self) -> Tally:
        return Tally(**self.cleaned_data)


class PostFilters(WordedForm):
    """Narrowing of the list."""

    text = forms.CharField(label=N_("标题"), max_length=40, required=False)
    start = forms.DateField(required=False, widget=forms.HiddenInput)
    end = forms.DateField(required=False, widget=forms.HiddenInput)
    """From a figure to the posts behind it."""

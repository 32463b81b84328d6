"""Forms of lectures, speakers and topics: what is typed, as actions take it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.kernel.records.names import named
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.lecture_requests import MOST as MOST_HEARERS
from jiceng.outreach.actions.lecture_requests import LectureWanted
from jiceng.outreach.actions.lectures import LecturePlan, SpeakerTold
from jiceng.outreach.desk.activity_forms import STATES, ActivityForm, choose, typed
from jiceng.outreach.forms.activities_told import unit_name
from jiceng.outreach.models import Lecture
from jiceng.outreach.queries.lectures import campaigns, speakers_now, topics_now
from jiceng.outreach.rules.lectures import LANGUAGES
from jiceng.web.forms import Choices, PickField, UnitField, area_options

MOST_OFFERED = 300


def campaign_choices(now: datetime) -> Choices:
    return [(c.key, named(c.name, c.name_en)) for c in campaigns(now).values()]


def topic_choices() -> Choices:
    return [(t.number, t.title) for t in topics_now()[:MOST_OFFERED]]


class LectureForm(ActivityForm):
    """A lecture: an activity with a topic and its speakers."""

    campaign = forms.ChoiceField(label=N_("宣讲活动"), required=False)
    topic = forms.ChoiceField(label=N_("宣讲主题"))
    speakers = forms.MultipleChoiceField(
        label=N_("讲师"), widget=forms.SelectMultiple({"size": 6}),
        help_text=N_("可以选几位；同一时间已有安排的会提示。"),
    )  # fmt: skip
    language = forms.ChoiceField(label=N_("宣讲语言"), choices=list(LANGUAGES.items()))
    materials = forms.CharField(
        label=N_("材料"), max_length=200, required=False, help_text=N_("不填时照题库。")
    )

    def __init__(self, actor: Actor, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, now, *args, **kwargs)
        del self.fields["kind"]
        choose(self.fields["campaign"], [("", _("不计入")), *campaign_choices(now)])
        choose(self.fields["topic"], [("", _("请选择")), *topic_choices()])
        rows = speakers_now()[:MOST_OFFERED]
        offered = [(s.number, f"{s.name}（{unit_name(s.unit)}）") for s in rows]
        choose(self.fields["speakers"], offered)

    def lecture(self) -> LecturePlan:
        """What was typed."""
        said = dict(self.cleaned_data)
        self.cleaned_data = said
        topic, speakers = said.pop("topic"), tuple(said.pop("speakers"))
        language, materials = said.pop("language"), said.pop("materials")
        return LecturePlan(self.given(kind="lecture"), topic, speakers, language, materials)


class ChangeLectureForm(LectureForm):
    """The same for a lecture there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SpeakerForm(WordedForm):
    """Somebody who lectures."""

    name = forms.CharField(
        label=N_("姓名"), max_length=40, help_text=N_("公开的姓名；不登记电话，由所在单位联系。")
    )
    office = forms.CharField(
        label=N_("身份"), max_length=60, required=False, help_text=N_("如：村党支部书记、志愿者。")
    )
    topics = forms.MultipleChoiceField(
        label=N_("能讲的主题"), widget=forms.SelectMultiple({"size": 6})
    )
    languages = forms.MultipleChoiceField(
        label=N_("宣讲语言"), choices=list(LANGUAGES.items()), initial=["common"],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    unit = UnitField(
        label=N_("所在单位"), max_length=80, required=False, help_text=N_("不填时为您的单位。")
    )
    login = forms.CharField(
        label=N_("讲师的账号"), max_length=40, required=False,
        help_text=N_("有账号的讲师自己确认；没有账号的不填，由组织人员联系后代为登记。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["topics"], topic_choices())

    def given(self) -> SpeakerTold:
        said = dict(self.cleaned_data)
        topics, languages = tuple(said.pop("topics")), tuple(said.pop("languages"))
        return SpeakerTold(topics=topics, languages=languages, **said)


class TopicForm(WordedForm):
    """A topic of the library."""

    title = forms.CharField(label=N_("宣讲主题"), max_length=60)
    materials = forms.CharField(label=N_("材料"), max_length=200, required=False)


class RequestForm(WordedForm):
    """A community asks for a lecture."""

    area = PickField(label=N_("社区（村）"))
    topic = forms.ChoiceField(label=N_("宣讲主题"))
    first_day = day(N_("最早日期"))
    last_day = day(N_("最晚日期"))
    audience = forms.IntegerField(label=N_("预计听众（人）"), min_value=1, max_value=MOST_HEARERS)
    note = words(N_("说明"), 2, required=False, max_length=200)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))
        choose(self.fields["topic"], [("", _("请选择")), *topic_choices()])

    def given(self) -> LectureWanted:
        return LectureWanted(**self.cleaned_data)


class DeclineForm(ActForm):
    """Why a speaker cannot come."""

    reason = words(N_("不能前来的原因"), 2, max_length=200)


class LectureFilters(WordedForm):
    """Narrowing of the list of lectures."""

    campaign = forms.ChoiceField(label=N_("宣讲活动"), required=False)
    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    text = forms.CharField(label=N_("名称或编号"), max_length=40, required=False)
    start = forms.DateField(required=False, widget=forms.HiddenInput)
    end = forms.DateField(required=False, widget=forms.HiddenInput)
    under = forms.CharField(max_length=15, required=False, widget=forms.HiddenInput)
    unit = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
    """From a figure, or from a unit's progress, to the lectures behind it."""

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["campaign"], [("", _("全部")), *campaign_choices(now)])


def typed_lecture(row: Lecture) -> dict[str, Any]:
    """A lecture as its form shows it."""
    return {
        **typed(row.activity), "campaign": row.activity.campaign, "topic": row.topic.number,
        "speakers": [s.number for s in row.speakers.all()], "language": row.language,
        "materials": row.materials,
    }  # fmt: skip

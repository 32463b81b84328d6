"""Forms of activities, bookings and venues at the desk: what is typed, as actions take it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, words
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.activities import ActivityPlan
from jiceng.outreach.actions.venues import VenueTold
from jiceng.outreach.forms.activities_told import kind_choices
from jiceng.outreach.models import Activity, Attendance, Venue
from jiceng.outreach.process import ACTIVITY, BOOKING
from jiceng.outreach.queries.activities import activity_kinds, open_venues, venue_kinds
from jiceng.outreach.rules.activities import MEASURES, MOST_MINUTES, MOST_PEOPLE, Attended
from jiceng.web.forms import Choices, CountyTimeField, PickField, UnitField, area_options, drawn
from jiceng.web.words import paper

STATES = [
    ("", N_("未结束")), ("all", N_("全部")), *((s.name, s.label) for s in ACTIVITY.states),
]  # fmt: skip
BOOKING_STATES = [("", N_("全部")), *((s.name, s.label) for s in BOOKING.states)]
MOST_VENUES = 600


def venue_choices(actor: Actor) -> Choices:
    """Venues where somebody may hold something, in the order of the territory."""
    paths = ["" if g.by_unit else g.area_path for g in actor.grips if "organiser" in g.roles]
    rows = open_venues(min(paths, key=len, default="-/")).select_related("area")[:MOST_VENUES]
    return [("", _("不在场所名录内，写明地点")),
            *((v.number, f"{v.area.name} {v.name}") for v in rows)]  # fmt: skip


def choose(field: Any, choices: Choices) -> None:
    """Offer what is known only now."""
    field.choices = choices


class ActivityForm(WordedForm):
    """An activity: what, when, where, for how many."""

    kind = forms.ChoiceField(label=N_("类别"))
    title = forms.CharField(label=N_("活动名称"), max_length=60)
    starts_at = CountyTimeField(label=N_("开始时间"))
    ends_at = CountyTimeField(label=N_("结束时间"))
    venue = PickField(label=N_("场所"), required=False)
    area = PickField(
        label=N_("举办区域"), required=False, help_text=N_("选了场所就不用选，以场所所在区域为准。")
    )
    place = forms.CharField(
        label=N_("地点"), max_length=120, required=False,
        help_text=N_("不在场所名录内时写明；在名录内可补充楼层、房间。"),
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=N_("可预约人数"), min_value=1, max_value=MOST_PEOPLE, required=False,
        help_text=N_("留空为不用预约。"),
    )  # fmt: skip
    told = words(N_("内容介绍"), 3, required=False, max_length=500)
    unit = UnitField(
        label=N_("主办单位"), max_length=80, required=False, help_text=N_("不填时为您的单位。")
    )
    is_public = forms.BooleanField(
        label=N_("发布后居民可以看到"), required=False, initial=True
    )  # fmt: skip

    def __init__(self, actor: Actor, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            choose(self.fields["kind"], kind_choices(now))
        for name, options in (
            ("area", area_options(actor, _("请选择"))), ("venue", drawn(venue_choices(actor))),
        ):  # fmt: skip
            field = self.fields[name]
            if isinstance(field, PickField):
                field.offer(options)

    def given(self, **more: Any) -> ActivityPlan:
        said = dict(self.cleaned_data)
        said.pop("version", None)
        return ActivityPlan(**said, **more)


class ChangeActivityForm(ActivityForm):
    """The same for an activity there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class MoveForm(ActForm):
    """The words a move asks for."""

    def __init__(self, needs: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in sorted(needs):
            self.fields[name] = words(paper(name), 3, max_length=2000)


class CameForm(ActForm):
    """How many of a booking came."""

    came = forms.IntegerField(label=N_("到场人数"), min_value=1, max_value=MOST_PEOPLE)


class AttendanceForm(ActForm):
    """The one form for who came: numbers alone, the same for every kind of activity."""

    people = forms.IntegerField(label=N_("到场人数"), min_value=0, max_value=MOST_PEOPLE)
    households = forms.IntegerField(
        label=N_("走进户数"), min_value=0, max_value=MOST_PEOPLE, required=False
    )
    units = forms.IntegerField(
        label=N_("走进单位数"), min_value=0, max_value=MOST_PEOPLE, required=False
    )
    volunteer_minutes = forms.IntegerField(
        label=N_("志愿服务分钟（全体合计）"), min_value=0, max_value=MOST_MINUTES, required=False
    )
    note = forms.CharField(
        label=N_("备注"), max_length=200, required=False,
        help_text=N_("只记数，不要写来的人的姓名。"),
    )  # fmt: skip

    def __init__(self, measures: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MEASURES.keys() - {*measures}:
            del self.fields[name]


def attended(said: dict[str, Any]) -> Attended:
    """What the form said; a measure that was not asked for is not told."""
    return Attended(
        said["people"], said.get("households"), said.get("units"),
        said.get("volunteer_minutes") or 0, said.get("note", ""),
    )  # fmt: skip


def measures_of(activity: Activity, now: datetime) -> tuple[str, ...]:
    """What is counted besides people at an activity of its kind."""
    kind = activity_kinds(now).get(activity.kind)
    return kind.measures if kind else ()


class VenueForm(WordedForm):
    """A venue."""

    kind = forms.ChoiceField(label=N_("场所类别"))
    name = forms.CharField(label=N_("场所名称"), max_length=60)
    area = PickField(label=N_("所在区域"))
    address = forms.CharField(label=N_("地址"), max_length=120)
    capacity = forms.IntegerField(
        label=N_("可容纳人数"), min_value=1, max_value=MOST_PEOPLE, required=False,
        help_text=N_("留空为不限。"),
    )  # fmt: skip
    unit = UnitField(
        label=N_("管理单位"), max_length=80, required=False,
        help_text=N_("不填时为您的单位或所在区域的受理单位。"),
    )  # fmt: skip
    lon = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(k.key, k.name) for k in venue_kinds(now).values()]
        choose(self.fields["kind"], [("", _("请选择")), *kinds])
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))

    def given(self) -> VenueTold:
        said = dict(self.cleaned_data)
        said.pop("version", None)
        return VenueTold(**said)


class ChangeVenueForm(VenueForm):
    """The same for a venue there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class Filters(WordedForm):
    """Narrowing of the list of activities."""

    kind = forms.ChoiceField(label=N_("类别"), required=False)
    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    text = forms.CharField(label=N_("名称、地点或编号"), max_length=40, required=False)
    start = forms.DateField(required=False, widget=forms.HiddenInput)
    end = forms.DateField(required=False, widget=forms.HiddenInput)
    under = forms.CharField(max_length=15, required=False, widget=forms.HiddenInput)
    """From a figure to the activities behind it."""

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["kind"], [("", _("全部")), *kind_choices(now)])


class BookingFilters(WordedForm):
    """Narrowing of the list of bookings."""

    state = forms.ChoiceField(label=N_("状态"), required=False, choices=BOOKING_STATES)
    text = forms.CharField(label=N_("活动、团体或编号"), max_length=40, required=False)


class VenueFilters(WordedForm):
    """Narrowing of the register of venues."""

    kind = forms.ChoiceField(label=N_("场所类别"), required=False)
    text = forms.CharField(label=N_("名称、地址或编号"), max_length=40, required=False)

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(k.key, k.name) for k in venue_kinds(now).values()]
        choose(self.fields["kind"], [("", _("全部")), *kinds])


def typed(activity: Activity) -> dict[str, Any]:
    """An activity as its form shows it."""
    names = ("kind", "title", "starts_at", "ends_at", "place", "capacity", "told", "unit",
             "is_public", "version")  # fmt: skip
    kept = {name: getattr(activity, name) for name in names}
    venue = activity.venue.number if activity.venue else ""
    return {**kept, "area": str(activity.area_id), "venue": venue}


def typed_attendance(row: Attendance) -> dict[str, Any]:
    names = ("people", "households", "units", "volunteer_minutes", "note")
    return {name: getattr(row, name) for name in names}


def typed_venue(venue: Venue) -> dict[str, Any]:
    names = ("kind", "name", "address", "capacity", "unit", "lon", "lat", "version")
    return {**{name: getattr(venue, name) for name in names}, "area": str(venue.area_id)}

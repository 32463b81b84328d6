"""What the tags and filters of every page write."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import LazySettings
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.web.templatetags import jiceng as tags

NOW = datetime(2026, 11, 23, 2, 20, tzinfo=UTC)  # 10:20 in Hainan


@pytest.fixture(autouse=True)
def _hainan(settings: LazySettings) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"


def render(source: str, **context: Any) -> str:
    return Template("{% load jiceng %}" + source).render(Context({"now": NOW, **context}))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 2, 12, tzinfo=UTC), "10:12"),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "00:00"),
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), "11-22 23:59"),
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), "2025-12-31"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "01-01 00:00"),
        (date(2026, 3, 8), "03-08"),
        (date(2025, 3, 8), "2025-03-08"),
        (None, "—"),
    ],
)
def test_a_time_is_as_short_as_the_day_allows(moment: datetime | None, words: str) -> None:
    assert tags.local_time(moment, NOW) == words


def test_without_an_instant_to_compare_with_the_whole_time_is_written() -> None:
    assert tags.local_time(NOW) == "2026-11-23 10:20"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-1, "已超 1 分钟"),
        (-130, "已超 2 小时 10 分"),
        (-60 * 50, "已超 2 天"),
        (0, "已超 1 分钟"),
        (25, "剩余 25 分钟"),
        (60 * 5, "剩余 5 小时"),
        (60 * 30 + 5, "剩余 30 小时"),
        (60 * 24 * 3, "剩余 3 天"),
    ],
)
def test_the_time_left_is_said_in_the_unit_people_use(minutes: int, words: str) -> None:
    assert tags.due_text(NOW + timedelta(minutes=minutes), NOW) == words


def test_a_page_with_a_calendar_counts_working_days() -> None:
    """Monday to the next Wednesday: two days of a weekend and one holiday are not counted."""
    calendar = WorkingCalendar(days={date(2026, 11, 27): False})
    shown = render("{% due due_at %}", due_at=NOW + timedelta(days=9), calendar=calendar)
    assert "剩余 6 个工作日" in shown


def test_what_is_overdue_is_red_whatever_light_was_given() -> None:
    shown = render("{% due due_at 'green' %}", due_at=NOW - timedelta(hours=2))
    assert "jc-due-red" in shown
    assert "已超 2 小时" in shown


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=400)))
def test_past_and_future_are_never_confused(span: timedelta) -> None:
    assert tags.due_text(NOW + span, NOW).startswith("剩余")
    assert tags.due_text(NOW - span, NOW).startswith("已超")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13812346021", "138****6021"), ("12345", "***45"), ("110", "***"), ("", "—"), (None, "—")],
)
def test_a_telephone_number_is_masked(number: str | None, shown: str) -> None:
    assert tags.masked_phone(number) == shown


@given(st.text(alphabet="0123456789-", min_size=1, max_size=20))
def test_at_least_three_digits_of_a_number_stay_hidden(number: str) -> None:
    hidden = tags.masked_phone(number).count("*")
    assert hidden >= min(3, len(number))


@pytest.mark.parametrize(
    ("above", "below", "shown"),
    [(919, 1000, "91.9%"), (1, 3, "33.3%"), (1, 16, "6.3%"), (0, 7, "0.0%"), (0, 0, "—")],
)
def test_a_share_is_rounded_once_to_one_decimal(above: int, below: int, shown: str) -> None:
    assert tags.percent(SimpleNamespace(numerator=above, denominator=below)) == shown
    assert tags.percent({"numerator": above, "denominator": below}) == shown


def test_a_status_says_its_text_and_escapes_it() -> None:
    shown = render("{% status_tag 'red' text %}", text="<超期>")
    assert 'class="jc-status jc-status-red"' in shown
    assert "&lt;超期&gt;" in shown


def test_an_unknown_light_does_not_reach_the_class() -> None:
    assert "jc-status-rest" in tags.status_tag('x" onclick="', "受理")


def test_an_icon_without_words_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in tags.icon("bell")
    assert 'aria-label="提醒"' in tags.icon("bell", "提醒")


class Report(forms.Form):
    """One field of each kind the templates lay out."""

    text = forms.CharField(label="问题描述", help_text="写明地点。", widget=forms.Textarea)
    kind = forms.ChoiceField(
        label="类别", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect
    )
    unit = forms.ChoiceField(label="单位", choices=[("u", "住建局")], required=False)
    urgent = forms.BooleanField(label="紧急", required=False)


def test_a_refused_form_keeps_the_words_and_ties_each_error_to_its_field() -> None:
    form = Report({"text": "", "kind": "b", "unit": "u", "urgent": "on"})
    shown = render('{% include "web/_form.html" %}', form=form)
    assert 'href="#id_text"' in shown
    assert 'aria-describedby="id_text_help id_text_wrong"' in shown
    assert 'aria-invalid="true"' in shown
    assert shown.count("checked") == 2
    assert 'class="form-select"' in shown


TABLE = {
    "columns": [
        {"label": "事件"},
        {"label": "时限"},
        {"label": "状态"},
        {"label": "次数", "numeric": True},
    ],
    "rows": [
        {
            "cells": [
                {"text": "<井盖>", "url": "/desk/cases/1", "note": "人民路"},
                {"due_at": NOW + timedelta(hours=5)},
                {"status": {"light": "new", "text": "待处置"}},
                {"text": 0},
            ]
        }
    ],
}


def test_a_table_names_each_cell_for_its_card_on_a_phone() -> None:
    shown = render('{% include "web/_table.html" %}', table=TABLE, pager={"next_url": "?after=1"})
    for label in ("事件", "时限", "状态", "次数"):
        assert f'data-label="{label}"' in shown
    assert "&lt;井盖&gt;" in shown
    assert "剩余 5 小时" in shown
    assert ">0</td>" in shown
    assert 'rel="next"' in shown


def test_an_empty_table_says_what_to_do() -> None:
    empty = {"title": "没有待办", "text": "新的派遣会出现在这里。"}
    shown = render('{% include "web/_table.html" %}', table={"rows": [], "empty": empty})
    assert "没有待办" in shown
    assert "新的派遣会出现在这里。" in shown


def test_a_row_that_does_not_fit_its_columns_is_a_fault() -> None:
    with pytest.raises(ValueError, match="zip"):
        tags.alongside([1], [1, 2])


def test_a_move_that_is_blocked_shows_its_reasons_and_no_button() -> None:
    moves = [
        {"name": "handle", "label": "填写结果", "url": "/go", "style": "primary"},
        {"name": "close", "label": "结案", "url": "/close", "blocked_by": ["还没有照片。"]},
    ]
    shown = render('{% include "web/_moves.html" %}', moves=moves)
    assert "还没有照片。" in shown
    assert "/close" not in shown
    assert 'href="/go"' in shown


def test_a_move_done_at_once_carries_the_version() -> None:
    moves = [{"name": "sign_for", "label": "签收", "url": "/sign", "post": True}]
    shown = render('{% include "web/_moves.html" %}', moves=moves, version=7)
    assert 'name="version" value="7"' in shown


def test_a_chart_is_also_a_table() -> None:
    rows = [{"label": "东风社区", "values": [70, 20, 10]}]
    shown = render(
        "{% bar_chart rows '层级' names=names most=100 unit='%' %}", rows=rows, names="网社镇"
    )
    assert shown.count("<rect") == 4
    assert 'width="70.0%"' in shown
    assert '<td class="jc-num">10%</td>' in shown


def test_a_trend_is_also_a_table_and_leaves_gaps_where_there_is_no_number() -> None:
    series = [{"label": "上报", "values": [0, None, 10]}]
    shown = render("{% trend_chart labels series '趋势' %}", labels=["1", "2", "3"], series=series)
    assert 'points="0,100 100,0"' in shown
    assert "—" in shown


@pytest.mark.parametrize(
    "page",
    ["desk_base", "field_base", "portal_base", "signed_out", "error", "printed", "offline"],
)
def test_every_frame_stands_with_nothing_but_the_name_of_the_county(page: str) -> None:
    shown = Template(f'{{% extends "web/{page}.html" %}}').render(Context({"county_name": "甲县"}))
    assert '<html lang="zh-Hans"' in shown
    assert "甲县" in shown
    assert 'role="status"' in shown
    assert shown.count("<main") == 1
    assert shown.count("<h1") <= 1


def test_the_desk_shows_its_menu_and_who_is_at_work() -> None:
    items = [{"label": "受理池", "url": "/desk/", "icon": "inbox", "count": 12, "current": True}]
    context = {
        "county_name": "甲县",
        "menu": [{"title": "治理", "items": items}],
        "account": {"name": "陈丽云", "unit": "县中心"},
    }
    shown = Template('{% extends "web/desk_base.html" %}').render(Context(context))
    assert 'href="/desk/" aria-current="page"' in shown
    assert "陈丽云" in shown
    assert "data-sign-out" in shown


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (998, "998"), (999, "999")])
def test_a_number_up_to_the_ceiling_stands_as_it_is(count: int, text: str) -> None:
    assert render("{{ n|capped }}", n=count) == text


@pytest.mark.parametrize("count", [1000, 5000])
def test_a_number_beyond_the_ceiling_is_a_plus_to_see_and_words_to_hear(count: int) -> None:
    shown = render("{{ n|capped }}", n=count)
    assert shown == (
        '<span aria-hidden="true">999+</span><span class="visually-hidden">超过 999</span>'
    )


def entry(**more: Any) -> dict[str, Any]:
    return {
        "label": "工作台",
        "url": "/desk/",
        "icon": "inbox",
        "count": None,
        "current": False,
    } | more


def test_the_menu_shows_what_it_is_given_each_time() -> None:
    """It is kept once drawn; another number, place or title is another drawing."""
    asked = "{% entries menu %}"
    plain = render(asked, menu=[{"title": "", "items": [entry()]}])
    assert "<h2>" not in plain
    assert "aria-current" not in plain
    assert "jc-menu-count" not in plain
    marked = render(asked, menu=[{"title": "治理", "items": [entry(current=True, count=7)]}])
    assert marked.startswith("<h2>治理</h2><ul><li>")
    assert 'href="/desk/" aria-current="page"' in marked
    assert '<span class="jc-menu-count">7</span>' in marked
    assert plain == render(asked, menu=[{"title": "", "items": [entry()]}])


def test_words_of_the_menu_are_escaped() -> None:
    shown = render("{% entries menu %}", menu=[{"title": "<b>", "items": [entry(label="<i>")]}])
    assert "<b>" not in shown
    assert "<i>" not in shown


def test_what_is_drawn_once_is_drawn_once_for_every_language() -> None:
    asked = '{% once "web/_words.html" %}'
    chinese = render(asked)
    with translation.override("en"):
        english = render(asked)
    assert 'data-zoom-in="放大"' in chinese
    assert 'data-zoom-in="放大"' not in english
    assert render(asked) == chinese


class Papers(forms.Form):
    """Fields of every layout, with and without help, needed and not."""

    said = forms.CharField(label="说明 <b>", widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(label="地点", required=False, help_text="写明 <i>路口</i>")
    kind = forms.ChoiceField(label="类型", choices=[("", "请选择"), ("a", "甲")])
    way = forms.ChoiceField(label="方式", choices=[("a", "甲")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="已核对", required=False)
    photo = forms.FileField(label="照片", required=False)


@pytest.mark.parametrize(
    "sent", [None, {}, {"said": "<b>", "kind": "x"}, {"said": "好", "kind": "a"}]
)
def test_fields_drawn_by_hand_are_those_of_the_template(sent: dict[str, str] | None) -> None:
    one_by_one = '{% for field in form %}{% include "web/_field.html" %}{% endfor %}'
    by_hand, by_template = (
        render(source, form=Papers(sent)).replace("\n", "")
        for source in ("{% fields form %}", one_by_one)
    )
    assert by_hand == by_template

"""A case told to staff."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiceng.casework.actions.around import add_note
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.queries import standing, story
from jiceng.casework.tests.county import NOON, County

LATER = NOON + timedelta(hours=1)


def test_the_newest_comes_first_and_names_who_acted(county: County) -> None:
    case = raise_case(Raised("垃圾", case_type="0101", place="文化广场"), now=NOON).case
    given = Given(result="已清运")
    make_move(case, "settle_on_the_spot", by=county["li"], now=LATER, version=1, given=given)
    told = [(e.actor, e.act) for e in story(case)]
    assert told[0] == ("系统", "结案")
    assert told[1] == ("东社区居委会 李", "当场办结")
    assert told[-1] == ("上报人", "上报")
    assert "已清运" in [e.quote for e in story(case)]


def test_what_somebody_wrote_stands_beside_who_wrote_it(county: County) -> None:
    case = raise_case(Raised("垃圾", case_type="0101", place="文化广场"), now=NOON).case
    add_note(case, "已联系保洁公司", by=county["li"], now=LATER)
    first = story(case)[0]
    assert (first.actor, first.quote) == ("东社区居委会 李", "已联系保洁公司")


def test_words_of_one_second_stay_with_the_acts_they_belong_to(county: County) -> None:
    case = raise_case(Raised("垃圾", case_type="0101", place="文化广场"), now=NOON).case
    add_note(case, "已联系保洁公司", by=county["li"], now=NOON)
    given = Given(result="已清运")
    make_move(case, "settle_on_the_spot", by=county["li"], now=NOON, version=1, given=given)
    quoted = {entry.act: entry.quote for entry in story(case)}
    assert quoted["备注"] == "已联系保洁公司"
    assert quoted["当场办结"] == "已清运"
    assert quoted["上报"] == quoted["结案"] == ""


@pytest.mark.parametrize(
    ("state", "due", "warn", "light"),
    [
        ("dispatched", 2, 1, "new"),
        ("handling", 2, 1, "doing"),
        ("handling", 2, -1, "yellow"),
        ("handling", 0, -1, "red"),
        ("closed", -2, -3, "done"),
        ("refused", -2, -3, "rest"),
    ],
)
def test_a_status_takes_the_colour_of_its_clock_until_it_rests(
    state: str, due: int, warn: int, light: str
) -> None:
    hour = timedelta(hours=1)
    assert standing(state, NOON + due * hour, NOON + warn * hour, NOON)["light"] == light


def test_overdue_is_said_in_words_too() -> None:
    assert "超期" in standing("handling", NOON, NOON, NOON)["text"]

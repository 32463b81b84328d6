"""A department asked about an application finds it on its worklist, as long as it is asked."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from jiceng.casework.queries.cases import worklist
from jiceng.casework.tests.county import NOON, County
from jiceng.economy.actions.reliefs import say_check
from jiceng.economy.models import Relief
from jiceng.economy.tests.relief_cast import applied, moved

pytestmark = pytest.mark.django_db


def waiting(town: County, who: str = "qian") -> list[tuple[str, str]]:
    rows = worklist(town[who]).filter(subject_kind="relief")
    return [(row.number, row.unit) for row in rows]


def answered(row: Relief, town: County) -> None:
    say_check(row, is_met=True, opinion="数据相符", figures={}, by=town["qian"], now=NOON)


def test_it_has_it_from_the_application_to_its_answer(town: County) -> None:
    row = applied()
    assert waiting(town) == [(row.number, "POLICE")]
    assert waiting(town, "zhao") == [(row.number, "HOUSING")]
    answered(row, town)
    assert waiting(town) == []
    assert waiting(town, "zhao") == [(row.number, "HOUSING")]


@pytest.mark.parametrize(
    ("who", "name"), [("company", "withdraw"), ("zhao", "decline"), ("zhao", "ask_supplement")]
)
def test_nobody_is_asked_about_what_has_ended_or_rests(town: County, who: str, name: str) -> None:
    row = applied(papers=())
    moved(row, town, who, name, reason="不办了", missing_papers="申请表")
    assert waiting(town) == []


def test_it_is_asked_again_when_the_papers_are_there(town: County) -> None:
    row = moved(applied(papers=()), town, "zhao", "ask_supplement", missing_papers="申请表")
    moved(row, town, "company", "supplement", received=("form",))
    assert waiting(town) == [(row.number, "POLICE")]


def test_its_worklist_opens_under_the_tab_that_is_shown(
    town: County, client: Client, at_noon: object
) -> None:
    row = applied()
    client.force_login(town.people["qian"])
    page = client.get("/desk/").content.decode()
    assert row.number in page
    [current] = re.findall(r'<a[^>]*\?tab=(\w+)[^>]*aria-current="page"', page)
    assert current == "relief"

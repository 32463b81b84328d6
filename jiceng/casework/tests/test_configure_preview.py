"""Before a rule is saved: what would change, and what open cases keep."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.powers import change_type, counted, powers, raised, send, text_of

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def admin(county: County, settings: Settings) -> Client:
    settings.FIXED_NOW = LATER.isoformat()
    return powers(county)["administrator"]


def test_a_preview_says_what_changes_and_what_open_cases_keep_and_writes_nothing(
    county: County, admin: Client
) -> None:
    raised("楼下垃圾两天没有清运", "0101", NOON)
    before = counted()
    answer = change_type(admin, promise_0="2", reason="人手不足", preview="1")
    told = text_of(answer)
    assert answer.status_code == 200
    assert "承诺时限1 个工作日 → 2 个工作日" in told
    assert "1 件未办结案件保持原来的承诺" in told
    assert counted() == before


def test_a_preview_refuses_what_saving_would_refuse(county: County, admin: Client) -> None:
    before = counted()
    answer = change_type(admin, promise_0="", reason="人手不足", preview="1")
    assert answer.status_code == 422
    assert "保存后的变化" not in text_of(answer)
    assert counted() == before


def test_office_hours_have_a_preview_too(county: County, admin: Client) -> None:
    before = counted()
    answer = send(admin, "/admin/calendar/hours", closes_2="17:00", preview="1")
    assert "保存后的变化" in text_of(answer)
    assert "17:00" in text_of(answer)
    assert counted() == before

"""A case from report to closing, and everything that may go wrong on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case
from jiceng.casework.tests.county import GRID_1, NOON, County
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Refused, Stale


def raised(text: str, case_type: str) -> Case:
    given = Raised(text=text, case_type=case_type, lon=109.605, lat=19.905)
    return raise_case(given, now=NOON).case


def rubbish() -> Case:
    return raised("楼下垃圾两天没有清运", "0101")


def test_a_small_matter_is_settled_in_its_grid_by_two_calls(county: County) -> None:
    case = rubbish()
    assert (case.state, case.tier, case.unit) == ("dispatched", "grid", "C-EAST")
    assert case.grid_code == GRID_1
    later = NOON + timedelta(hours=1)
    make_move(case, "settle_on_the_spot", by=county["li"], now=later, version=case.version,
              given=Given(result="已清运并冲洗"))  # fmt: skip
    case.refresh_from_db()
    assert (case.state, case.handled_tier, case.closed_at) == ("closed", "grid", later)
    kinds = JournalEntry.objects.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["report", "accept", "file", "dispatch", "settle_on_the_spot", "close"]
    assert not WorkItem.objects.exists()
    assert PendingAlarm.objects.get().clock == "window"


def test_the_worker_of_the_next_grid_may_not_settle_it(county: County) -> None:
    case = rubbish()
    with pytest.raises(Refused) as refused:
        make_move(case, "settle_on_the_spot", by=county["lin"], now=NOON, version=case.version,
                  given=Given())  # fmt: skip
    assert [r.code for r in refused.value.reasons] == ["wrong_role", "paper_missing"]


def test_a_form_for_an_older_state_is_refused(county: County) -> None:
    case = rubbish()
    old = case.version
    make_move(case, "sign_for", by=county["li"], now=NOON, version=old, given=Given())
    again = Case.objects.get(pk=case.pk)
    with pytest.raises(Stale):
        make_move(again, "handle", by=county["li"], now=NOON, version=old,
                  given=Given(result="好了"))  # fmt: skip


def test_a_large_matter_climbs_one_level_at_a_time(county: County) -> None:
    case = raised("路面有大坑", "0102")
    assert case.tier == "community"
    tiers = [case.tier]
    for who in ("chen", "wang"):
        make_move(case, "escalate", by=county[who], now=NOON, version=case.version,
                  given=Given(reason="社区无力解决"))  # fmt: skip
        tiers.append(case.tier)
    assert tiers == ["community", "town", "county"]
    assert case.unit == "HOUSING"
    with pytest.raises(Refused) as refused:
        make_move(case, "escalate", by=county["zhao"], now=NOON, version=case.version,
                  given=Given(reason="再上报"))  # fmt: skip
    assert "top_tier" in [r.code for r in refused.value.reasons]

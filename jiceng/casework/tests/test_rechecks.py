"""Closed cases looked at again by somebody who had no hand in them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiceng.casework.actions.rechecks import answer_recheck
from jiceng.casework.models import Case, Recheck
from jiceng.casework.queries import worklist
from jiceng.casework.tests.county import NOON, TERMS, County
from jiceng.casework.tests.desk import closed, desk
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.refusal import Refused

LATER = NOON + timedelta(days=1)


@pytest.fixture
def drawn(county: County) -> Recheck:
    """Every closed case is drawn; this one is a road mended by East's own clerk."""
    set_rule("terms", "case", {**TERMS, "recheck_percent": 100}, valid_from=NOON, reason="试",
             by="t", now=NOON)  # fmt: skip
    closed(county)
    return Recheck.objects.get()


def answer(
    county: County, recheck: Recheck, name: str, reason: str = "", who: str = "wang"
) -> Recheck:
    return answer_recheck(
        recheck, name, reason=reason, by=county[who], now=LATER, version=recheck.version
    )


def test_a_drawn_case_waits_for_the_verifier_of_the_tier_above(
    county: County, drawn: Recheck
) -> None:
    assert worklist(county["wang"]).get().number == drawn.number
    assert not worklist(county["chen"]).exists()


def test_confirming_leaves_the_case_closed(county: County, drawn: Recheck) -> None:
    answer(county, drawn, "confirm")
    assert (Recheck.objects.get().state, Case.objects.get().state) == ("solved", "closed")


def test_denying_puts_the_case_back_to_work_under_its_old_promise(
    county: County, drawn: Recheck
) -> None:
    promised = Case.objects.get().first_due_at
    answer(county, drawn, "deny", "坑又出现了")
    case = Case.objects.get()
    assert (Recheck.objects.get().state, case.state) == ("unsolved", "dispatched")
    assert (case.reopenings, case.first_due_at) == (1, promised)


def test_denying_after_the_window_still_counts_and_reopens_nothing(
    county: County, drawn: Recheck
) -> None:
    Case.objects.update(reopen_until=NOON)
    drawn = Recheck.objects.select_related("case").get()
    answer(county, drawn, "deny", "坑又出现了")
    assert (Recheck.objects.get().state, Case.objects.get().state) == ("unsolved", "closed")


@pytest.mark.parametrize("name", ["deny", "miss"])
def test_a_bad_answer_needs_its_reason(county: County, drawn: Recheck, name: str) -> None:
    with pytest.raises(Refused) as refused:
        answer(county, drawn, name)
    assert [r.code for r in refused.value.reasons] == ["paper_missing"]
    assert Case.objects.get().state == "closed"


def test_whoever_handled_it_in_person_or_unit_does_not_judge_it(
    county: County, drawn: Recheck
) -> None:
    for changed in ({"handler_person": county["wang"].person}, {"handler_unit": "T-NORTH"}):
        Case.objects.update(**{"handler_person": None, "handler_unit": "C-EAST", **changed})
        fresh = Recheck.objects.select_related("case").get()
        with pytest.raises(Refused) as refused:
            answer(county, fresh, "confirm")
        assert refused.value.reasons[0].code.startswith("verifier_")
    assert Recheck.objects.get().state == "drawn"


def test_the_page_shows_the_estimate_with_its_interval(county: County, drawn: Recheck) -> None:
    client = desk(county, "wang")
    url = f"/desk/rechecks/{drawn.number}/confirm"
    assert "还没有复查结果" in client.get("/desk/rechecks/").text
    assert client.post(url, {"version": drawn.version}).status_code == 302
    page = client.get("/desk/rechecks/").text
    assert "100.0%" in page
    assert "95% 把握在" in page


def test_the_page_keeps_what_was_typed_when_an_answer_is_refused(
    county: County, drawn: Recheck
) -> None:
    url = f"/desk/rechecks/{drawn.number}/deny"
    answer = desk(county, "wang").post(url, {"version": 99, "reason": "坑又出现了"})
    assert answer.status_code == 409
    assert "坑又出现了" in answer.text


@pytest.mark.parametrize(("who", "status"), [("chen", 403), ("sun", 404)])
def test_others_cannot_answer(county: County, drawn: Recheck, who: str, status: int) -> None:
    url = f"/desk/rechecks/{drawn.number}/confirm"
    assert desk(county, who).post(url, {"version": 1}).status_code == status

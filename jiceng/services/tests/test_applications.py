"""Applications: a promise from the first second, papers asked for once, two pairs of eyes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiceng.casework.actions.sweep import ring
from jiceng.casework.tests.county import EAST, LONG_AGO, NOON, County
from jiceng.kernel.calendar import CHINA
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused, Stale
from jiceng.kernel.scope import RESIDENT
from jiceng.kernel.terms import Counting, Term
from jiceng.services.actions import applications as acts
from jiceng.services.actions.applications import Asked, Papers, apply_for, move_application
from jiceng.services.models import Applicant, Application, ServicePoint
from jiceng.services.process import APPLICATION
from jiceng.services.queries.applications import application_by_code, applications_of, ready
from jiceng.services.queries.items import does, item_for
from jiceng.services.queries.schemas import SCHEMAS
from jiceng.services.rules.items import minutes, normal
from jiceng.services.tests.cast import ITEMS, with_items

pytestmark = pytest.mark.django_db
ASKED = Asked("housing_fund", "13812345678", name="示例", papers=("form", "contract"))


@pytest.fixture
def town(county_with_kinds: County) -> County:
    return with_items(county_with_kinds)


def applied(**changes: Any) -> Application:
    return apply_for(replace(ASKED, **changes), now=NOON).application


def moved(row: Application, county: County, who: str, name: str, **given: Any) -> Application:
    at = given.pop("now", NOON)
    by = RESIDENT if who == "resident" else county[who]
    return move_application(row, name, by=by, now=at, version=row.version, given=Papers(**given))


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [r.code for r in refusal.value.reasons]


def test_an_application_is_promised_from_its_first_second(town: County) -> None:
    row = applied()
    # Monday noon: accepted by Tuesday, 5 working days more, the next Tuesday at closing time
    assert row.due_at is not None
    assert row.due_at.astimezone(CHINA).strftime("%m-%d %H:%M") == "12-01 17:30"
    assert (row.unit, row.state, row.item_version) == ("HOUSING", "submitted", 1)
    assert WorkItem.objects.get(subject_kind="application").role == "clerk"


def test_it_is_examined_and_decided_by_two_people(town: County) -> None:
    row = moved(applied(), town, "zhao", "accept")
    row = moved(row, town, "zhao", "examine", opinion="材料齐全")
    assert WorkItem.objects.get(subject_kind="application").role == "decider"
    row = moved(row, town, "du", "grant", result="准予提取", now=NOON + timedelta(days=2))
    assert (row.state, row.is_kept, row.is_same_day) == ("granted", True, False)
    assert not WorkItem.objects.filter(subject_kind="application").exists()


def test_whoever_examined_does_not_decide(town: County) -> None:
    row = moved(applied(), town, "du", "accept")
    row = moved(row, town, "du", "examine", opinion="齐全")
    for name, paper in (("grant", {"result": "准予"}), ("decline", {"reason": "不符"})):
        with pytest.raises(Refused) as refused:
            moved(row, town, "du", name, **paper)
        assert codes(refused) == ["decided_by_examiner"]


def test_papers_are_asked_for_once_and_whole(town: County) -> None:
    row = applied(papers=("form",))
    with pytest.raises(Refused) as refused:
        moved(row, town, "zhao", "accept")
    assert codes(refused) == ["papers_lacking"]
    assert refused.value.reasons[0].params == {"papers": "租房合同"}
    row = moved(row, town, "zhao", "ask_supplement", missing_papers="租房合同")
    assert row.due_at is None
    back = NOON + timedelta(days=3)
    row = moved(row, town, "resident", "supplement", received=("contract",), now=back)
    assert (row.state, row.lacking) == ("submitted", ())
    assert row.due_at is not None
    with pytest.raises(Refused) as refused:
        moved(row, town, "zhao", "ask_supplement", missing_papers="再来一份")
    assert codes(refused) == ["supplement_asked_before"]


def test_time_runs_again_only_once_every_paper_is_there(town: County) -> None:
    row = moved(applied(papers=()), town, "zhao", "ask_supplement", missing_papers="两份都缺")
    with pytest.raises(Invalid) as unknown:
        moved(row, town, "resident", "supplement", received=("form", "birth"))
    assert codes(unknown) == ["paper_not_of_item"]
    with pytest.raises(Refused) as refused:
        moved(row, town, "resident", "supplement", received=("form",))
    assert codes(refused) == ["papers_still_lacking"]
    kept = Application.objects.get()
    assert (kept.state, kept.papers) == ("supplementing", [])


def test_the_time_it_waits_for_papers_is_not_the_administrations(town: County) -> None:
    straight, waiting = applied(), applied(papers=("form",))
    waiting = moved(waiting, town, "zhao", "ask_supplement", missing_papers="租房合同")
    back = NOON + timedelta(days=7)
    waiting = moved(waiting, town, "resident", "supplement", received=("contract",), now=back)
    assert straight.due_at is not None
    assert waiting.due_at is not None
    assert waiting.due_at - straight.due_at == timedelta(days=7)


def test_what_can_be_done_at_once_is(town: County) -> None:
    row = moved(applied(item="permit_copy", papers=()), town, "zhao", "decide_at_once",
                result="当场取走")  # fmt: skip
    assert (row.state, row.is_same_day, row.is_kept, row.spent_minutes) == (
        "granted", True, True, 0,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        moved(applied(), town, "zhao", "decide_at_once", result="x")
    assert codes(refused) == ["item_not_instant"]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"item": "nothing"}, ("unknown_item", "item")),
        ({"phone": ""}, ("applicant_needs_phone", "phone")),
        ({"phone": "12"}, ("bad_phone", "phone")),
        ({"channel": "home"}, ("channel_not_offered", "channel")),
        ({"papers": ("form", "birth")}, ("paper_not_of_item", "papers")),
        ({"area": "1"}, ("unknown_area", "area")),
        ({"by_agent": True}, ("agent_needs_word", "has_word")),
        ({"note": "长" * 501}, ("text_length", "note")),
    ],
)
def test_each_fault_names_its_field(
    town: County, given: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        applied(**given)
    assert [(r.code, r.field) for r in refused.value.reasons] == [fault]
    assert not Application.objects.exists()


@pytest.mark.parametrize("who", ["chen", "qian", "sun"])
def test_another_unit_moves_nothing(town: County, who: str) -> None:
    row = applied()
    with pytest.raises(Refused) as refused:
        moved(row, town, who, "accept")
    assert "wrong_role" in codes(refused)
    assert not applications_of(town[who]).exists()


def test_a_clerk_does_not_decide_and_a_decider_knows_the_reason(town: County) -> None:
    row = moved(moved(applied(), town, "zhao", "accept"), town, "zhao", "examine", opinion="齐")
    with pytest.raises(Refused) as refused:
        moved(row, town, "zhao", "grant", result="准予")
    assert codes(refused) == ["decided_by_examiner"]
    with pytest.raises(Refused) as refused:
        moved(row, town, "du", "decline")
    assert codes(refused) == ["paper_missing"]
    with pytest.raises(Refused) as refused:
        moved(row, town, "du", "accept")
    assert codes(refused) == ["wrong_state"]
    with pytest.raises(Stale):
        move_application(row, "grant", by=town["du"], now=NOON, version=row.version - 1)


def test_the_town_decides_what_was_delegated_to_it(town: County) -> None:
    point = ServicePoint.objects.get(name="北镇便民服务站")
    item = item_for("stall_permit", NOON)
    assert applied(item="stall_permit", papers=(), point=point, channel="counter").unit == "HOUSING"
    power = {"item": "摆摊", "case_types": [], "from_unit": "HOUSING", "to_unit": "T-NORTH",
             "mode": "entrusted", "basis": "试", "effective_from": "2026-01-01",
             "service_items": ["stall_permit"]}  # fmt: skip
    set_rule("delegated_power", "p1", power, valid_from=LONG_AGO, reason="下放", by="试", now=NOON)
    assert does(point, item, NOON)
    assert applied(item="stall_permit", papers=(), point=point, channel="counter").unit == "T-NORTH"


def test_the_applicant_is_found_by_number_and_code_alone(town: County) -> None:
    receipt = apply_for(ASKED, now=NOON)
    number = receipt.application.number
    assert application_by_code(number, receipt.access_code.lower()).pk == receipt.application.pk
    for tried in ((number, "AAAAAAAA"), ("AP0", receipt.access_code)):
        with pytest.raises(NotFound):
            application_by_code(*tried)
    assert receipt.access_code not in str(Application.objects.values().get())


def test_name_and_telephone_are_sealed_shown_on_the_record_and_erased(town: County) -> None:
    row = applied(note="我的电话 13812345678")
    kept = Applicant.objects.get()
    assert kept.hint == "138****5678"
    assert "13812345678" not in row.note
    assert "138" not in bytes(kept.sealed).decode("latin1")
    assert acts.show_applicant(row, by=town["zhao"], now=NOON)["phone"] == "13812345678"
    assert JournalEntry.objects.filter(kind="applicant_shown").count() == 1
    with pytest.raises(NotAllowed):
        acts.show_applicant(row, by=town["chen"], now=NOON)
    moved(row, town, "resident", "withdraw")
    assert acts.erase_applicants(NOON + timedelta(days=179)) == 0
    assert acts.erase_applicants(NOON + timedelta(days=181)) == 1
    assert Application.objects.get().note == ""
    with pytest.raises(NotFound):
        acts.show_applicant(row, by=town["zhao"], now=NOON)


def test_a_decision_is_rated_once_by_its_applicant(town: County) -> None:
    row = applied(item="permit_copy", papers=())
    with pytest.raises(Refused) as refused:
        acts.rate_application(row, 5, now=NOON)
    assert codes(refused) == ["application_not_decided"]
    row = moved(row, town, "zhao", "decide_at_once", result="取走")
    with pytest.raises(Invalid):
        acts.rate_application(row, 6, now=NOON)
    assert acts.rate_application(row, 4, now=NOON).rating == 4
    with pytest.raises(Refused) as refused:
        acts.rate_application(row, 5, now=NOON)
    assert codes(refused) == ["rated_already"]


def test_the_clock_archives_what_was_decided(town: County) -> None:
    row = moved(applied(item="permit_copy", papers=()), town, "zhao", "decide_at_once", result="好")
    alarm = PendingAlarm.objects.get(subject_kind="application", subject_id=row.pk)
    assert alarm.at is not None
    assert ring(alarm, now=alarm.at)
    assert Application.objects.get().state == "archived"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"promise": "30 working_days"}, ("promise_beyond_law", "promise")),
        ({"promise": ""}, ("bad_term", "promise")),
        ({"unit": "X"}, ("unknown_unit", "unit")),
        ({"name": ""}, ("text_length", "name")),
        ({"channels": ["fax"]}, ("unknown_value", "channels")),
        ({"papers": [{"key": "id", "name": "身份证复印件"}]}, ("paper_held", "papers.0")),
        ({"papers": [{"key": "id", "name": "户口簿（原件）"}]}, ("paper_held", "papers.0")),
        ({"papers": [{"key": "", "name": "表"}]}, ("paper_unnamed", "papers.0")),
        (
            {"papers": [{"key": "a", "name": "表"}, {"key": "a", "name": "书"}]},
            ("paper_twice", "papers.1"),
        ),
    ],
)
def test_an_item_asks_for_nothing_the_administration_holds_and_keeps_within_the_law(
    town: County, changes: dict[str, Any], fault: tuple[str, str] | None
) -> None:
    faults = SCHEMAS["service_item"]("x", {**ITEMS["housing_fund"], **changes}, None)
    assert [(r.code, r.field) for r in faults] == ([fault] if fault else [])


@pytest.mark.parametrize("name", ["身份证", "身份证复印件", "身份证（正反面）原件", " 身份证原件"])
def test_a_paper_is_known_by_its_name_without_copies(name: str) -> None:
    assert normal(name) == "身份证"


terms = st.builds(Term, st.integers(1, 60), st.sampled_from(list(Counting)))


@given(terms, st.integers(1, 60))
def test_more_of_the_same_term_is_longer(term: Term, more: int) -> None:
    assert minutes(Term(term.amount + more, term.counting)) > minutes(term)


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    st.sampled_from(list(ITEMS)),
    st.lists(st.sampled_from([m.name for m in APPLICATION.moves]), max_size=6),
    st.integers(0, 60),
)
def test_no_application_is_without_a_promise(
    town: County, item: str, moves: list[str], hours: int
) -> None:
    """Whatever is tried in whatever order: who waits has a day, or is waited for."""
    row = apply_for(Asked(item, "13812345678", channel=ITEMS[item]["channels"][-1]), now=NOON)
    kept = row.application
    needed = tuple(p["key"] for p in ITEMS[item].get("papers", ()))
    for n, name in enumerate(moves):
        given = Papers("缺", "齐", "准", "不符", received=needed)
        by = RESIDENT if name in ("supplement", "withdraw") else town["zhao" if n % 2 else "du"]
        at = NOON + timedelta(hours=n * hours)
        with suppress(Refusal):
            move_application(kept, name, by=by, now=at, version=kept.version, given=given)
        kept = ready(Application.objects.get(pk=kept.pk))
        is_over = kept.decided_at is not None or kept.state == "withdrawn"
        assert is_over or kept.due_at is not None or kept.state == "supplementing"
        assert kept.decided_at is None or kept.is_kept is not None
        assert kept.first_due_at is not None
        assert kept.first_due_at > kept.submitted_at


def test_every_state_of_an_open_application_has_a_next_alarm(town: County) -> None:
    waiting = moved(applied(papers=()), town, "zhao", "ask_supplement", missing_papers="全部")
    rows = [applied(), moved(applied(), town, "zhao", "accept"), waiting]
    for row in rows:
        alarm = PendingAlarm.objects.get(subject_kind="application", subject_id=row.pk)
        assert alarm.at is not None


def test_the_area_of_a_point_is_told_nothing_of_the_applicant(town: County) -> None:
    point = ServicePoint.objects.get(name="北镇便民服务站")
    row = applied(point=point, channel="counter", area=EAST)
    assert not applications_of(town["wang"]).filter(pk=row.pk).exists()

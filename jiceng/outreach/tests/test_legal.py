"""Legal publicity from its plan to what it came to; lawyers' hours; disputes that become cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import models
from django.test import Client

from jiceng.casework.actions.intake import Raised
from jiceng.casework.models import Case
from jiceng.casework.tests.county import EAST, FAR, LONG_AGO, NOON, WEST, County
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused
from jiceng.kernel.reports import Span
from jiceng.outreach.actions.activities import record_attendance
from jiceng.outreach.actions.content import load_legal
from jiceng.outreach.actions.legal import (
    LegalPlan,
    hand_over,
    plan_duty,
    plan_session,
    register_lawyer,
    tell_session,
)
from jiceng.outreach.figures import REPORTS
from jiceng.outreach.figures.legal import LEGAL
from jiceng.outreach.models import Activity, HandedOver, LegalSession
from jiceng.outreach.queries.legal import coverage, duties_ahead, programme_at
from jiceng.outreach.rules.activities import Attended
from jiceng.outreach.tests.calendar_cast import (
    ELEVEN,
    NINE,
    PLAN,
    TEN,
    booked,
    hall,
    moved,
    with_kinds,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LAW = LegalPlan("2026", "civil", "community", "示例讲师")
YEAR = Span(NOON.date().replace(month=1, day=1), NOON.date().replace(month=12, day=31), NOON)
AFTER = ELEVEN
HOURS = replace(PLAN, title="律师值班", kind="legal_duty", capacity=2)


@pytest.fixture
def town(county: County) -> County:
    with_kinds()
    load_legal(by="setup", now=LONG_AGO)
    return county


def planned(town: County, who: str = "chen", given: LegalPlan = LAW, **more: Any) -> LegalSession:
    return plan_session(replace(PLAN, **more), given, by=town[who], now=NOON)


def told(town: County, session: LegalSession, people: int = 30, who: str = "chen") -> LegalSession:
    activity = Activity.objects.get(pk=session.activity_id)
    record_attendance(activity, Attended(people), by=town[who], now=AFTER, version=activity.version)
    return LegalSession.objects.select_related("activity").get(pk=session.pk)


def refused_for(act: Callable[[], object], kind: type[Refusal] = Invalid) -> list[str]:
    with pytest.raises(kind) as refused:
        act()
    return [r.code for r in refused.value.reasons]


def figure(code: str, subject: str = "") -> tuple[int, int]:
    found = LEGAL.count(code, [subject], YEAR)[subject]
    return found.numerator, found.denominator


def test_a_session_counts_where_it_was_held_once_attendance_is_told(town: County) -> None:
    session = planned(town)
    assert (figure("legal_sessions_held")[0], figure("legal_coverage_rate")) == (0, (0, 3))
    told(town, session)
    assert figure("legal_sessions_held")[0] == 1
    assert figure("legal_people_reached")[0] == 30
    assert figure("legal_coverage_rate") == (1, 3)
    assert figure("legal_sessions_held", FAR)[0] == 0
    found = coverage(programme_at("2026", NOON), "")
    there = {a.code: dict(r.sessions) for a, r in zip(found.areas, found.rows, strict=True)}
    assert there == {EAST: {"community": 1}, WEST: {}, FAR: {}}


def test_the_kind_of_place_is_that_of_its_venue(town: County) -> None:
    venue = hall(town, kind="school_hall")
    session = planned(town, given=replace(LAW, place_kind=""), venue=venue.number, place="")
    assert session.place_kind == "school"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"programme": "1999"}, "unknown_value"),
        ({"law": "tax"}, "legal_law_not_offered"),
        ({"place_kind": "moon"}, "legal_unknown_place"),
        ({"place_kind": ""}, "legal_unknown_place"),
        ({"programme": "2025"}, "legal_outside_programme"),
    ],
)
def test_what_the_programme_does_not_have_is_refused(
    town: County, change: dict[str, str], code: str
) -> None:
    assert refused_for(lambda: planned(town, given=replace(LAW, **change))) == [code]
    assert not Activity.objects.exists()


def test_nobody_plans_where_they_organise_nothing(town: County) -> None:
    assert refused_for(lambda: planned(town, "li"), NotAllowed) == ["not_activity_keeper"]
    assert refused_for(lambda: planned(town, area=FAR), NotAllowed) == ["not_activity_keeper"]


def test_leaflets_and_questions_are_told_after_it_was_held(town: County) -> None:
    session = planned(town)

    def tell(who: str = "chen", materials: int = 80) -> LegalSession:
        row = LegalSession.objects.select_related("activity").get(pk=session.pk)
        return tell_session(row, materials=materials, consulted=4, by=town[who], now=AFTER)

    assert refused_for(tell, Refused) == ["legal_not_held"]
    told(town, session)
    assert refused_for(lambda: tell("sun"), NotAllowed) == ["not_activity_keeper"]
    assert refused_for(lambda: tell(materials=-1)) == ["number_range"]
    assert tell().materials == 80
    assert JournalEntry.objects.filter(kind="legal_told").count() == 1


def test_a_lawyer_is_at_one_place_at_a_time_and_hours_are_booked(town: County) -> None:
    lawyer = register_lawyer("示例律师", "示例律师事务所", "劳动", by=town["chen"])
    duty = plan_duty(HOURS, lawyer.pk, by=town["chen"], now=NOON)
    clash = replace(HOURS, area=FAR, starts_at=NINE + timedelta(minutes=30), ends_at=ELEVEN)
    assert refused_for(
        lambda: plan_duty(clash, lawyer.pk, by=town["sun"], now=NOON), Refused
    ) == ["resource_taken"]  # fmt: skip
    later = replace(clash, starts_at=TEN)
    assert plan_duty(later, lawyer.pk, by=town["sun"], now=NOON).lawyer == lawyer
    assert not duties_ahead(NOON).exists()
    activity = moved(duty.activity, town, "publish")
    booked(activity)
    assert refused_for(lambda: booked(activity, 1), Refused) == ["booking_full"]
    assert [d.activity.taken for d in duties_ahead(NOON)] == [2]


def test_a_lawyer_is_registered_once(town: County) -> None:
    def register(name: str = "示例律师") -> object:
        return register_lawyer(name, "示例律师事务所", by=town["chen"])

    register()
    assert refused_for(register, Refused) == ["lawyer_there"]
    assert refused_for(lambda: register(" ")) == ["text_length"]
    missing = 99
    assert refused_for(
        lambda: plan_duty(HOURS, missing, by=town["chen"], now=NOON)
    ) == ["lawyer_not_there"]  # fmt: skip


def test_a_dispute_goes_on_as_a_case_of_the_same_community(town: County) -> None:
    activity = planned(town).activity
    given = Raised("两家因排水沟走向争执", case_type="0101")

    def give(now: Any = AFTER, who: str = "chen") -> HandedOver:
        return hand_over(Activity.objects.get(pk=activity.pk), given, by=town[who], now=now)

    assert refused_for(lambda: give(NOON), Refused) == ["dispute_before_it_began"]
    assert refused_for(lambda: give(who="sun"), NotAllowed) == ["not_activity_keeper"]
    handed = give()
    case = Case.objects.get()
    assert (handed.case, case.area_path.split("/")[2], case.source) == (case, EAST, "clerk")
    assert figure("disputes_handed_over")[0] == 1


def test_no_record_of_an_individual_can_be_kept_with_safety_or_law() -> None:
    """Safety is series alone: outreach has no model, and no column, that could hold one person's
    offence, trial or sentence."""
    words = ("suspect", "offend", "crim", "convict", "sentence", "prison", "accus", "arrest",
             "victim", "gang", "id_number", "born", "gender")  # fmt: skip
    legal: list[type[models.Model]] = [LegalSession, HandedOver, *_of("legal")]
    named = [f"{m.__name__}.{f.name}" for m in legal for f in m._meta.get_fields()]
    assert [name for name in named if any(word in name.lower() for word in words)] == []
    free = [f for m in legal for f in m._meta.get_fields() if isinstance(f, models.TextField)]
    assert free == []
    assert LEGAL in REPORTS


def _of(module: str) -> list[type[models.Model]]:
    found = LegalSession._meta.apps.get_app_config("outreach").get_models()
    return [m for m in found if m.__module__.endswith(f".{module}")]


def test_the_pages_tell_what_was_done_and_what_is_left(town: County) -> None:
    clerk = Client()
    clerk.force_login(town.people["chen"])
    typed = {"title": "民法典进社区", "programme": "2026", "law": "civil",
             "place_kind": "community", "starts_at": "2026-11-24T09:00",
             "ends_at": "2026-11-24T10:00", "area": EAST, "place": "文化广场"}  # fmt: skip
    wrong = clerk.post("/desk/legal/new", {**typed, "programme": "2025"})
    assert wrong.status_code == 422
    assert "2026-11-24 不在方案的起止日期内" in wrong.content.decode()
    page = clerk.post("/desk/legal/new", typed).headers["Location"]
    assert "民法典进社区" in clerk.get(page).content.decode()
    told(town, LegalSession.objects.get())
    shown = clerk.get("/desk/legal/").content.decode()
    assert "一场也没有" in shown
    assert "5 类场所" in shown
    assert clerk.post(f"{page}acts/tell", {"materials": 80, "consulted": 4}).status_code == 302
    assert "80 份" in clerk.get(page).content.decode()
    assert "民法典进社区" in clerk.get("/desk/legal/sessions/?state=held").content.decode()
    sent = {"text": "两家因排水沟走向争执", "place": "文化路"}
    early = clerk.post(f"{page}acts/hand_over", sent)
    assert early.status_code == 409
    assert "活动还没有开始，开始以后才能移交纠纷" in early.content.decode()


def test_residents_see_lawyers_hours_and_book_them(town: County) -> None:
    lawyer = register_lawyer("示例律师", "示例律师事务所", by=town["chen"])
    duty = plan_duty(HOURS, lawyer.pk, by=town["chen"], now=NOON)
    assert "近期没有安排律师值班" in Client().get("/legal").content.decode()
    moved(duty.activity, town, "publish")
    shown = Client().get("/legal").content.decode()
    assert "还有 2 个名额" in shown
    assert f"/activities/{duty.activity.number}" in shown

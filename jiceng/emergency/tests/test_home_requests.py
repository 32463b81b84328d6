"""Home service: asked for while it is open, settled like any case, and forgotten afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from jiceng.casework.actions.around import add_note, show_contact
from jiceng.casework.actions.intake import Raised, Receipt, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case
from jiceng.casework.tests.county import FAR, GRID_1, NOON, NORTH, County
from jiceng.emergency.actions.emergencies import at_its_end
from jiceng.emergency.actions.home_erasing import erase_home_words
from jiceng.emergency.actions.home_requests import ask_home, tell_delivered
from jiceng.emergency.figures.home_requests import HOME_REQUESTS
from jiceng.emergency.models import CaseErasure, Emergency, HomeRequest, Opening
from jiceng.emergency.queries.home_requests import kept_of
from jiceng.emergency.rules.home_requests import Delivered, HomeWish
from jiceng.emergency.tests.cast import decided, switched_on, with_command
from jiceng.kernel.clocks import Alarm
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused
from jiceng.kernel.reports import Span

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAME, PHONE, WORDS, DOOR = "欧阳锦程", "13876543210", "缬沙坦胶囊两盒", "9号楼西侧木架"
SECRETS = (NAME, PHONE, WORDS, DOOR, "藏头尾注")
WATCHING = ("reason", "test", "result", "code_colour", "health", "symptom", "isolat", "quarantine",
            "person", "household", "movement")  # fmt: skip


@pytest.fixture
def command(county: County) -> County:
    return with_command(county)


def wished(area: str = GRID_1, **changes: Any) -> HomeWish:
    told = {"need": "medicine", "details": WORDS, "drop_point": DOOR, "name": NAME, "phone": PHONE}
    return HomeWish(area=area, **(told | changes))


def asked(**changes: Any) -> Receipt:
    return ask_home(wished(**changes), now=NOON)


def settled(county: County, case: Case, hours: int = 2) -> Case:
    return make_move(
        case, "settle_on_the_spot", by=county["li"], now=NOON + hours * HOUR,
        version=case.version, given=Given(result="已放到门口"),
    )  # fmt: skip


def ended(county: County, row: Emergency) -> Emergency:
    return decided(county, row, "end", who="shi", now=NOON + DAY)


def closed(county: County, row: Emergency) -> Emergency:
    return decided(county, row, "close", who="shi", now=NOON + DAY + HOUR)


def where_it_stands(secrets: tuple[str, ...]) -> list[str]:
    """Every column of every table in which one of the words is still read."""
    found = []
    for model in apps.get_models():
        kinds = (models.CharField, models.TextField, models.JSONField)
        columns = [f.attname for f in model._meta.concrete_fields if isinstance(f, kinds)]
        for row in model._default_manager.values(*columns) if columns else ():
            found += [f"{model._meta.label}.{c}" for c in columns
                      if any(s in str(row[c]) for s in secrets)]  # fmt: skip
    return found


def test_a_need_becomes_a_case_with_a_short_promise(command: County) -> None:
    row = switched_on(command, level="II")
    case = asked().case
    request = HomeRequest.objects.get(case=case)
    assert (request.emergency, request.need) == (row, "medicine")
    assert (case.due_at, case.tier, case.title) == (NOON + 8 * HOUR, "grid", "买药")
    assert show_contact(case, by=command["li"], now=NOON)["phone"] == PHONE


@pytest.mark.parametrize(
    "changes", [{"area": FAR}, {"need": "care"}, {"area": "nowhere"}, {"need": "gold"}]
)
def test_what_no_emergency_has_open_there_is_refused(
    command: County, changes: dict[str, str]
) -> None:
    switched_on(command, level="II")
    with pytest.raises(Invalid) as refused:
        asked(**changes)
    assert "home_not_open" in [r.code for r in refused.value.reasons]


def test_a_drill_opens_no_home_requests(command: County) -> None:
    switched_on(command, level="II", is_drill=True)
    with pytest.raises(Invalid, match="home_not_open"):
        asked()


def test_whoever_brings_it_tells_the_cost_and_who_paid(command: County) -> None:
    switched_on(command, level="II")
    request = HomeRequest.objects.get(case=asked().case)
    with pytest.raises(NotAllowed):
        tell_delivered(request, Delivered(), by=command["sun"], now=NOON)
    with pytest.raises(Invalid, match="home_payer_missing"):
        tell_delivered(request, Delivered(3550), by=command["li"], now=NOON)
    tell_delivered(request, Delivered(3550, "household"), by=command["li"], now=NOON + HOUR)
    kept = HomeRequest.objects.get()
    assert (kept.delivered_at, kept.cost_fen) == (NOON + HOUR, 3550)


def test_an_emergency_with_open_requests_is_not_closed(command: County) -> None:
    row = switched_on(command, level="II")
    asked()
    asked(need="food")
    row = ended(command, row)
    with pytest.raises(Refused) as refused:
        closed(command, row)
    told = [(r.code, r.params["count"]) for r in refused.value.reasons]
    assert told == [("emergency_open_requests", 2)]


def test_nobody_closes_it_by_silence_either_while_requests_are_open(command: County) -> None:
    row = switched_on(command, level="II")
    asked()
    row = ended(command, row)
    rung = Alarm(at=NOON + 15 * DAY, clock="stage", percent=100, light="red", tell="leader")
    act = at_its_end(row, rung)
    assert act is not None
    act(row, NOON + 15 * DAY)
    assert Emergency.objects.get(pk=row.pk).state == "ended"


def test_after_closing_no_column_tells_of_anybody_and_the_figures_stay(command: County) -> None:
    row = switched_on(command, level="II")
    made = asked()
    add_note(made.case, "藏头尾注", by=command["li"], now=NOON)
    settled(command, made.case)
    late = settled(command, asked(need="food").case, hours=9)
    assert where_it_stands((WORDS, DOOR))
    span = Span(NOON.date(), NOON.date(), NOON)
    before = (kept_of(row).needs, HOME_REQUESTS.count("home_requests_timely", [""], span)[""])
    row = closed(command, ended(command, row))
    assert where_it_stands(SECRETS) == []
    kept = kept_of(row)
    assert (kept.needs, HOME_REQUESTS.count("home_requests_timely", [""], span)[""]) == before
    assert (before[1].numerator, before[1].denominator) == (1, 2)
    counts = {n: kept.erased[n] for n in ("cases", "contacts", "notes")}
    assert counts == {"cases": 2, "contacts": 2, "notes": 3}
    assert JournalEntry.objects.filter(subject_kind="emergency", kind="emergency_erased").exists()
    assert Case.objects.get(pk=late.pk).handled_at == NOON + 9 * HOUR


def test_what_was_settled_goes_two_weeks_later_though_the_emergency_lasts(command: County) -> None:
    row = switched_on(command, level="II")
    settled(command, asked().case)
    still = asked(need="food").case
    assert erase_home_words(NOON + 14 * DAY) == 0
    assert erase_home_words(NOON + 14 * DAY + 3 * HOUR) == 1
    assert CaseErasure.objects.get().emergency == row
    assert Case.objects.get(pk=still.pk).text != ""


def test_cases_of_an_extra_type_go_with_the_emergency_and_others_stay(command: County) -> None:
    row = switched_on(command, NORTH)
    usual = raise_case(Raised("垃圾满了", case_type="0101", grid_code=GRID_1), now=NOON).case
    extra = raise_case(Raised(WORDS, case_type="0101", grid_code=GRID_1), now=NOON + HOUR).case
    Opening.objects.create(emergency=row, kind="case_types", key="0102", opened_at=NOON)
    Case.objects.filter(pk=extra.pk).update(case_type="0102")
    settled(command, extra)
    closed(command, ended(command, row))
    assert where_it_stands((WORDS,)) == []
    assert Case.objects.get(pk=usual.pk).text == "垃圾满了"


def test_no_column_asks_why_somebody_stays_at_home_or_watches_them() -> None:
    columns = [f.name for m in (HomeRequest, CaseErasure) for f in m._meta.concrete_fields]
    assert [c for c in columns if any(word in c for word in WATCHING)] == []

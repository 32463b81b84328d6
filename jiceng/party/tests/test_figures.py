"""Figures of development and dues follow their records; outward they are counts, never names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import Q, Sum

from jiceng.casework.figures import Window as Since
from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import NotFound
from jiceng.party.actions.dues_payments import take_back
from jiceng.party.actions.dues_remittances import Sending, remit, settle_remittance
from jiceng.party.figures import development, dues
from jiceng.party.figures.life import Window
from jiceng.party.models import DuesMonth, Member, Remittance, ScreenedFile
from jiceng.party.rules.drill_defects import DEFECTS
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.developing import applied
from jiceng.party.tests.dues import JANUARY, fix_year, take
from jiceng.party.tests.screening import line, opened, table, taken_in
from jiceng.web.clock import county_zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
YEAR = Window(JANUARY, date(2026, 12, 31), TODAY)
DUES = "/desk/party/dues/"
FILES = "/desk/party/developments/figures/"


def below(path: str) -> dues.Reach:
    def reach(column: str) -> Q:
        return within(column, path)

    return reach


def owed(path: str = "P/") -> dict[str, tuple[int, int]]:
    """Figure of dues -> numerator and denominator."""
    return {f.kind.id: (f.numerator, f.denominator) for f in dues.compute(YEAR, below(path))}


def developed(path: str = "P/", year: int = 2026) -> dict[str, tuple[int, int]]:
    """Figure of development -> numerator and denominator."""
    window = Since.at(NOON, county_zone(), start=date(year, 1, 1), end=date(year, 12, 31))
    found = development.compute(window, below(path))
    return {f.kind.id: (f.numerator, f.denominator) for f in found}


# Dues.


def test_dues_are_counted_as_they_fall_due_are_paid_and_taken_back(party: Party) -> None:
    members = fix_year(party, since=date(2026, 9, 1))
    before = owed()
    assert before["dues_due"][0] == 6 * 3 * 3000
    assert before["dues_paid_rate"] == (0, 18)
    payment = take(party, members[0])
    assert owed()["dues_paid"][0] == 9000
    assert owed()["dues_paid_rate"] == (3, 18)
    assert owed("P/P-NORTH/P-WEST/")["dues_due"] == (0, 0)
    take_back(payment, "记错人", by=party["bai"], now=NOON, today=TODAY)
    assert owed() == before


@pytest.mark.parametrize(
    ("since", "flagged"),
    [(11, []), (10, [1]), (9, [1]), (8, [1, 3]), (6, [1, 3, 5]), (7, [1, 3]), (5, [1, 3, 5, 6]),
     (4, [1, 3, 5, 6])],
)  # fmt: skip
def test_arrears_reach_a_mark_when_so_many_months_in_a_row_are_unpaid(
    party: Party, since: int, flagged: list[int]
) -> None:
    """facts.md §5.3: flags at 1, 3, 5 and 6 months; November itself is not late yet, and the
    sixth member owes from June on."""
    fix_year(party, since=date(2026, since, 1))
    found = owed()
    assert [n for n in dues.MARKS if found[f"dues_arrears_{n}"][0]] == flagged
    for mark in flagged:
        reached = [run for run in [11 - since] * 5 + [min(11 - since, 5)] if run >= mark]
        assert found[f"dues_arrears_{mark}"][0] == len(reached)
        assert found[f"dues_arrears_{mark}_sum"][0] == sum(reached) * 3000


def test_paying_ends_arrears_and_membership_stays_as_it_is(party: Party) -> None:
    members = fix_year(party, since=date(2026, 5, 1))
    standings = list(Member.objects.order_by("pk").values_list("standing", flat=True))
    take(party, members[2])
    assert owed()["dues_arrears_6"][0] == 4
    assert list(Member.objects.order_by("pk").values_list("standing", flat=True)) == standings


@pytest.mark.parametrize(
    ("month", "paid_on", "counted"),
    [
        (date(2026, 7, 1), date(2026, 9, 30), (1, 1)),
        (date(2026, 7, 1), date(2026, 10, 1), (0, 1)),
        (date(2026, 7, 1), None, (0, 1)),
        (date(2026, 10, 1), date(2026, 10, 5), (0, 0)),
    ],
)
def test_a_month_is_paid_in_time_until_its_quarter_is_over(
    party: Party, month: date, paid_on: date | None, counted: tuple[int, int]
) -> None:
    """facts.md §5.3 art. 12: monthly, by the quarter where the branch agrees."""
    DuesMonth.objects.create(
        member=party.members("P-EAST")[0], organisation=party.at("P-EAST"), month=month,
        due_fen=500, paid_fen=500 if paid_on else 0, paid_on=paid_on,
    )  # fmt: skip
    assert owed()["dues_on_time_rate"] == counted


def test_what_is_remitted_counts_once_and_when_it_has_come(party: Party) -> None:
    take(party, fix_year(party, since=date(2026, 9, 1))[0])
    sent = remit(
        party.at("P-EAST"), Sending(4000, TODAY, TODAY, TODAY), by=party["bai"], now=NOON,
        today=TODAY,
    )  # fmt: skip
    assert isinstance(sent, Remittance)
    assert owed()["dues_remitted"][0] == 0
    settle_remittance(sent, "confirm", by=party["luo"], now=NOON, today=TODAY, version=1)
    remit(
        party.at("P-NORTH"), Sending(4000, TODAY, TODAY, TODAY), by=party["luo"], now=NOON,
        today=TODAY,
    )  # fmt: skip
    assert owed()["dues_remitted"][0] == 4000


@pytest.mark.parametrize("id", dues.FIGURES)
def test_the_records_of_a_figure_of_dues_come_to_it(party: Party, id: str) -> None:
    take(party, fix_year(party, since=date(2026, 2, 1))[0], because="外出务工")
    fix_year(party, "P-WEST", date(2026, 6, 1))
    kind, numbers = dues.FIGURES[id], owed()[id]
    for part, number in zip(("numerator", "denominator"), numbers, strict=True):
        rows = dues.records(id, YEAR, below("P/"), part=part)
        parts = dues.by_branch(id, YEAR, below("P/"), part=part)
        if kind.kind == "sum":
            assert (rows.aggregate(fen=Sum("counted"))["fen"] or 0) == number
            assert sum(p.fen or 0 for p in parts) == number
        else:
            assert rows.count() == sum(p.many for p in parts) == number


# Development.


@pytest.mark.parametrize(
    ("state", "figure"),
    [("applicant", "applicants"), ("activist", "activists"), ("candidate", "candidates"),
     ("resolved", "candidates"), ("probationary", "probationers")],
)  # fmt: skip
def test_an_applicant_is_counted_where_the_file_has_come_to(
    party: Party, state: str, figure: str
) -> None:
    applied(party).carry(state)
    found = developed()
    counted = {name: found[f"development_{name}"][0] for name in development.STAGES}
    assert counted == {name: int(name == figure) for name in development.STAGES}
    assert developed("P/P-NORTH/P-WEST/")[f"development_{figure}"] == (0, 0)


def test_admission_and_full_membership_are_counted_on_their_days(party: Party) -> None:
    file = applied(party).carry("probationary")
    assert developed(year=2025)["members_admitted"][0] == 1
    assert developed(year=2026)["members_admitted"][0] == 0
    assert developed()["made_full_in_term_rate"] == (0, 1)
    file.carry("full")
    assert developed()["members_made_full"][0] == 1
    assert developed()["made_full_in_term_rate"] == (1, 1)


@pytest.mark.parametrize(
    ("full_on", "in_term"),
    [(date(2026, 8, 20), 1), (date(2027, 2, 20), 0), (None, 0)],
)
def test_an_extended_probation_is_not_in_term(
    party: Party, full_on: date | None, in_term: int
) -> None:
    file = applied(party).carry("probationary").file
    Member.objects.filter(development=file).update(full_on=full_on)
    assert developed()["made_full_in_term_rate"] == (in_term, 1)


@pytest.mark.parametrize(
    ("day", "accepted"),
    [
        (date(2026, 8, 20), date(2025, 8, 20)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2024, 3, 1), date(2023, 3, 1)),
    ],
)
def test_a_year_of_probation_ends_by_the_calendar(day: date, accepted: date) -> None:
    assert development.accepted_by(day) == accepted


def test_what_a_screening_finds_is_counted_and_an_admission_found_irregular_beside_it(
    party: Party,
) -> None:
    rows = [line(defect, n, f"N{n}") for n, defect in enumerate(DEFECTS[:3])]
    taken_in(party, opened(party), table(rows))
    found = developed()["files_with_findings_rate"]
    assert found == (ScreenedFile.objects.filter(failed__gt=0).count(), 3)
    assert developed("P/P-NORTH/P-WEST/")["files_with_findings_rate"] == (0, 0)
    assert developed()["admissions_irregular"] == (0, 0)
    ScreenedFile.objects.filter(failed__gt=0).update(state="verified")
    assert developed()["admissions_irregular"][0] == found[0]


@pytest.mark.parametrize("id", development.FIGURES)
def test_the_records_of_a_figure_of_development_are_as_many(party: Party, id: str) -> None:
    applied(party).carry("full")
    applied(party, name="申请人乙（示例）")
    taken_in(party, opened(party), table([line(DEFECTS[0], 1, "N1")]))
    window = Since.at(NOON, county_zone(), start=JANUARY, end=YEAR.end)
    for part, number in zip(("numerator", "denominator"), developed()[id], strict=True):
        assert development.records(id, window, below("P/"), part=part).count() == number


# Pages.


@pytest.mark.parametrize("who", ["bai", "luo", "shen"])
def test_pages_of_figures_tell_no_names(party: Party, signed_in: Any, who: str) -> None:
    members = fix_year(party, since=date(2026, 5, 1))
    name = applied(party).file.applicant
    told = [name, *(m.name for m in members)]
    client = signed_in(who)
    urls = [FILES, f"{DUES}P-EAST/figures/"]
    urls += [f"{FILES}{id}/" for id in development.FIGURES]
    urls += [f"{DUES}P-EAST/figures/{id}/" for id in dues.FIGURES]
    for url in urls:
        page = client.get(url)
        assert page.status_code == 200
        assert not [one for one in told if one in page.text]


def test_a_count_of_few_late_members_is_told_to_their_own_secretary_alone(
    party: Party, signed_in: Any
) -> None:
    """facts.md §10: fewer than three are not broken down."""
    members = fix_year(party, since=date(2026, 8, 1))
    url = f"{DUES}{{}}/figures/dues_arrears_3_sum/"
    assert "540.00" in signed_in("luo").get(url.format("P-NORTH")).text
    for member in members[2:]:
        take(party, member)
    above = signed_in("luo").get(url.format("P-NORTH"))
    assert above.context["rows"][0]["count"] == "少于 3"
    own = signed_in("bai").get(url.format("P-EAST"))
    assert own.context["rows"][0] | {"url": "", "name": ""} == {
        "url": "", "name": "", "count": "2", "sum": "180.00",
    }  # fmt: skip


def test_figures_of_another_line_or_of_no_kind_are_missing(party: Party, signed_in: Any) -> None:
    for url in (f"{DUES}P-WEST/figures/", f"{DUES}P-WEST/figures/dues_due/",
                f"{DUES}P-EAST/figures/wages/", f"{FILES}names/"):  # fmt: skip
        assert signed_in("bai").get(url).status_code == 404
    with pytest.raises(NotFound):
        dues.records("wages", YEAR, below("P/"))

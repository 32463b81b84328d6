"""Each rule of the checker by a table: pass, fail, unknown, and both sides of every boundary.

Sources: facts.md §5.4 (steps and rules R01 to R21) and §14 (traps); the values are those of the
shipped versions (content/rule_book.toml). Names of rules stand in the first column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.party.rules.book import History, Version
from jiceng.party.rules.checker import RULES, check, check_batches, check_branch
from jiceng.party.rules.checker_order import is_within
from jiceng.party.rules.facts_of_file import Backer, FileFacts
from jiceng.party.rules.findings import Finding
from jiceng.party.rules.steps import ORDER
from jiceng.party.tests.checked import NEW, OLD, RULE_BOOK, Row, day, file, said
from jiceng.party.tests.checked_decisions import (
    DECISIONS,
    approved,
    asked_by,
    converted,
    notice,
    vote,
)

FULL = Backer(full_on=date(2000, 7, 1))
SOON = Backer(full_on=date(2020, 7, 2))
GONE = Backer(full_on=date(2000, 7, 1), ended_on=date(2020, 7, 1))
STRANGER = Backer(is_known=False)


def talk(asked: str, talked: str) -> FileFacts:
    return file(("application", asked), ("first_talk", talked))


def year(since: str, until: str, *reviews: str) -> FileFacts:
    held = [("half_year_review", on) for on in reviews]
    return file(("recognition", since), *held, ("nomination", until))


def named(step: str, *people: Backer) -> FileFacts:
    return file((step, "2020-07-01", {"people": people}))


def reviewed(on: str, conclusion: str | None = "passed") -> FileFacts:
    told = {"conclusion": conclusion} if conclusion else {}
    return file(("political_review", on, told), ("committee_review", "2020-07-01"),
                ("admission_meeting", "2020-08-01"))  # fmt: skip


def trained(on: str, days: int | None, hours: int | None) -> FileFacts:
    told = {"days": days, "hours": hours}
    return file(("training", on, told), ("committee_review", "2020-07-01"))


def row(*days: str) -> FileFacts:
    steps = ("pre_review", "admission_form", "admission_meeting")
    return file(*[(s, d) for s, d in zip(steps, days, strict=True) if d])


TABLE: list[Row] = [
    # step 1: eighteen years, by the birthday; §14.6 for 29 February
    ("R01", "pass", file(("application", "2020-03-05"), born="2002-03-05")),
    ("R01", "fail", file(("application", "2020-03-04"), born="2002-03-05")),
    ("R01", "fail", file(("application", "2018-02-28"), born="2000-02-29")),
    ("R01", "pass", file(("application", "2018-03-01"), born="2000-02-29")),
    ("R01", "unknown", file(("application", "2018-03-01"))),
    ("R01", "unknown", file(born="2000-02-29")),
    # step 2: within one month of receipt
    ("R02", "pass", talk("2020-01-31", "2020-02-29")),
    ("R02", "fail", talk("2020-01-31", "2020-03-01")),
    ("R02", "pass", talk("2020-05-10", "2020-06-10")),
    ("R02", "fail", talk("2020-05-10", "2020-06-11")),
    ("R02", "unknown", talk("2020-05-10", "")),
    ("R02", "unknown", talk("", "2020-05-10")),
    # step 5: one or two full members on that date
    ("R03", "fail", named("contacts")),
    ("R03", "pass", named("contacts", FULL)),
    ("R03", "pass", named("contacts", FULL, FULL)),
    ("R03", "fail", named("contacts", FULL, FULL, FULL)),
    ("R03", "fail", named("contacts", FULL, SOON)),
    ("R03", "fail", named("contacts", GONE)),
    ("R03", "fail", named("contacts", STRANGER, SOON)),
    ("R03", "unknown", named("contacts", FULL, STRANGER)),
    ("R03", "unknown", file(("contacts", "2020-07-01"))),
    # step 6: at least a year, by calendar dates (§14.6: 29 February → 28 February)
    ("R04", "pass", year("2019-03-10", "2020-03-10")),
    ("R04", "fail", year("2019-03-10", "2020-03-09")),
    ("R04", "pass", year("2020-02-29", "2021-02-28")),
    ("R04", "fail", year("2020-02-29", "2021-02-27")),
    ("R04", "unknown", year("2019-03-10", "")),
    ("R04", "unknown", file(("nomination", "2020-03-09"))),
    # step 6: reviews between activist and candidate, one for each whole half year
    ("R05", "pass", year("2019-01-10", "2020-01-10", "2019-07-10", "2020-01-10")),
    ("R05", "fail", year("2019-01-10", "2020-01-10", "2019-07-10", "2020-01-11")),
    ("R05", "fail", year("2019-01-10", "2020-01-10", "2019-07-10")),
    ("R05", "pass", year("2019-01-10", "2020-01-09", "2019-07-10")),
    ("R05", "unknown", year("2019-01-10", "2020-01-10", "2019-07-10", "")),
    ("R05", "unknown", year("2019-01-10", "2020-01-10")),
    ("R05", "fail", replace(year("2019-01-10", "2020-01-10"), papers=frozenset())),
    # step 8: dated, before results of steps 9 to 11 are used (at step 12)
    ("R06", "pass", file(("candidate_filing", "2020-07-01"), ("committee_review", "2020-07-01"))),
    ("R06", "fail", file(("candidate_filing", "2020-07-02"), ("committee_review", "2020-07-01"))),
    ("R06", "fail", file(("candidate_filing", ""), ("committee_review", "2020-07-01"))),
    ("R06", "unknown", file(("committee_review", "2020-07-01"))),
    ("R06", "unknown", file(("candidate_filing", "2020-07-02"))),
    ("R06", "fail", file(("committee_review", "2020-07-01"), papers=frozenset())),
    # step 10: finished before step 12 and 15; a local rule lets it hold a year
    ("R07", "pass", reviewed("2020-07-01")),
    ("R07", "fail", reviewed("2020-07-02")),
    ("R07", "fail", reviewed("2020-06-01", "not_passed")),
    ("R07", "unknown", reviewed("2020-06-01", None)),
    ("R07", "unknown", reviewed("")),
    ("R07", "pass", reviewed("2019-08-01")),
    ("R07", "fail", reviewed("2019-07-31")),
    # step 11: three days or 24 class hours, before step 12
    ("R08", "pass", trained("2020-07-01", 3, None)),
    ("R08", "pass", trained("2020-07-01", None, 24)),
    ("R08", "pass", trained("2020-07-01", 2, 24)),
    ("R08", "fail", trained("2020-07-01", 2, 23)),
    ("R08", "unknown", trained("2020-07-01", 2, None)),
    ("R08", "unknown", trained("2020-07-01", None, 23)),
    ("R08", "fail", trained("2020-07-02", 5, 40)),
    ("R08", "unknown", trained("", 5, 40)),
    # step 9: two full members
    ("R09", "fail", named("introducers", FULL)),
    ("R09", "pass", named("introducers", FULL, FULL)),
    ("R09", "fail", named("introducers", FULL, FULL, FULL)),
    ("R09", "fail", named("introducers", FULL, SOON)),
    ("R09", "unknown", named("introducers", FULL, STRANGER)),
    ("R09", "unknown", file(("admission_meeting", "2020-07-01"))),
    # steps 13 → 14 → 15 (art. 19)
    ("R10", "pass", row("2020-07-01", "2020-07-01", "2020-07-01")),
    ("R10", "fail", row("2020-07-02", "2020-07-01", "2020-07-03")),
    ("R10", "fail", row("2020-07-01", "2020-07-03", "2020-07-02")),
    ("R10", "fail", row("2020-07-03", "", "2020-07-02")),
    ("R10", "unknown", row("2020-07-01", "", "2020-07-02")),
    *DECISIONS,
    # 1 ≤ 2 ≤ … ≤ 25; 9, 10 and 11 may change places
    ("R19", "pass", talk("2020-07-01", "2020-07-01")),
    ("R19", "fail", talk("2020-07-02", "2020-07-01")),
    ("R19", "unknown", file(("application", "2020-07-01"), ("recognition", "2020-07-02"))),
    # papers and same-day batches: a human look
    ("R20", "unknown", file(("application", "2020-07-01"))),
    ("R20", "pass", file(("application", "2020-07-01"), papers=frozenset({"application"}))),
    ("R20", "fail", file(("application", "2020-07-01"), papers=frozenset())),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "result", "facts"), TABLE)
def test_a_rule_says(rule: str, result: str, facts: FileFacts) -> None:
    assert said(rule, facts).result == result


@pytest.mark.parametrize("rule", [r.id for r in RULES.values() if r.look])
def test_the_table_shows_each_rule_passing_failing_and_unknown(rule: str) -> None:
    assert {result for name, result, _ in TABLE if name == rule} == {"pass", "fail", "unknown"}


@pytest.mark.parametrize(
    ("rule", "facts"), [(r, f) for r, result, f in TABLE if result != "unknown"]
)
def test_before_the_first_version_nothing_is_judged(rule: str, facts: FileFacts) -> None:
    assert said(rule, facts, History()).result == "unknown"


@pytest.mark.parametrize(
    ("on", "severity"), [("2021-03-01", "major"), ("2021-05-30", "major"), ("2021-05-31", "fatal")]
)
def test_an_approval_past_six_months_is_graver(on: str, severity: str) -> None:
    """R14 (§5.4): over three months major, over six to be done again."""
    assert found("R14", approved(on)).severity == severity


def found(rule: str, facts: FileFacts) -> Finding:
    return next(f for f in check(facts, RULE_BOOK) if f.rule == rule)


@pytest.mark.parametrize(("on", "version"), [("2014-05-27", OLD), ("2014-05-28", NEW)])
def test_what_happened_is_judged_by_the_version_of_its_day(on: str, version: Any) -> None:
    finding = found("R11", file(("admission_meeting", on, {"should_attend": 9, "present": 9,
                                                           "yes": 9})))  # fmt: skip
    assert (finding.version, finding.document) == (version.number, version.document)


MET_LATE = ("admission_meeting", "2015-06-01")
BEGINS: list[tuple[str, Callable[[str], FileFacts]]] = [
    ("R02", lambda began: talk(began, "2014-06-20")),
    ("R04", lambda began: year(began, "2015-06-20")),
    ("R05", lambda began: year(began, "2015-06-20", "2014-12-01", "2015-06-01")),
    ("R14", lambda began: file(("admission_meeting", began), ("approval", "2014-06-20"))),
    ("R16", lambda began: asked_by(began, "2015-05-28")),
    ("R18", lambda began: converted(began, "2014-06-20")),
]


@pytest.mark.parametrize(("began", "version"), [("2014-05-27", OLD), ("2014-05-28", NEW)])
@pytest.mark.parametrize(("rule", "facts"), BEGINS)
def test_a_length_is_judged_by_the_version_of_the_day_it_runs_from(
    rule: str, facts: Callable[[str], FileFacts], began: str, version: Version
) -> None:
    """Shorter in the new version or not: whoever began under the old one has the old length."""
    finding = found(rule, facts(began))
    assert (finding.result, finding.version) == ("pass", version.number)
    none = {name: 0 for name in NEW.values if name.endswith("_months")}
    shorter = History((OLD, replace(NEW, values={**NEW.values, **none})))
    if rule in ("R02", "R14", "R18"):
        late = said(rule, facts(began), shorter)
        assert late.result == ("pass" if version is OLD else "fail")


@pytest.mark.parametrize(("on", "result"), [("2014-05-27", "pass"), ("2014-05-28", "fail")])
def test_a_review_holds_as_long_as_the_version_of_its_day_says(on: str, result: str) -> None:
    """R07 (§5.4 step 10): the local limit of a year came with the version of 28 May 2014."""
    facts = file(("political_review", on, {"conclusion": "passed"}),
                 ("committee_review", "2015-05-01"), MET_LATE)  # fmt: skip
    assert said("R07", facts).result == result


def test_a_finding_cites_its_clause_and_says_what_is_unverified() -> None:
    late = found("R07", reviewed("2020-07-02"))
    expired = found("R07", reviewed("2019-07-31"))
    assert (late.is_unverified, expired.is_unverified) == (False, True)
    quorum, notices = found("R11", vote(10, 5, 5)), found("R12", notice("2020-07-20", "2020-07-23"))
    assert (quorum.clause, quorum.is_unverified) == ("第二十条", False)
    assert notices.is_unverified


@pytest.mark.parametrize("gaps", [(0, 0, 0), (2, 0, 1), (0, 5, 3)])
def test_steps_nine_to_eleven_may_change_places(gaps: tuple[int, int, int]) -> None:
    on = [str(date(2020, 7, 1) + timedelta(n)) for n in gaps]
    facts = file(("candidate_filing", "2020-07-01"), ("introducers", on[0]),
                 ("political_review", on[1]), ("training", on[2]),
                 ("committee_review", max(on)))  # fmt: skip
    assert said("R19", facts).reason != "checker_out_of_order"


@pytest.mark.parametrize(
    ("steps", "result"),
    [
        # one table for both: a step is out of order where it may not be recorded so either
        (("recognition", "contacts", "activist_filing", "half_year_review"), False),
        (("contacts", "recognition"), True),
        (("half_year_review", "activist_filing"), True),
        (("half_year_review", "contacts"), True),
        (("approval", "probation_review", "oath", "assignment", "higher_filing",
          "conversion_request"), False),
        (("oath", "approval"), True),
        (("probation_review", "approval"), True),
        (("conversion_request", "higher_filing"), True),
        (("conversion_request", "assignment"), True),
    ],
)  # fmt: skip
def test_groups_change_places_among_themselves_and_not_with_others(
    steps: tuple[str, ...], result: bool
) -> None:
    days = [(step, f"2020-07-0{n}") for n, step in enumerate(steps, 1)]
    facts = file(*sorted(days, key=lambda entry: ORDER[entry[0]]))
    assert (said("R19", facts).reason == "checker_out_of_order") is result


@pytest.mark.parametrize("step", ["introducers", "political_review", "training"])
def test_none_of_them_may_lie_before_the_eighth_or_after_the_twelfth(step: str) -> None:
    early = file(("candidate_filing", "2020-07-02"), (step, "2020-07-01"))
    late = file((step, "2020-07-02"), ("committee_review", "2020-07-01"))
    assert [said("R19", f).reason for f in (early, late)] == ["checker_out_of_order"] * 2


@pytest.mark.parametrize(
    ("days", "result"),
    [
        (["2020-07-01"] * 5, "pass"),
        (["2020-07-01"] * 6, "fail"),
        (["2020-07-31"] * 5 + ["2020-08-30"], "fail"),
        (["2020-07-31"] * 5 + ["2020-08-31"], "pass"),
        ([], "unknown"),
        (["1980-07-01"] * 6, "unknown"),
    ],
)
def test_more_than_five_accepted_within_a_month_are_for_a_human_look(
    days: list[str], result: str
) -> None:
    """R21 (§5.4 突击发展): from any day on, up to the day before the same day of the next month."""
    (finding,) = check_branch(map(day, days), RULE_BOOK)
    assert (finding.result, finding.severity) == (result, "info")


@pytest.mark.parametrize(
    ("days", "stretches"),
    [
        # each month over the limit is found, not the first alone
        (["2019-07-01"] * 6 + ["2020-01-15"] * 7,
         [("2019-07-01", "2019-07-01", 6, 6), ("2020-01-15", "2020-01-15", 7, 7)]),
        # the month from 1 July ends on the 31st, that from the 31st on 30 August
        (["2020-07-01"] * 6 + ["2020-08-01"], [("2020-07-01", "2020-07-01", 6, 6)]),
        (["2020-07-01"] * 5 + ["2020-07-31", "2020-08-01"],
         [("2020-07-01", "2020-07-31", 6, 6)]),
        # months over the limit that overlap are one stretch with everybody in it
        (["2020-07-01"] * 3 + ["2020-07-20"] * 3 + ["2020-08-10"] * 3,
         [("2020-07-01", "2020-08-10", 9, 6)]),
    ],
)  # fmt: skip
def test_every_month_over_the_limit_is_found_with_the_files_it_counts(
    days: list[str], stretches: list[tuple[str, str, int, int]]
) -> None:
    found = check_branch(map(day, days), RULE_BOOK)
    told = [(str(f.facts["since"]), str(f.facts["until"]), f.facts["count"], f.facts["most"])
            for f in found]  # fmt: skip
    assert told == stretches
    for finding in found:
        counted = [d for d in days if is_within(day(d), finding.facts)]
        assert len(counted) == finding.facts["count"]


@pytest.mark.parametrize(("count", "batches"), [(5, 0), (6, 1)])
def test_personal_steps_of_many_on_one_day_are_for_a_human_look(count: int, batches: int) -> None:
    """R20 (§5.4): same-day batches are shown, never judged; a meeting for many is no batch."""
    one = file(("application", "2020-07-01"), ("admission_meeting", "2020-07-01"))
    found = list(check_batches({str(n): one for n in range(count)}, RULE_BOOK))
    assert [(f.severity, len(keys)) for f, keys in found] == [("info", count)] * batches

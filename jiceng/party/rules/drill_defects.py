"""Defects to be found: each breaks one rule of the checker, or just keeps it (facts.md §5.4).

Moving a day out of order is what R19 says as well: such a defect names both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from jiceng.party.rules.drill import COMMITTEE, FULL, Draft, clean, rounds
from jiceng.party.rules.facts_of_file import Backer, FileFacts
from jiceng.party.rules.months import add_months

Change = Callable[[Draft, Random], None]
DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Defect:
    """A change to a clean file, and the rules that must then fail: none for a harmless one."""

    name: str
    breaks: frozenset[str]
    change: Change


def seeded(defect: Defect, rng: Random) -> FileFacts:
    """A clean file with one defect in it."""
    draft = clean(rng)
    defect.change(draft, rng)
    return draft.facts()


def _end(draft: Draft) -> date:
    """The end of probation."""
    return add_months(draft.day("admission_meeting"), 12)


def _born(days: int) -> Change:
    def change(draft: Draft, rng: Random) -> None:
        draft.move("application", date(2016, 3, 1))
        draft.move("first_talk", date(2016, 3, 10))
        draft.born_on = date(1998, 3, 1) + timedelta(days)
        _later(draft, 1)

    return change


def _later(draft: Draft, days: int) -> None:
    """Everything after the talk begins anew behind it."""
    gap = (date(2016, 9, 1) - draft.day("recognition")).days + days
    for step in [s for s in draft.steps if s not in ("application", "first_talk")]:
        for nth, event in enumerate(draft.steps[step]):
            draft.move(step, event.on + timedelta(gap) if event.on else None, nth)
            if until := event.values.get("until"):
                draft.say(step, nth, until=until + timedelta(gap))


def _talked(days: int) -> Change:
    def change(draft: Draft, rng: Random) -> None:
        draft.move("first_talk", add_months(draft.day("application"), 1) + timedelta(days))

    return change


def _contacts(*people: Backer) -> Change:
    return lambda draft, rng: draft.say("contacts", people=people)


def _introducers(*people: Backer) -> Change:
    return lambda draft, rng: draft.say("introducers", people=people)


def _joins(step: str, days: int) -> Change:
    """One of two people becomes a full member so many days after the step."""

    def change(draft: Draft, rng: Random) -> None:
        draft.say(step, people=(FULL, Backer(full_on=draft.day(step) + timedelta(days))))

    return change


def _leaves(step: str, days: int) -> Change:
    def change(draft: Draft, rng: Random) -> None:
        left = Backer(full_on=FULL.full_on, ended_on=draft.day(step) + timedelta(days))
        draft.say(step, people=(FULL, left))

    return change


def _cultivated(days: int) -> Change:
    """Candidate so many days after a year as an activist."""

    def change(draft: Draft, rng: Random) -> None:
        until = draft.day("nomination")
        since = add_months(until, -12)
        while add_months(since, 12) > until:
            since -= DAY
        since += timedelta(-days)
        gap = (since - draft.day("recognition")).days
        draft.shift(gap, "recognition", "activist_filing", "contacts")
        draft.notice("activist", since + DAY, since + timedelta(20))
        reviews = (add_months(since, 6), until)
        draft.steps["half_year_review"] = []
        for day in reviews:
            draft.add("half_year_review", day, conclusion="continue")

    return change


def _one_review_less(draft: Draft, rng: Random) -> None:
    draft.steps["half_year_review"].pop(rng.randrange(len(draft.steps["half_year_review"])))


def _review_too_late(draft: Draft, rng: Random) -> None:
    draft.move("half_year_review", draft.day("nomination") + DAY, -1)


def _dated(step: str, by: str, days: int) -> Change:
    """A step moved to so many days after another."""

    def change(draft: Draft, rng: Random) -> None:
        draft.move(step, draft.day(by) + timedelta(days))

    return change


def _undated(step: str) -> Change:
    return lambda draft, rng: draft.move(step, None)


def _left_out(step: str) -> Change:
    """Neither recorded nor in the file that was looked through."""

    def change(draft: Draft, rng: Random) -> None:
        del draft.steps[step]
        draft.papers -= {step}

    return change


def _said(step: str, **values: Any) -> Change:
    return lambda draft, rng: draft.say(step, **values)


def _votes(step: str, should: int, present: int, yes: int, no: int, written: int = 0) -> Change:
    return _said(step, should_attend=should, present=present, yes=yes, no=no, abstain=0,
                 written=written)  # fmt: skip


def _noticed(at: str, decided: str, since: int, until: int) -> Change:
    """A notice from and to so many days before the decision."""

    def change(draft: Draft, rng: Random) -> None:
        day = draft.day(decided)
        draft.notice(at, day - timedelta(since), day - timedelta(until))

    return change


def _not_noticed(at: str) -> Change:
    """At one point alone, neither recorded nor in the file that was looked through."""

    def change(draft: Draft, rng: Random) -> None:
        notices = draft.steps["public_notice"]
        draft.steps["public_notice"] = [n for n in notices if n.values["at"] != at]
        draft.papers -= {"public_notice"}

    return change


def _noticed_again(days: int) -> Change:
    """A notice of acceptance that was too short, and another for so many days after it."""

    def change(draft: Draft, rng: Random) -> None:
        met = draft.day("admission_meeting")
        draft.notice("acceptance", met - timedelta(20), met - timedelta(18))
        draft.add("public_notice", met - timedelta(days), at="acceptance", until=met - DAY,
                  objections=0)  # fmt: skip

    return change


def _extended_unnoticed(draft: Draft, rng: Random) -> None:
    rounds(draft, draft.day("conversion_meeting"), (6,), rng)
    draft.steps["public_notice"].pop()
    draft.papers -= {"public_notice"}


def _objected(answered: bool) -> Change:
    def change(draft: Draft, rng: Random) -> None:
        nth = rng.randrange(len(draft.steps["public_notice"]))
        draft.say("public_notice", nth, objections=2, answered=answered)

    return change


def _approved(months: int, days: int, reason: bool) -> Change:
    """Approval so long after the meeting; what follows moves along."""

    def change(draft: Draft, rng: Random) -> None:
        day = add_months(draft.day("admission_meeting"), months) + timedelta(days)
        for step in ("approval", "higher_filing", "assignment", "oath"):
            draft.move(step, day)
        draft.say("approval", special_reason=reason)
        draft.steps["probation_review"] = draft.steps["probation_review"][1:]

    return change


def _not_authorised(draft: Draft, rng: Random) -> None:
    draft.may_approve = {COMMITTEE: False}


def _converted_by(code: str) -> Change:
    def change(draft: Draft, rng: Random) -> None:
        draft.say("conversion_approval", 0, organisation=code)
        draft.may_approve = {COMMITTEE: True, "G": False, "A": True}

    return change


def _asked(months: int, days: int) -> Change:
    """The request so long from the end of probation, the meeting three weeks behind both."""

    def change(draft: Draft, rng: Random) -> None:
        asked = add_months(_end(draft), months) + timedelta(days)
        draft.steps["probation_review"] = draft.steps["probation_review"][:1]
        draft.move("conversion_request", asked)
        draft.notice("conversion", asked + DAY, asked + timedelta(20))
        rounds(draft, max(asked, _end(draft)) + timedelta(21), (), rng)

    return change


def _met(days: int) -> Change:
    """The meeting so many days from the end of probation."""

    def change(draft: Draft, rng: Random) -> None:
        asked = _end(draft) - timedelta(28)
        draft.steps["probation_review"] = draft.steps["probation_review"][:1]
        draft.move("conversion_request", asked)
        draft.notice("conversion", asked + DAY, asked + timedelta(20))
        rounds(draft, _end(draft) + timedelta(days), (), rng)

    return change


def _extended(*months: int) -> Change:
    def change(draft: Draft, rng: Random) -> None:
        rounds(draft, draft.day("conversion_meeting"), months, rng)

    return change


def _converted(months: int, days: int) -> Change:
    def change(draft: Draft, rng: Random) -> None:
        met = draft.day("conversion_meeting", -1)
        day = add_months(met, months) + timedelta(days)
        draft.move("conversion_approval", day, -1)
        draft.move("archive", day)

    return change


def _paper_missing(draft: Draft, rng: Random) -> None:
    papers = sorted(p for p in draft.papers if p in draft.steps and p != "public_notice")
    draft.papers -= {rng.choice(papers)}


def _reviews_on_one_day(draft: Draft, rng: Random) -> None:
    draft.move("half_year_review", draft.day("half_year_review", 1), 0)


NOBODY_KNOWS = Backer(is_known=False)
PROBATIONER = Backer()
_TABLE: tuple[tuple[str, str, Change], ...] = (
    ("R01", "a day too young", _born(1)),
    ("", "eighteen that day", _born(0)),
    ("R02", "talk a day late", _talked(1)),
    ("", "talk on the last day", _talked(0)),
    ("R03", "no contact", _contacts()),
    ("R03", "three contacts", _contacts(FULL, FULL, FULL)),
    ("R03", "a contact on probation", _contacts(FULL, PROBATIONER)),
    ("R03", "a contact full a day later", _joins("contacts", 1)),
    ("", "a contact full that day", _joins("contacts", 0)),
    ("R03", "a contact gone that day", _leaves("contacts", 0)),
    ("", "a contact gone the day after", _leaves("contacts", 1)),
    ("R04", "a year less a day", _cultivated(-1)),
    ("", "a year to the day", _cultivated(0)),
    ("R05", "a review missing", _one_review_less),
    ("R05", "a review after the nomination", _review_too_late),
    ("R06 R19", "filed after use", _dated("candidate_filing", "committee_review", 1)),
    ("R06", "filed without a day", _undated("candidate_filing")),
    ("R06", "never filed", _left_out("candidate_filing")),
    ("R07 R19", "reviewed after use", _dated("political_review", "committee_review", 1)),
    ("", "reviewed the same day", _dated("political_review", "committee_review", 0)),
    ("R07", "review not passed", _said("political_review", conclusion="not_passed")),
    ("R07", "never reviewed", _left_out("political_review")),
    ("R08", "training too short", _said("training", days=2, hours=23)),
    ("", "three days and few hours", _said("training", days=3, hours=1)),
    ("", "24 hours and few days", _said("training", days=1, hours=24)),
    ("R08 R19", "trained after use", _dated("training", "committee_review", 1)),
    ("R08", "never trained", _left_out("training")),
    ("R09", "one introducer", _introducers(FULL)),
    ("R09", "three introducers", _introducers(FULL, FULL, FULL)),
    ("R09", "an introducer on probation", _introducers(FULL, PROBATIONER)),
    ("R09", "an introducer full a day later", _joins("introducers", 1)),
    ("", "an introducer full that day", _joins("introducers", 0)),
    ("R10 R19", "form before the review", _dated("admission_form", "pre_review", -1)),
    ("", "form on the day of the review", _dated("admission_form", "pre_review", 0)),
    ("R10 R19", "form after the meeting", _dated("admission_form", "admission_meeting", 1)),
    ("R10", "review refused", _said("pre_review", conclusion="refused")),
    ("R10", "never reviewed above", _left_out("pre_review")),
    ("R11", "half present", _votes("admission_meeting", 10, 5, 5, 0, written=1)),
    ("", "one more than half", _votes("admission_meeting", 10, 6, 6, 0)),
    ("R11", "half in favour", _votes("admission_meeting", 10, 10, 5, 5)),
    ("", "absent by letter", _votes("admission_meeting", 10, 6, 5, 1, written=1)),
    ("R11", "letters among the votes", _votes("admission_meeting", 20, 12, 9, 6, written=3)),
    ("", "enough with the letters", _votes("admission_meeting", 20, 12, 11, 4, written=3)),
    ("R11", "more letters than absent", _votes("admission_meeting", 10, 6, 6, 0, written=5)),
    ("R11", "more votes than people", _votes("conversion_meeting", 10, 8, 8, 1)),
    ("R11", "more present than due", _votes("conversion_meeting", 10, 11, 11, 0)),
    ("R11", "half of an odd number", _votes("conversion_meeting", 9, 4, 4, 0)),
    ("", "more than half of an odd number", _votes("conversion_meeting", 9, 5, 5, 0)),
    ("R12", "notice too short", _noticed("acceptance", "admission_meeting", 5, 2)),
    ("", "notice over the day before", _noticed("acceptance", "admission_meeting", 12, 1)),
    ("R12", "notice until the day", _noticed("conversion", "conversion_meeting", 12, 0)),
    ("R12", "objection not answered", _objected(False)),
    ("", "objection answered", _objected(True)),
    ("R12", "no notice", _left_out("public_notice")),
    ("R12", "no notice of acceptance", _not_noticed("acceptance")),
    ("R12", "noticed again too briefly", _noticed_again(3)),
    ("", "noticed again for long enough", _noticed_again(16)),
    ("R12", "no notice after an extension", _extended_unnoticed),
    ("R13 R19", "talk before the meeting", _dated("committee_talk", "admission_meeting", -1)),
    ("R13 R19", "talk after the approval", _dated("committee_talk", "approval", 1)),
    ("", "talk on the day of approval", _dated("committee_talk", "approval", 0)),
    ("R13", "no talk", _left_out("committee_talk")),
    ("R14", "three months and a day", _approved(3, 1, reason=False)),
    ("", "three months", _approved(3, 0, reason=False)),
    ("", "six months for a reason", _approved(6, 0, reason=True)),
    ("R14", "six months and a day", _approved(6, 1, reason=True)),
    ("R15", "no authority", _not_authorised),
    ("R15", "converted without authority", _converted_by("G")),
    ("", "converted by an authorised branch", _converted_by("A")),
    ("R16", "asked a month and a day early", _asked(-1, -1)),
    ("", "asked a month early", _asked(-1, 0)),
    ("", "asked a month late", _asked(1, 0)),
    ("R16", "asked a month and a day late", _asked(1, 1)),
    ("R16", "met a day early", _met(-1)),
    ("", "met on the day", _met(0)),
    ("R16", "never asked", _left_out("conversion_request")),
    ("R17", "five months longer", _extended(5)),
    ("", "six months longer", _extended(6)),
    ("", "twelve months longer", _extended(12)),
    ("R17", "thirteen months longer", _extended(13)),
    ("R17", "longer twice", _extended(6, 6)),
    ("R18", "converted three months and a day later", _converted(3, 1)),
    ("", "converted three months later", _converted(3, 0)),
    ("R19", "filed above before the approval", _dated("higher_filing", "approval", -1)),
    ("R19", "sworn in before the approval", _dated("oath", "approval", -1)),
    ("", "sworn in on the day of approval", _dated("oath", "approval", 0)),
    ("", "sworn in before assigned", _dated("assignment", "oath", 1)),
    ("", "contacts before the filing", _dated("contacts", "activist_filing", -1)),
    ("R19", "contacts before the recognition", _dated("contacts", "recognition", -1)),
    ("R20", "a paper missing", _paper_missing),
    ("R20", "two reviews on one day", _reviews_on_one_day),
)
DEFECTS: tuple[Defect, ...] = tuple(
    Defect(name, frozenset(rules.split()), change) for rules, name, change in _TABLE
)
"""Every way a file is broken, and every one in which it only just keeps a rule."""


def with_defects(rng: Random, count: int) -> Iterator[tuple[Defect, FileFacts]]:
    """So many files, every defect in turn."""
    for n in range(count):
        defect = DEFECTS[n % len(DEFECTS)]
        yield defect, seeded(defect, rng)


def without(facts: FileFacts, step: str) -> FileFacts:
    """The same file with every record of one step left out, and nobody having looked further."""
    kept = tuple(e for e in facts.events if e.step != step)
    return replace(facts, events=kept, papers=None)

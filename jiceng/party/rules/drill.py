"""Synthetic admissions on which the checker is exercised: clean ones, drawn from a seed.

Invented, nobody's. A clean file keeps every rule of 2014 (facts.md §5.4) while its days, counts
and lawful variants differ; `drill_defects` breaks one rule at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from jiceng.party.rules.facts_of_file import Backer, Event, FileFacts
from jiceng.party.rules.months import add_months, whole_months
from jiceng.party.rules.steps import KINDS

COMMITTEE = "C"
FIRST, LAST = date(2014, 9, 1), date(2021, 12, 31)
"""Days of application: all under the rules of 2014, and long enough ago to be finished."""
FULL = Backer(full_on=date(1999, 7, 1))
PAPERS = frozenset({*(code for code, kind in KINDS.items() if kind.paper), "public_notice"})


@dataclass(slots=True)
class Draft:
    """A file while it is put together: records by step, each step in its own order."""

    born_on: date
    steps: dict[str, list[Event]] = field(default_factory=dict)
    may_approve: Mapping[str, bool] = field(default_factory=lambda: {COMMITTEE: True})
    papers: frozenset[str] = PAPERS

    def add(self, step: str, on: date | None, **values: Any) -> None:
        self.steps.setdefault(step, []).append(Event(step, on, values))

    def day(self, step: str, nth: int = 0) -> date:
        found = self.steps[step][nth].on
        if found is None:
            raise ValueError(f"{step} has no day")
        return found

    def move(self, step: str, on: date | None, nth: int = 0) -> None:
        self.steps[step][nth] = replace(self.steps[step][nth], on=on)

    def shift(self, days: int, *steps: str) -> None:
        for step in steps:
            self.move(step, self.day(step) + timedelta(days))

    def say(self, step: str, nth: int = 0, **values: Any) -> None:
        """Put other particulars into a record."""
        event = self.steps[step][nth]
        self.steps[step][nth] = replace(event, values={**event.values, **values})

    def notice(self, at: str, since: date, until: date) -> None:
        """The public notice of one point, drawn up or changed."""
        others = [e for e in self.steps.get("public_notice", []) if e.values["at"] != at]
        told = {"at": at, "until": until, "objections": 0}
        self.steps["public_notice"] = [*others, Event("public_notice", since, told)]

    def facts(self) -> FileFacts:
        events = tuple(event for step in self.steps.values() for event in step)
        return FileFacts(self.born_on, events, self.may_approve, self.papers)


def clean(rng: Random) -> Draft:
    """A file that keeps every rule."""
    applied = FIRST + timedelta(rng.randrange((LAST - FIRST).days))
    draft = Draft(add_months(applied, -12 * rng.randint(18, 45)) - timedelta(rng.randint(0, 300)))
    draft.add("application", applied)
    draft.add("first_talk", applied + timedelta(rng.randint(0, 27)),
              by=rng.choice(("secretary", "deputy", "organisation_member")))  # fmt: skip
    activist(draft, rng)
    candidate(draft, rng)
    acceptance(draft, rng)
    probation(draft, rng)
    return draft


def activist(draft: Draft, rng: Random) -> None:
    """Steps 3 to 6, and 7, at least a year later."""
    since = draft.day("application") + timedelta(rng.randint(120, 400))
    until = add_months(since, rng.randint(12, 23)) + timedelta(rng.randint(0, 20))
    draft.add("recognition", since, recommended_by="members", body="committee")
    draft.notice("activist", since + timedelta(1), since + timedelta(rng.randint(20, 22)))
    draft.add("activist_filing", since + timedelta(rng.randint(23, 29)), organisation=COMMITTEE)
    draft.add("contacts", since + timedelta(30), people=(FULL,) * rng.randint(1, 2))
    for n in range(1, whole_months(since, until) // 6 + 1):
        draft.add("half_year_review", add_months(since, 6 * n), conclusion="continue")
    draft.add("nomination", until, body="committee", heard=True)


def candidate(draft: Draft, rng: Random) -> None:
    """Steps 8 to 12; 9, 10 and 11 in any order."""
    named = draft.day("nomination")
    draft.notice("candidate", named + timedelta(1), named + timedelta(rng.randint(20, 22)))
    filed = named + timedelta(rng.randint(23, 30))
    draft.add("candidate_filing", filed, organisation=COMMITTEE)
    any_day = [filed + timedelta(rng.randint(0, 40)) for _ in range(3)]
    draft.add("introducers", any_day[0], people=(FULL, FULL))
    draft.add("political_review", any_day[1], conclusion="passed", reference="ZS-1")
    days, hours = rng.choice(((3, None), (None, 24), (2, 24), (3, 20), (5, 40)))
    draft.add("training", any_day[2], days=days, hours=hours)
    draft.add("committee_review", filed + timedelta(rng.randint(40, 60)), conclusion="passed")


def acceptance(draft: Draft, rng: Random) -> None:
    """Steps 13 to 20; the approval now and then late for a reason on record."""
    reviewed = draft.day("committee_review") + timedelta(rng.randint(1, 20))
    draft.add("pre_review", reviewed, conclusion="passed", organisation=COMMITTEE)
    draft.add("admission_form", reviewed + timedelta(rng.randint(0, 10)))
    draft.notice("acceptance", reviewed + timedelta(1), reviewed + timedelta(20))
    met = reviewed + timedelta(rng.randint(21, 28))
    draft.add("admission_meeting", met, **ballot(rng))
    late = rng.random() < 0.1
    approved = add_months(met, 4 if late else 2) + timedelta(rng.randint(0, 25))
    draft.add("committee_talk", met + timedelta(rng.randint(0, 30)), by="organiser")
    draft.add("approval", approved, conclusion="passed", organisation=COMMITTEE,
              special_reason=late)  # fmt: skip
    for step, values in (
        ("higher_filing", {"organisation": COMMITTEE}),
        ("assignment", {"organisation": "B"}),
        ("oath", {"held_by": "branch"}),
    ):
        approved += timedelta(rng.randint(0, 7))
        draft.add(step, approved, **values)


def ballot(rng: Random, outcome: str = "") -> dict[str, Any]:
    """Counts of a ballot that carries."""
    should = rng.randint(3, 60)
    least = should // 2 + 1
    present = rng.randint(least, should)
    yes = rng.randint(least, present)
    no = rng.randint(0, present - yes)
    counts: dict[str, Any] = {"should_attend": should, "present": present, "yes": yes, "no": no,
                              "abstain": present - yes - no}  # fmt: skip
    return counts | ({"outcome": outcome} if outcome else {})


def probation(draft: Draft, rng: Random) -> None:
    """Steps 21 to 25; now and then probation is made longer, once."""
    end = add_months(draft.day("admission_meeting"), 12)
    for months in (-5, -1):
        draft.add("probation_review", add_months(end, months), conclusion="continue")
    asked = end - timedelta(rng.randint(0, 15))
    draft.add("conversion_request", asked)
    draft.notice("conversion", asked + timedelta(1), asked + timedelta(20))
    met = max(end, asked + timedelta(21)) + timedelta(rng.randint(0, 15))
    rounds(draft, met, (rng.randint(6, 12),) if rng.random() < 0.05 else (), rng)


def rounds(draft: Draft, met: date, extensions: tuple[int, ...], rng: Random) -> None:
    """Conversion: one meeting and approval for each extension, and those that convert; then 25.

    Each meeting after an extension has a public notice of its own.
    """
    draft.steps["conversion_meeting"], draft.steps["conversion_approval"] = [], []
    once = [n for n in draft.steps["public_notice"] if n.values["at"] == "conversion"][:1]
    others = [n for n in draft.steps["public_notice"] if n.values["at"] != "conversion"]
    draft.steps["public_notice"] = [*others, *once]
    day = met
    for months in extensions:
        draft.add("conversion_meeting", day, **ballot(rng, "extended"), months=months)
        draft.add("conversion_approval", day + timedelta(20), conclusion="passed",
                  organisation=COMMITTEE)  # fmt: skip
        day = add_months(day, months) + timedelta(3)
        draft.add("public_notice", day - timedelta(25), at="conversion",
                  until=day - timedelta(4), objections=0)  # fmt: skip
    draft.add("conversion_meeting", day, **ballot(rng, "on_time"))
    approved = add_months(day, rng.randint(0, 2)) + timedelta(rng.randint(0, 20))
    draft.add("conversion_approval", approved, conclusion="passed", organisation=COMMITTEE)
    draft.steps["archive"] = []
    draft.add("archive", approved + timedelta(rng.randint(0, 30)), papers=12)


def clean_files(rng: Random, count: int) -> Iterator[FileFacts]:
    """So many clean files; the same for a source of chance of the same seed."""
    return (clean(rng).facts() for _ in range(count))

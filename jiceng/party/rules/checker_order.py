"""Rules R19–R21: the order of the steps, and what people should look at (facts.md §5.4).

R20 and R21 never say that something is wrong: they ask for a human look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from jiceng.party.rules.book import History
from jiceng.party.rules.checker_looks import Look, Said, gravest, no_rule, unknown
from jiceng.party.rules.facts_of_file import FileFacts
from jiceng.party.rules.months import add_months
from jiceng.party.rules.rounds import Round, rounds_of
from jiceng.party.rules.steps import BESIDE, KINDS, ORDER

IN_TURN = frozenset({"conversion_meeting", "conversion_approval"})
"""Steps that follow each other again where probation was made longer."""
REVIEWS = frozenset({"half_year_review", "probation_review"})
"""Steps that R05 and people count; that one is not recorded says nothing about the order."""
BY_NUMBER = sorted((step for step in ORDER if step not in IN_TURN), key=ORDER.__getitem__)
WITH_PAPER = frozenset(code for code, kind in KINDS.items() if kind.paper and kind.number)
PERSONAL = ("application", "first_talk", "admission_form", "conversion_request")
"""Steps each person takes for themselves: many on one day of one branch are worth a look."""


def in_order(look: Look) -> Said:
    """R19 (§5.4): the days follow the numbers of the steps, but for those of `steps.ANY_ORDER`.

    Of a step recorded several times the first counts; reviews go on beside later steps.
    """
    days = list(_in_turn(look))
    last = max((n for n, (_, day) in enumerate(days) if day), default=-1)
    known = [(step, day) for step, day in days[: last + 1] if day]
    if len(known) < 2:
        return unknown("application", "first_talk")
    if (version := look.history.on(known[-1][1])) is None:
        return no_rule(known[-1][1])
    if found := _reversed(known):
        step, day, later, later_day = found
        facts = {"step": step, "day": day, "later": later, "later_day": later_day}
        return Said("fail", "checker_out_of_order", facts, version)
    if missing := [s for s, day in days[: last + 1] if day is None and s not in REVIEWS]:
        return unknown(*dict.fromkeys(missing))
    return Said("pass", "r19_order", {"count": len(known)}, version)


def _in_turn(look: Look) -> Iterator[tuple[str, date | None]]:
    """Steps with their day, in the order of the rules."""
    for step in BY_NUMBER:
        if step == "archive":
            yield from _rounds(look)
        yield step, look.first_day(step) if KINDS[step].repeats else look.day(step)


def _rounds(look: Look) -> Iterator[tuple[str, date | None]]:
    """Meeting and approval of each round of conversion."""
    for one in rounds_of(look.facts) or [Round()]:
        yield "conversion_meeting", one.meeting.on if one.meeting else None
        yield "conversion_approval", one.approval.on if one.approval else None


def _reversed(known: Sequence[tuple[str, date]]) -> tuple[str, date, str, date] | None:
    """The first step that lies before an earlier one, as (earlier step, day, later step, day)."""
    bar: tuple[str, date] | None = None
    latest: tuple[str, date] | None = None
    among: frozenset[str] | None = None
    for entry in known:
        mine = BESIDE.get(entry[0])
        if mine is None or mine is not among:  # within a group the bar stays where it was before
            bar, among = latest, mine
        if bar and entry[1] < bar[1]:
            return *bar, *entry
        latest = max(latest or entry, entry, key=_day)
    return None


def _day(known: tuple[str, date]) -> date:
    return known[1]


def papers_present(look: Look) -> Said:
    """R20 (§5.4): every paper of a recorded step lies in the file; reviews were held one by one.

    For a human look, never a judgement.
    """
    papers, days = look.facts.papers, [e.on for e in look.facts.events if e.on]
    if papers is None or not days:
        return unknown("archive")
    day = max(days)
    if (version := look.history.on(day)) is None:
        return no_rule(day)
    wanted = {e.step for e in look.facts.events} & WITH_PAPER
    if missing := sorted(wanted - papers, key=ORDER.__getitem__):
        return Said("fail", "r20_missing", {"steps": missing}, version, rests_on=())
    reviews = Counter(e.on for e in look.all("half_year_review") if e.on)
    for on, count in reviews.items():
        if count > 1:
            return Said(
                "fail", "r20_reviews_one_day", {"day": on, "count": count}, version, rests_on=()
            )
    return Said("pass", "r20_present", {"count": len(wanted)}, version, rests_on=())


def many_in_one_month(days: Iterable[date], history: History) -> list[Said]:
    """R21 (§5.4 突击发展): how many one branch accepted within a month, counted from any day.

    A month runs to the day before the same day of the next; months over the limit that overlap are
    one stretch, of which `is_within` says who belongs to it. Without any, one look that says why.
    For a human look, never a judgement.
    """
    found, others = list[Said](), list[Said]()
    ordered = sorted(days)
    for n, day in enumerate(ordered):
        if (version := history.on(day)) is None:
            others.append(no_rule(day))
            continue
        month, usual = _month(ordered[n:]), version.values["batch_within_month"]
        if len(month) <= usual:
            others.append(Said("pass", "r21_usual", {"usual": usual}, version))
        elif found and day <= found[-1].facts["until"]:
            found[-1] = _longer(found[-1], month, ordered)
        else:
            facts = {"since": day, "until": month[-1], "count": len(month), "most": len(month),
                     "usual": usual}  # fmt: skip
            found.append(Said("fail", "r21_batch", facts, version))
    return found or [gravest(others) or unknown("admission_meeting")]


def _month(days: Sequence[date]) -> list[date]:
    """Those of some days, in order, that lie within a month of the first."""
    until = add_months(days[0], 1)
    return [day for day in days if day < until]


def _longer(stretch: Said, month: Sequence[date], ordered: Sequence[date]) -> Said:
    """A stretch with a month over the limit that began within it."""
    facts = {**stretch.facts, "until": max(month[-1], stretch.facts["until"]),
             "most": max(len(month), stretch.facts["most"])}  # fmt: skip
    facts["count"] = sum(is_within(day, facts) for day in ordered)
    return replace(stretch, facts=facts)


def is_within(day: date | None, stretch: Mapping[str, Any]) -> bool:
    """Whether a day of acceptance belongs to a stretch that R21 found."""
    return day is not None and stretch["since"] <= day <= stretch["until"]


def same_day_batches(
    files: Mapping[str, FileFacts], history: History
) -> Iterator[tuple[Said, frozenset[str]]]:
    """R20 across the files of one branch: a personal step of many people on one day.

    Yields what was seen with the keys of the files. For a human look, never a judgement.
    """
    found: dict[tuple[str, date], set[str]] = {}
    for key, file in files.items():
        for event in file.events:
            if event.step in PERSONAL and event.on:
                found.setdefault((event.step, event.on), set()).add(key)
    for (step, day), keys in found.items():
        version = history.on(day)
        if version and len(keys) > version.values["batch_within_month"]:
            facts = {"step": step, "day": day, "count": len(keys)}
            yield Said("fail", "r20_same_day", facts, version), frozenset(keys)

"""Rules R01–R06: application, activists and candidates (facts.md §5.4, steps 1 to 11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from jiceng.party.rules.checker_looks import Look, Said, no_rule, not_done, unknown
from jiceng.party.rules.facts_of_file import Backer, Event
from jiceng.party.rules.findings import Result
from jiceng.party.rules.months import add_months, age_on, whole_months

USED_AT = ("committee_review", "pre_review", "admission_form", "admission_meeting")
"""Where what a candidate did in steps 9 to 11 is first used."""


def old_enough(look: Look) -> Said:
    """R01 (§5.4 step 1): eighteen on the day of the application."""
    born, day = look.facts.born_on, look.day("application")
    if born is None or day is None:
        return unknown("birth" if born is None else "application")
    if (version := look.history.on(day)) is None:
        return no_rule(day)
    age, least = age_on(born, day), version.values["least_age"]
    facts = {"day": day, "age": age, "least": least}
    return Said("pass" if age >= least else "fail", "r01_age", facts, version)


def talked_in_time(look: Look) -> Said:
    """R02 (§5.4 step 2): somebody talks with the applicant within a month."""
    asked, talked = look.day("application"), look.day("first_talk")
    if asked is not None and talked is None and look.lacks("first_talk"):
        version = look.history.on(asked)
        recognised = look.day("recognition")
        return not_done("first_talk", version) if version and recognised else unknown("first_talk")
    if asked is None or talked is None:
        return unknown("application" if asked is None else "first_talk")
    if (version := look.history.on(asked)) is None:
        return no_rule(asked)
    months = version.values["talk_within_months"]
    until = add_months(asked, months)
    facts = {"asked": asked, "talked": talked, "months": months, "until": until}
    return Said("pass" if talked <= until else "fail", "r02_talk", facts, version)


def contacts_fit(look: Look) -> Said:
    """R03 (§5.4 step 5): one or two contacts, each a full member on the day they were named."""
    event = look.last("contacts")
    day = (event.on if event else None) or look.day("recognition")
    if event is None or event.values.get("people") is None or day is None:
        return unknown("contacts")
    if (version := look.history.on(day)) is None:
        return no_rule(day)
    least, most = version.values["least_contacts"], version.values["most_contacts"]
    people = event.values["people"]
    if not least <= len(people) <= most:
        facts = {"count": len(people), "least": least, "most": most}
        return Said("fail", "r03_count", facts, version)
    result, facts = full_members(people, day)
    return Said(result, "r03_contacts", facts, version)


def full_members(people: Sequence[Backer], day: date) -> tuple[Result, dict[str, Any]]:
    """Whether all are full members on a day, with the counts; shared with R09."""
    full = [p.is_full_member(day) for p in people]
    sure = full.count(True)
    facts = {"day": day, "count": len(full), "full": sure, "unsure": full.count(None)}
    if False in full:
        return "fail", facts
    return ("unknown" if None in full else "pass"), facts


def cultivated_long_enough(look: Look) -> Said:
    """R04 (§5.4 step 6): a year by the calendar between activist and candidate."""
    since, until = look.day("recognition"), look.day("nomination")
    if since is None or until is None:
        return unknown("recognition" if since is None else "nomination")
    if (version := look.history.on(since)) is None:
        return no_rule(since)
    months = version.values["least_cultivation_months"]
    from_ = add_months(since, months)
    facts = {"since": since, "until": until, "months": months, "from": from_}
    return Said("pass" if until >= from_ else "fail", "r04_cultivation", facts, version)


def reviewed_each_half_year(look: Look) -> Said:
    """R05 (§5.4 step 6): a review for each whole half year between activist and candidate."""
    since, until = look.day("recognition"), look.day("nomination")
    if since is None or until is None:
        return unknown("recognition" if since is None else "nomination")
    if (version := look.history.on(since)) is None:
        return no_rule(since)
    needed = whole_months(since, until) // version.values["review_every_months"]
    reviews = look.all("half_year_review")
    if needed and not reviews and not look.lacks("half_year_review"):
        return unknown("half_year_review")
    counted, perhaps = _reviews_between(reviews, since, until)
    facts = {"since": since, "until": until, "needed": needed, "count": counted}
    if counted >= needed:
        return Said("pass", "r05_reviews", facts, version)
    return Said("unknown" if counted + perhaps >= needed else "fail", "r05_reviews", facts, version)


def _reviews_between(reviews: list[Event], since: date, until: date) -> tuple[int, int]:
    """Reviews held between two days, and those without a day."""
    days = [r.on for r in reviews if r.on is not None]
    return sum(since <= day <= until for day in days), len(reviews) - len(days)


def filed_before_use(look: Look) -> Said:
    """R06 (§5.4 step 8): the filing has a day, before results of steps 9 to 11 are used."""
    used = min((d for d in map(look.day, USED_AT) if d is not None), default=None)
    if used is None:
        return unknown("committee_review")
    event = look.last("candidate_filing")
    if (version := look.history.on(used)) is None:
        return no_rule(used)
    if event is None:
        if look.lacks("candidate_filing"):
            return not_done("candidate_filing", version)
        return unknown("candidate_filing")
    if event.on is None:
        return Said("fail", "r06_undated", {"used": used}, version)
    facts = {"filed": event.on, "used": used}
    return Said("pass" if event.on <= used else "fail", "r06_filing", facts, version)

"""Whether a step may be recorded as it was filled in: one reason for everything that is wrong.

What is recorded must be possible in itself: kinds of values, days, counts of a ballot, who may
stand behind an applicant. Whether it was *proper* is for the checker to say (`rules/checker.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.party.rules.book import History
from jiceng.party.rules.development import LAST, probation_ends, values_on
from jiceng.party.rules.facts_of_file import Backer, Event, FileFacts
from jiceng.party.rules.rounds import extension_of
from jiceng.party.rules.steps import BESIDE, KINDS, Field, StepKind

MOST_COUNT = 99_999
LONGEST_REFERENCE = 60


@dataclass(frozen=True, slots=True)
class Around:
    """What has to be known beside the step itself.

    `facts` are the other records that count; `people` the register's members by key; `line` the
    codes of the organisation and those above it; `voters` how many full members the branch had
    on the day, None where the register does not say.
    """

    state: str
    state_label: str
    today: date
    facts: FileFacts
    history: History
    people: Mapping[int, Backer] = field(default_factory=dict)
    line: frozenset[str] = frozenset()
    voters: int | None = None
    is_correction: bool = False


def faults_of(given: Event, around: Around) -> list[Reason]:
    """Everything against recording a step, each reason at its field."""
    kind = KINDS.get(given.step)
    if kind is None:
        return [Reason("unknown_value", {"value": given.step}, "step")]
    found = [*_shape(kind, given.values), *_time(kind, given, around)]
    if not found:
        found += [*_order(kind, given, around), *_meaning(kind, given, around)]
    return found


def _shape(kind: StepKind, values: Mapping[str, Any]) -> Iterator[Reason]:
    known = {f.name for f in kind.fields}
    for name in sorted(values.keys() - known):
        yield Reason("unknown_field", {"name": name}, name)
    for each in kind.fields:
        value = values.get(each.name)
        if value in (None, "", []):
            if each.is_required:
                yield Reason("needed", field=each.name)
        elif reason := _kind_fault(each, value):
            yield reason


def _kind_fault(each: Field, value: Any) -> Reason | None:
    """What is wrong with a value of its kind."""
    if each.kind == "number":
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_COUNT
        told = {"low": 0, "high": MOST_COUNT}
        return None if fits else Reason("number_range", told, each.name)
    if each.kind == "choice":
        fits = isinstance(value, str) and value in dict(each.choices)
    elif each.kind == "flag":
        fits = isinstance(value, bool)
    elif each.kind == "people":
        fits = isinstance(value, list) and all(_is_key(key) for key in value)
    elif each.kind == "day":
        return None if _day(value) else Reason("bad_day", {"value": str(value)[:20]}, each.name)
    else:
        if isinstance(value, str) and len(value) > LONGEST_REFERENCE:
            return Reason("text_length", {"low": 0, "high": LONGEST_REFERENCE}, each.name)
        fits = isinstance(value, str)
    return None if fits else Reason("unknown_value", {"value": str(value)[:40]}, each.name)


def _is_key(value: Any) -> bool:
    return type(value) is int and 0 < value < 2**63


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _time(kind: StepKind, given: Event, around: Around) -> Iterator[Reason]:
    if around.state == "archived":
        yield Reason("file_is_archived", field="step")
    elif kind.number > LAST[around.state] and not around.is_correction:
        told = {"state": around.state_label, "paper": kind.code}
        yield Reason("step_not_now", told, "step")
    if given.on is None:
        yield Reason("needed", field="on")
    elif given.on > around.today:
        yield Reason("in_the_future_day", field="on")
    if not kind.repeats and around.facts.last(kind.code):
        yield Reason("step_recorded", {"paper": kind.code}, "step")


def _order(kind: StepKind, given: Event, around: Around) -> Iterator[Reason]:
    """Earlier steps lie on earlier days or the same one, later steps on later or the same."""
    on = given.on
    if kind.number == 0 or on is None:
        return
    beside = BESIDE.get(kind.code, frozenset[str]())
    for other in KINDS.values():
        if other.number in (0, kind.number) or other.code in beside:
            continue
        days = [e.on for e in around.facts.all(other.code) if e.on]
        if days and (clash := _clash(kind, other, on, days, around)):
            told = {
                "number": kind.number, "move": kind.name, "on": f"{on:%Y-%m-%d}",
                "other": other.number, "state": other.name, "day": f"{clash:%Y-%m-%d}",
            }  # fmt: skip
            is_early = other.number < kind.number
            yield Reason("step_before_earlier" if is_early else "step_after_later", told, "on")


def _clash(
    kind: StepKind, other: StepKind, on: date, days: list[date], around: Around
) -> date | None:
    """The day of another step that stands against `on`, if any.

    Reviews of probation go on through an extension, hence past the first meeting on conversion.
    """
    if other.number < kind.number:
        latest = min(days) if other.code == "probation_review" else max(days)
        return latest if on < latest else None
    if other.repeats and kind.repeats:
        return None
    if kind.code == "probation_review" and around.facts.last("conversion_meeting"):
        return None
    return min(days) if on > min(days) else None


def _meaning(kind: StepKind, given: Event, around: Around) -> Iterator[Reason]:
    values, on = given.values, given.on
    if on is None:
        return
    if "should_attend" in values:
        yield from _ballot(values, around.voters)
    if "people" in values:
        yield from _backers(kind, values["people"], on, around)
    organisation = values.get("organisation")
    if organisation and organisation not in around.line:
        yield Reason("unknown_organisation", {"value": organisation}, "organisation")
    if kind.code == "public_notice":
        yield from _notice(values, on, around.today)
    if kind.code == "conversion_meeting":
        yield from _conversion(given, on, around)


def _ballot(values: Mapping[str, Any], voters: int | None) -> Iterator[Reason]:
    """Counts of a secret ballot; written opinions of absent members stand beside those cast."""
    should, present = values["should_attend"], values["present"]
    written = values.get("written") or 0
    cast = values["yes"] + values["no"] + values["abstain"]
    if voters is not None and should > voters:
        yield Reason("more_than_voters", {"count": should, "most": voters}, "should_attend")
    if present > should:
        yield Reason("more_present", {"count": present, "most": should}, "present")
        return
    if written > should - present:
        told = {"count": written, "most": should - present}
        yield Reason("more_written", told, "written")
    if cast != present:
        yield Reason("ballot_sum", {"cast": cast, "present": present}, "yes")
    if present * 2 <= should:
        told = {"present": present, "should": should, "least": should // 2 + 1}
        yield Reason("no_quorum", told, "present")


def not_elected(values: Mapping[str, Any]) -> Reason | None:
    """Votes in favour must be more than half of those who should attend, not of those present.

    Written opinions of absent members, given before the meeting, count (facts.md §5.4 step 15).
    """
    should = values.get("should_attend") or 0
    yes = (values.get("yes") or 0) + (values.get("written") or 0)
    if not should or yes * 2 > should:
        return None
    return Reason("no_majority", {"yes": yes, "should": should, "least": should // 2 + 1}, "yes")


def _backers(kind: StepKind, people: Sequence[int], on: date, around: Around) -> Iterator[Reason]:
    """Contacts and introducers are full members of the register on that day."""
    limits = values_on(around.history, on)
    low, high = limits.get("least_contacts", 1), limits.get("most_contacts", 2)
    if kind.code == "introducers":
        low = high = limits.get("introducers", 2)
    if len(set(people)) != len(people):
        yield Reason("person_twice", field="people")
    if not low <= len(people) <= high:
        yield Reason("people_count", {"low": low, "high": high}, "people")
    for key in people:
        backer = around.people.get(key)
        if backer is None:
            yield Reason("unknown_member", {"value": key}, "people")
        elif backer.is_full_member(on) is False:
            yield Reason("not_full_member", {"key": key, "day": f"{on:%Y-%m-%d}"}, "people")


def _notice(values: Mapping[str, Any], on: date, today: date) -> Iterator[Reason]:
    until = _day(values["until"])
    if until and until < on:
        yield Reason("period_reversed", field="until")
    elif until and until > today:
        yield Reason("notice_still_runs", {"day": f"{until:%Y-%m-%d}"}, "until")


def _conversion(given: Event, on: date, around: Around) -> Iterator[Reason]:
    values, limits = given.values, values_on(around.history, on)
    months, is_longer = values.get("months") or 0, values["outcome"] == "extended"
    low, high = limits.get("least_extension_months", 6), limits.get("most_extension_months", 12)
    if is_longer and extension_of(around.facts):
        yield Reason("extended_already", field="outcome")
    if is_longer and not low <= months <= high:
        yield Reason("extension_length", {"low": low, "high": high}, "months")
    if months and not is_longer:
        yield Reason("months_without_extension", field="months")
    ends = probation_ends(around.facts, around.history)
    if ends and on < ends and values["outcome"] != "cancelled":
        told = {"day": f"{on:%Y-%m-%d}", "ends": f"{ends:%Y-%m-%d}"}
        yield Reason("probation_not_over", told, "on")
    if reason := not_elected(values):
        yield reason

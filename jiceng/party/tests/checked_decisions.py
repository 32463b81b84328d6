"""Rows of the checker's table on decisions: ballots, notices, approvals, conversion (R11 to R18).

Sources: facts.md §5.4 (steps 15 to 24) and §14 (traps), both sides of every boundary.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jiceng.party.rules.facts_of_file import FileFacts
from jiceng.party.rules.months import add_months
from jiceng.party.tests.checked import Row, day, file


def talked(*days: str) -> FileFacts:
    steps = ("admission_meeting", "committee_talk", "approval")
    return file(*[(s, d) for s, d in zip(steps, days, strict=True) if d])


def vote(
    should: int | None, present: int | None, yes: int | None, no: int | None = None,
    abstain: int | None = None, written: int = 0,
) -> FileFacts:  # fmt: skip
    """A ballot on admission that was gone on with."""
    told = {"should_attend": should, "present": present, "yes": yes, "no": no, "abstain": abstain,
            "written": written}  # fmt: skip
    return file(("admission_meeting", "2020-07-01", told), ("committee_talk", "2020-07-09"))


def not_gone_on_with(facts: FileFacts) -> FileFacts:
    return replace(facts, events=facts.events[:1])


def on_conversion(yes: int, no: int, **outcome: str) -> FileFacts:
    told = {"should_attend": 10, "present": 8, "yes": yes, "no": no, "abstain": 8 - yes - no}
    return file(("conversion_meeting", "2020-07-01", {**told, **outcome}))


def notice(since: str, until: str, objections: int | None = 0, answered: bool = False) -> FileFacts:
    """2020-07-20 is a Monday; the meeting decides on Monday the 27th."""
    told = {"at": "acceptance", "until": day(until), "objections": objections,
            "answered": answered}  # fmt: skip
    return file(("public_notice", since, told), ("admission_meeting", "2020-07-27"))


def noticed(at: str, since: str, until: str) -> tuple[str, str, dict[str, Any]]:
    return "public_notice", since, {"at": at, "until": day(until), "objections": 0}


def redone(since: str, until: str) -> FileFacts:
    """A notice of two days, hung once more; the meeting decides on Monday the 27th."""
    first = noticed("acceptance", "2020-07-13", "2020-07-14")
    return file(first, noticed("acceptance", since, until), ("admission_meeting", "2020-07-27"))


def met_twice(first: str, conclusion: str, *second: str) -> FileFacts:
    """Meetings on 1 July 2020 and 4 January 2021 (a Monday); the first in order, noticed."""
    again = [noticed("conversion", *second)] if second else []
    return file(noticed("conversion", "2020-06-01", "2020-06-20"),
                ("conversion_meeting", "2020-07-01", {"outcome": first, "months": 6}),
                ("conversion_approval", "2020-07-20", {"conclusion": conclusion}), *again,
                ("conversion_meeting", "2021-01-04", ON_TIME))  # fmt: skip


def approved(on: str, **told: Any) -> FileFacts:
    return file(("admission_meeting", "2020-11-30"), ("approval", on, told))


def by(may: bool | None, step: str = "approval") -> FileFacts:
    authority = {} if may is None else {"X": may}
    return file((step, "2020-07-01", {"organisation": "X"}), may=authority)


def probation(asked: str, *meetings: tuple[str, dict[str, Any]]) -> FileFacts:
    """Accepted on 2019-07-01: probation ends on 2020-07-01."""
    return file(("admission_meeting", "2019-07-01"), ("conversion_request", asked),
                *[("conversion_meeting", on, told) for on, told in meetings])  # fmt: skip


def asked_by(accepted: str, asked: str) -> FileFacts:
    """Converted a year and a half after the meeting that accepted."""
    met = str(add_months(day(accepted), 18))
    return file(("admission_meeting", accepted), ("conversion_request", asked),
                ("conversion_meeting", met, ON_TIME))  # fmt: skip


def unasked(told: dict[str, Any], day: str = "2020-07-01") -> FileFacts:
    """Looked through, without a request and its paper."""
    return file(("admission_meeting", "2019-07-01"), ("conversion_meeting", day, told),
                papers=frozenset())  # fmt: skip


def extended(*months: int | None) -> FileFacts:
    longer = [{"outcome": "extended", "months": m} for m in months]
    held = [("conversion_meeting", "2020-07-01", told) for told in longer]
    return file(*held, ("conversion_meeting", "2021-07-01", ON_TIME))


def decided(*rounds: tuple[str, dict[str, Any], str, str]) -> FileFacts:
    """Accepted on 2019-07-01; each round a meeting, and when and how the committee decided."""
    events: list[Any] = [("admission_meeting", "2019-07-01"), ("conversion_request", "2020-07-01")]
    for met, told, on, conclusion in rounds:
        events.append(("conversion_meeting", met, told))
        if on:
            events.append(("conversion_approval", on, {"conclusion": conclusion}))
    return file(*events)


def converted(met: str, on: str) -> FileFacts:
    return file(("conversion_meeting", met), ("conversion_approval", on))


ON_TIME = {"outcome": "on_time"}
LONGER = {"outcome": "extended", "months": 6}
CANCELLED = {"outcome": "cancelled"}
ONE_POINT = file(
    noticed("activist", "2019-07-01", "2019-07-20"), ("activist_filing", "2019-08-01"),
    ("admission_meeting", "2020-07-27"),
)  # fmt: skip
DECISIONS: list[Row] = [
    # step 15 (art. 20) and §14.4: strictly more than half of those who should attend
    ("R11", "pass", vote(10, 6, 6)),
    ("R11", "fail", vote(10, 5, 5)),
    ("R11", "fail", vote(10, 6, 5)),
    ("R11", "pass", vote(9, 5, 5)),
    ("R11", "fail", vote(9, 4, 4)),
    ("R11", "fail", vote(10, 5, 5, written=5)),
    # written opinions stand beside the votes cast, unless those are more than people were there
    ("R11", "pass", vote(10, 6, 5, 1, 0, 1)),
    ("R11", "fail", vote(10, 6, 4, 2, 0, 1)),
    ("R11", "fail", vote(20, 12, 9, 3, 3, 3)),
    ("R11", "fail", vote(20, 12, 10, 2, 3, 3)),
    ("R11", "pass", vote(20, 12, 11, 2, 2, 3)),
    ("R11", "pass", vote(20, 12, 9, 2, 1, 2)),
    ("R11", "fail", vote(20, 12, 9, 2, 1, 1)),
    ("R11", "unknown", vote(10, 6, 5, written=1)),
    ("R11", "fail", vote(10, 6, 4, written=1)),
    # of those who should attend, nobody is counted twice
    ("R11", "pass", vote(10, 6, 6, 0, 0, 4)),
    ("R11", "fail", vote(10, 6, 6, 0, 0, 5)),
    # a resolution that was not carried is no fault, going on is one
    ("R11", "pass", not_gone_on_with(vote(10, 6, 5, 1, 0))),
    ("R11", "fail", not_gone_on_with(vote(10, 5, 5, 0, 0))),
    # step 23: the votes are judged by what the meeting decided
    ("R11", "pass", on_conversion(6, 2, outcome="on_time")),
    ("R11", "fail", on_conversion(2, 6, outcome="on_time")),
    ("R11", "pass", on_conversion(2, 6, outcome="cancelled")),
    ("R11", "pass", on_conversion(6, 2, outcome="cancelled")),
    ("R11", "fail", on_conversion(3, 5, outcome="cancelled")),
    ("R11", "unknown", on_conversion(2, 6)),
    ("R11", "fail", on_conversion(3, 5)),
    ("R11", "fail", vote(10, 11, 6)),
    ("R11", "fail", vote(10, 6, 8)),
    ("R11", "unknown", vote(None, 6, 6)),
    ("R11", "unknown", vote(10, None, 6)),
    ("R11", "unknown", vote(10, 6, None)),
    # 公示: five working days, over before the decision, objections answered (local rules)
    ("R12", "pass", notice("2020-07-20", "2020-07-24")),
    ("R12", "fail", notice("2020-07-20", "2020-07-23")),
    ("R12", "fail", notice("2020-07-21", "2020-07-26")),
    ("R12", "pass", notice("2020-07-18", "2020-07-26")),
    ("R12", "fail", notice("2020-07-18", "2020-07-27")),
    ("R12", "fail", notice("2020-07-20", "2020-07-24", 1)),
    ("R12", "pass", notice("2020-07-20", "2020-07-24", 1, True)),
    ("R12", "unknown", notice("2020-07-20", "2020-07-24", None)),
    ("R12", "unknown", notice("", "2020-07-24")),
    ("R12", "unknown", file(("admission_meeting", "2020-07-27"))),
    ("R12", "pass", file(("admission_meeting", "2010-07-27"))),
    # the last notice of that point before the decision counts
    ("R12", "pass", redone("2020-07-20", "2020-07-24")),
    ("R12", "fail", redone("2020-07-20", "2020-07-23")),
    ("R12", "fail", redone("2020-07-20", "2020-07-27")),
    ("R12", "fail", redone("2020-07-28", "2020-08-10")),
    ("R12", "unknown", redone("", "2020-07-24")),
    # after an extension the next meeting needs its own; after a refusal the notice still stands
    ("R12", "pass", met_twice("extended", "passed", "2020-12-24", "2020-12-30")),
    ("R12", "fail", met_twice("extended", "passed", "2020-12-24", "2020-12-29")),
    ("R12", "unknown", met_twice("extended", "passed")),
    ("R12", "fail", replace(met_twice("extended", "passed"), papers=frozenset())),
    ("R12", "pass", met_twice("on_time", "refused")),
    # whoever looked through the file found no paper of a notice beyond those recorded
    ("R12", "fail", replace(ONE_POINT, papers=frozenset())),
    ("R12", "unknown", replace(ONE_POINT, papers=frozenset({"public_notice"}))),
    ("R12", "unknown", file(("conversion_meeting", "2020-07-01", CANCELLED), papers=frozenset())),
    # step 16 between 15 and 17
    ("R13", "pass", talked("2020-07-01", "2020-07-01", "2020-07-01")),
    ("R13", "fail", talked("2020-07-02", "2020-07-01", "2020-07-03")),
    ("R13", "fail", talked("2020-07-01", "2020-07-03", "2020-07-02")),
    ("R13", "fail", talked("", "2020-07-03", "2020-07-02")),
    ("R13", "unknown", talked("2020-07-01", "", "2020-07-02")),
    # step 17: three months, six for a reason on record; 30 November + 3 months = 28 February
    ("R14", "pass", approved("2021-02-28")),
    ("R14", "fail", approved("2021-03-01")),
    ("R14", "pass", approved("2021-03-01", special_reason=True)),
    ("R14", "pass", approved("2021-05-30", special_reason=True)),
    ("R14", "fail", approved("2021-05-31", special_reason=True)),
    ("R14", "unknown", approved("")),
    # step 17: a committee with authority, for conversion as well
    ("R15", "pass", by(True)),
    ("R15", "fail", by(False)),
    ("R15", "fail", by(False, "conversion_approval")),
    ("R15", "unknown", by(None)),
    # step 22 within a month by the calendar (§14.6) of the end of probation, step 23 not before it
    ("R16", "fail", probation("2020-05-31", ("2020-07-01", ON_TIME))),
    ("R16", "pass", probation("2020-06-01", ("2020-07-01", ON_TIME))),
    ("R16", "fail", asked_by("2020-03-15", "2021-02-14")),
    ("R16", "pass", asked_by("2020-03-15", "2021-02-15")),
    ("R16", "fail", asked_by("2020-03-31", "2021-02-27")),
    ("R16", "pass", asked_by("2020-03-31", "2021-02-28")),
    ("R16", "pass", asked_by("2020-03-31", "2021-04-30")),
    ("R16", "fail", asked_by("2020-03-31", "2021-05-01")),
    ("R16", "pass", probation("2020-08-01", ("2020-08-10", ON_TIME))),
    ("R16", "fail", probation("2020-08-02", ("2020-08-10", ON_TIME))),
    ("R16", "fail", probation("2020-06-20", ("2020-06-30", ON_TIME))),
    ("R16", "unknown", probation("2020-06-20", ("2020-06-30", {}))),
    ("R16", "pass", probation("2020-06-20", ("2020-06-30", CANCELLED))),
    # cancelling (step 23) waits for no request, converting does
    ("R16", "pass", unasked(CANCELLED)),
    ("R16", "fail", unasked(ON_TIME)),
    ("R16", "unknown", unasked({}, day="")),
    ("R16", "pass", probation("2020-06-20", ("2020-07-01", LONGER), ("2021-01-01", ON_TIME))),
    ("R16", "fail", probation("2020-06-20", ("2020-07-01", LONGER), ("2020-12-31", ON_TIME))),
    ("R16", "unknown", probation("2020-06-20")),
    # step 24: what the committee refused changes nothing, what it approved does
    ("R16", "pass", decided(("2020-07-01", LONGER, "2020-07-20", "refused"),
                            ("2020-08-01", ON_TIME, "2020-08-20", "passed"))),
    ("R16", "fail", decided(("2020-07-01", LONGER, "2020-07-20", "passed"),
                            ("2020-08-01", ON_TIME, "2020-08-20", "passed"))),
    ("R16", "pass", decided(("2020-06-30", ON_TIME, "2020-07-20", "refused"),
                            ("2020-07-01", ON_TIME, "2020-08-20", "passed"))),
    # step 23: once, six to twelve months
    ("R17", "fail", extended(5)),
    ("R17", "pass", extended(6)),
    ("R17", "pass", extended(12)),
    ("R17", "fail", extended(13)),
    ("R17", "fail", extended(6, 6)),
    ("R17", "pass", decided(("2020-07-01", LONGER, "2020-07-20", "refused"),
                            ("2020-08-01", LONGER, "2020-08-20", "passed"))),
    ("R17", "fail", decided(("2020-07-01", LONGER, "2020-07-20", "passed"),
                            ("2021-01-01", LONGER, "2021-01-20", "passed"))),
    ("R17", "fail", decided(("2020-07-01", LONGER, "2020-07-20", "passed"),
                            ("2021-01-01", LONGER, "", ""))),
    ("R17", "pass", extended()),
    ("R17", "unknown", extended(None)),
    ("R17", "unknown", file(("conversion_meeting", "2020-07-01"))),
    # step 24: within three months of the meeting
    ("R18", "pass", converted("2020-11-30", "2021-02-28")),
    ("R18", "fail", converted("2020-11-30", "2021-03-01")),
    ("R18", "unknown", converted("2020-11-30", "")),
    # each round by itself; an approval nobody recorded makes no other one late
    ("R18", "fail", decided(("2020-07-01", LONGER, "2020-10-02", "passed"),
                            ("2021-01-04", ON_TIME, "2021-01-20", "passed"))),
    ("R18", "unknown", decided(("2020-07-01", LONGER, "", ""),
                               ("2021-01-04", ON_TIME, "2021-01-20", "passed"))),
    ("R18", "unknown", decided(("2020-07-01", LONGER, "2021-01-20", "passed"))),
    ("R18", "fail", decided(("2020-07-01", LONGER, "2020-12-31", "passed"))),
]  # fmt: skip

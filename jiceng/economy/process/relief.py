"""How an application for temporary relief is decided; urgent need is met first, papers after."""

from __future__ import annotations

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

TOWN = frozenset({"town_civil_affairs"})
COUNTY = frozenset({"county_civil_affairs"})
REASON = frozenset({"reason"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


RELIEF = Process(
    name="relief",
    label=N_("临时救助"),
    start="applied",
    states=(
        State("applied", N_("待受理"), days(1), LIGHTS, "town_civil_affairs"),
        State("accepted", N_("待入户调查"), days(5), LIGHTS, "town_civil_affairs"),
        State("on_notice", N_("公示中"), days(10), LIGHTS, "town_civil_affairs"),
        State("submitted", N_("待县级审批"), days(5), LIGHTS, "county_civil_affairs"),
        State("granted_first", N_("先行救助待补手续"), days(10), LIGHTS, "town_civil_affairs"),
        State("granted", N_("已救助"), final=True),
        State("declined", N_("不予救助"), final=True),
    ),
    moves=(
        Move(
            "accept",
            N_("受理"),
            ("applied",),
            "accepted",
            TOWN,
            frozenset({"identity", "income_statement"}),
        ),
        Move("publish", N_("公示"), ("accepted",), "on_notice", TOWN, frozenset({"visit_record"})),
        Move(
            "submit",
            N_("上报"),
            ("on_notice",),
            "submitted",
            TOWN,
            wait=Term(7, Counting.CALENDAR_DAYS),
        ),
        Move("grant", N_("批准"), ("submitted",), "granted", COUNTY, frozenset({"amount"})),
        Move(
            "grant_first",
            N_("先行救助"),
            ("applied", "accepted"),
            "granted_first",
            TOWN,
            frozenset({"urgency_record", "amount"}),
        ),
        Move(
            "complete_papers",
            N_("补齐手续"),
            ("granted_first",),
            "granted",
            TOWN,
            frozenset({"identity", "visit_record"}),
        ),
        Move(
            "decline",
            N_("不予救助"),
            ("applied", "accepted", "on_notice", "submitted"),
            "declined",
            TOWN | COUNTY,
            REASON,
        ),
    ),
)

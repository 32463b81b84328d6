"""How an investment lead becomes production; a framework is never a contract (facts.md §7.4)."""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Guard, Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

OFFICER = frozenset({"investment_officer"})
BUREAU = frozenset({"investment_head"})
REASON = frozenset({"reason"})
STALE: Ladder = (Rung(100, "yellow", "holder"), Rung(200, "red", "investment_head"))
SIGNED: Ladder = (Rung(100, "yellow", "holder"), Rung(300, "red", "investment_head"))
"""Nothing for three months after the contract: talk; for three quarters: leave it."""


def calendar_days(n: int) -> Term:
    return Term(n, Counting.CALENDAR_DAYS)


def paused_in(state: str) -> Guard:
    """A lead goes on where it was paused: what was signed stays signed."""

    def guard(lead: Any) -> Reason | None:
        return None if lead.paused_in in ("", state) else Reason("paused_elsewhere")

    return guard


LIVE = (
    "lead",
    "screened",
    "negotiating",
    "framework_signed",
    "contract_signed",
    "registered",
    "construction",
)

INVESTMENT_LEAD = Process(
    name="investment_lead",
    label=N_("招商线索"),
    start="lead",
    states=(
        State("lead", N_("线索"), calendar_days(1), STALE, "investment_officer"),
        State("screened", N_("已研判"), calendar_days(7), STALE, "investment_officer"),
        State("negotiating", N_("洽谈中"), calendar_days(14), STALE, "investment_officer"),
        State(
            "framework_signed", N_("已签框架协议"), calendar_days(30), STALE, "investment_officer"
        ),
        State("contract_signed", N_("已签合同"), calendar_days(90), SIGNED, "investment_officer"),
        State("registered", N_("已注册备案"), calendar_days(90), STALE, "investment_officer"),
        State("construction", N_("已开工"), calendar_days(90), STALE, "investment_officer"),
        State("in_production", N_("已投产"), resting=True),
        State("reached_capacity", N_("已达产"), final=True),
        State("paused", N_("已暂停"), calendar_days(90), (), "investment_officer", paused=True),
        State("dropped", N_("已终止"), final=True),
    ),
    moves=(
        Move("screen", N_("研判"), ("lead",), "screened", OFFICER, frozenset({"screening"})),
        Move(
            "negotiate",
            N_("洽谈"),
            ("screened", "negotiating"),
            "negotiating",
            OFFICER,
            frozenset({"talk_record"}),
        ),
        Move(
            "sign_framework",
            N_("签框架协议"),
            ("negotiating",),
            "framework_signed",
            OFFICER,
            frozenset({"framework"}),
        ),
        Move(
            "sign_contract",
            N_("签合同"),
            ("negotiating", "framework_signed"),
            "contract_signed",
            OFFICER,
            frozenset({"contract", "approval"}),
        ),
        Move(
            "register",
            N_("注册备案"),
            ("contract_signed",),
            "registered",
            OFFICER,
            frozenset({"registration"}),
        ),
        Move("build", N_("开工"), ("registered",), "construction", OFFICER, frozenset({"permit"})),
        Move(
            "produce",
            N_("投产"),
            ("construction",),
            "in_production",
            OFFICER,
            frozenset({"output"}),
        ),
        Move(
            "reach_capacity",
            N_("达产"),
            ("in_production",),
            "reached_capacity",
            OFFICER,
            frozenset({"output"}),
        ),
        Move(
            "pause",
            N_("暂停"),
            ("negotiating", "framework_signed", "contract_signed"),
            "paused",
            BUREAU,
            REASON,
        ),
        Move("resume", N_("恢复洽谈"), ("paused",), "negotiating", BUREAU,
             guards=(paused_in("negotiating"),)),
        Move("resume_framework", N_("恢复推进框架协议"), ("paused",), "framework_signed", BUREAU,
             guards=(paused_in("framework_signed"),)),
        Move("resume_contract", N_("恢复履行合同"), ("paused",), "contract_signed", BUREAU,
             guards=(paused_in("contract_signed"),)),
        Move("drop", N_("终止"), (*LIVE, "paused"), "dropped", BUREAU, REASON),
    ),
)  # fmt: skip

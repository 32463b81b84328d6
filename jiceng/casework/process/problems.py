"""How a problem is found, rectified and struck off (facts.md §3.4)."""

from __future__ import annotations

from typing import Any

from jiceng.casework.process.shared import CHECK, LIGHTS, REASON, days
from jiceng.casework.process.supervision import (
    deadline_passed,
    extension_asked,
    extension_cap_reached,
    no_extension_asked,
)
from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

HANDLER = frozenset({"handler"})
OFFICE = frozenset({"overseer"})
SYSTEM = frozenset({"system"})


def no_measures(problem: Any) -> Reason | None:
    """Nothing is rectified without saying who does what by when and what proves it."""
    return None if problem.measure_count else Reason("no_measures")


def measures_open(problem: Any) -> Reason | None:
    """Every measure is done, with what proves it, before anybody applies (facts.md §3.4)."""
    left = problem.open_measures
    return Reason("measures_open", {"count": left}) if left else None


def notice_owed(problem: Any) -> Reason | None:
    """What concerns the public is made public before it is struck off."""
    return Reason("notice_owed") if problem.needs_notice else None


def notice_not_owed(problem: Any) -> Reason | None:
    return None if problem.needs_notice else Reason("notice_not_owed")


def not_long_term(problem: Any) -> Reason | None:
    """Only what was to be kept up for good is kept up for another year."""
    return None if problem.is_long_term else Reason("not_long_term")


PROBLEM = Process(
    name="problem",
    label=N_("问题"),
    start="found",
    states=(
        State("found", N_("待确认"), days(2), LIGHTS, "overseer"),
        State("confirmed", N_("待定措施"), days(3), LIGHTS, "handler"),
        State("rectifying", N_("整改中"), None, LIGHTS, "handler", by_hand=True),
        State("submitted", N_("待验收"), days(3), LIGHTS, "verifier"),
        State("on_notice", N_("公示中"), days(5), LIGHTS, "overseer"),
        State("struck_off", N_("已销号"), resting=True),
        State("looking_back", N_("待回头看"), days(10), LIGHTS, "verifier"),
        State("long_term", N_("长期坚持"), resting=True),
        State("dismissed", N_("不成立"), final=True),
        State("archived", N_("已归档"), final=True),
    ),
    moves=(
        Move("confirm", N_("确认交办"), ("found",), "confirmed", OFFICE),
        Move("dismiss", N_("不成立"), ("found",), "dismissed", OFFICE, REASON),
        Move(
            "plan", N_("确定整改措施"), ("confirmed",), "rectifying", HANDLER,
            guards=(no_measures,),
        ),
        Move(
            "submit", N_("申请销号"), ("rectifying",), "submitted", HANDLER,
            frozenset({"evidence"}), (measures_open,),
        ),
        Move(
            "ask_extension", N_("申请延期"), ("rectifying",), "rectifying", HANDLER,
            REASON | {"term"}, (extension_asked, deadline_passed, extension_cap_reached),
            keeps_stage=True,
        ),
        Move(
            "grant_extension", N_("同意延期"), ("rectifying",), "rectifying", OFFICE,
            guards=(no_extension_asked,), keeps_stage=True,
        ),
        Move(
            "refuse_extension", N_("不同意延期"), ("rectifying",), "rectifying", OFFICE, REASON,
            (no_extension_asked,), keeps_stage=True,
        ),
        Move("refuse", N_("验收不通过"), ("submitted", "on_notice"), "rectifying",
             CHECK | OFFICE, REASON),
        Move("publish", N_("公示"), ("submitted",), "on_notice", CHECK, guards=(notice_not_owed,)),
        Move("strike_off", N_("销号"), ("submitted",), "struck_off", CHECK, guards=(notice_owed,)),
        Move("strike_off_after_notice", N_("公示期满销号"), ("on_notice",), "struck_off", OFFICE,
             wait=days(3)),
        Move("turn_long_term", N_("转长期坚持"), ("submitted",), "long_term", CHECK, REASON),
        Move("look_back", N_("回头看"), ("struck_off", "long_term"), "looking_back",
             OFFICE | SYSTEM),
        Move(
            "keep_up", N_("继续长期坚持"), ("looking_back",), "long_term", CHECK,
            guards=(not_long_term,),
        ),
        Move("hold", N_("整改有效"), ("looking_back",), "archived", CHECK),
        Move("reopen", N_("问题反弹"), ("struck_off", "long_term", "looking_back"), "rectifying",
             CHECK | OFFICE, REASON),
    ),
)  # fmt: skip

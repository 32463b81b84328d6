"""How a case moves from report to closing. Read this file first.

States and moves are those outside programs rely on; terms and ladders here are only defaults,
the county's own come from its configuration (decisions.md 27, 28). Roles, not posts, stand here.
"""

from __future__ import annotations

from typing import Any

from jiceng.casework.process.shared import (
    APPROVE,
    CHECK,
    DESK,
    HOLDER,
    LIGHTS,
    REASON,
    RESULT,
    SYSTEM,
    days,
    hours,
)
from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.scope import next_tier
from jiceng.kernel.terms import Counting, Term
from jiceng.kernel.words import N_


def bounced_enough(case: Any) -> Reason | None:
    """Sending back is capped; after a final decision it is over (facts.md §1.4 退单)."""
    if case.is_final_unit:
        return Reason("unit_is_final")
    if case.send_backs >= case.send_back_cap:
        return Reason("send_back_cap", {"cap": case.send_back_cap})
    return None


def at_the_top(case: Any) -> Reason | None:
    return Reason("top_tier") if next_tier(case.tier) is None else None


def too_big_for_the_spot(case: Any) -> Reason | None:
    """小事不出网格: only a matter whose type is small is settled on the spot (facts.md §1.7)."""
    if case.is_small and case.tier in ("grid", "community"):
        return None
    return Reason("not_small")


def extension_open(case: Any) -> Reason | None:
    return Reason("extension_pending") if case.asked_extension else None


def extension_too_late(case: Any) -> Reason | None:
    """An extension is asked for before the time is up, never after (facts.md §1.9 延期)."""
    return Reason("already_expired") if case.has_expired else None


def extension_used_up(case: Any) -> Reason | None:
    if case.extensions >= case.extension_cap:
        return Reason("extension_cap", {"cap": case.extension_cap})
    return None


def no_extension_asked(case: Any) -> Reason | None:
    return None if case.asked_extension else Reason("no_extension_asked")


def not_simple(case: Any) -> Reason | None:
    """A handled case is verified by another unit first, unless it was settled on the spot."""
    if case.state == "handled" and not case.is_simple:
        return Reason("verify_first")
    return None


def window_shut(case: Any) -> Reason | None:
    return None if case.may_reopen else Reason("reopen_window_shut")


def already_started(case: Any) -> Reason | None:
    return Reason("already_started") if case.started_at else None


CASE = Process(
    name="case",
    label=N_("案件"),
    start="reported",
    states=(
        State("reported", N_("待受理"), hours(2), LIGHTS, "dispatcher"),
        State("accepted", N_("已受理"), hours(2), LIGHTS, "dispatcher"),
        State("filed", N_("已立案"), hours(2), LIGHTS, "dispatcher"),
        State("dispatched", N_("待签收"), hours(4), LIGHTS, "holder"),
        State("returned", N_("已退单"), hours(2), LIGHTS, "dispatcher"),
        State("disputed", N_("争议待裁定"), days(1), LIGHTS, "arbiter"),
        State("handling", N_("处置中"), days(5), LIGHTS, "holder"),
        State(
            "suspended", N_("已挂账"), Term(30, Counting.CALENDAR_DAYS), (), "holder", paused=True
        ),
        State("handled", N_("待核查"), days(1), LIGHTS, "verifier"),
        State("verifying", N_("核查中"), days(1), LIGHTS, "verifier"),
        State("closed", N_("已结案"), resting=True),
        State("refused", N_("不予受理"), resting=True),
        State("merged", N_("已合并"), resting=True),
        State("archived", N_("已归档"), final=True),
    ),
    moves=(
        Move("accept", N_("受理"), ("reported", "refused"), "accepted", DESK | SYSTEM | {"worker"}),
        Move("refuse", N_("不予受理"), ("reported", "accepted"), "refused", DESK, REASON),
        Move(
            "merge",
            N_("合并"),
            ("reported", "accepted", "filed", "dispatched", "returned", "handling"),
            "merged",
            DESK,
            frozenset({"into"}),
        ),
        Move("unmerge", N_("取消合并"), ("merged",), "accepted", DESK, REASON),
        Move("file", N_("立案"), ("accepted",), "filed", DESK | SYSTEM, frozenset({"case_type"})),
        Move(
            "dispatch",
            N_("派遣"),
            ("filed", "returned"),
            "dispatched",
            DESK | SYSTEM,
            frozenset({"unit"}),
            needs_to_rise=REASON,
        ),
        Move("sign_for", N_("签收"), ("dispatched",), "handling", HOLDER),
        Move(
            "send_back",
            N_("退单"),
            ("dispatched", "handling"),
            "returned",
            HOLDER,
            frozenset({"reason", "proposed_unit"}),
            (bounced_enough,),
        ),
        Move("dispute", N_("提请裁定"), ("returned",), "disputed", DESK | SYSTEM),
        Move(
            "arbitrate",
            N_("裁定"),
            ("disputed",),
            "dispatched",
            frozenset({"arbiter"}),
            frozenset({"reason", "unit"}),
        ),
        Move(
            "start",
            N_("到场处置"),
            ("handling",),
            "handling",
            HOLDER,
            guards=(already_started,),
            keeps_stage=True,
        ),
        Move(
            "ask_extension",
            N_("申请延期"),
            ("handling",),
            "handling",
            HOLDER,
            frozenset({"reason", "term"}),
            (extension_open, extension_too_late, extension_used_up),
            keeps_stage=True,
        ),
        Move(
            "grant_extension",
            N_("同意延期"),
            ("handling",),
            "handling",
            APPROVE,
            guards=(no_extension_asked,),
            keeps_stage=True,
        ),
        Move(
            "refuse_extension",
            N_("不同意延期"),
            ("handling",),
            "handling",
            APPROVE,
            REASON,
            (no_extension_asked,),
            keeps_stage=True,
        ),
        Move(
            "suspend",
            N_("挂账"),
            ("handling",),
            "suspended",
            APPROVE,
            frozenset({"reason", "evidence"}),
        ),
        Move("resume", N_("恢复办理"), ("suspended",), "handling", APPROVE | HOLDER | SYSTEM),
        Move(
            "escalate",
            N_("上报上级"),
            ("dispatched", "handling"),
            "dispatched",
            HOLDER | DESK | SYSTEM,
            REASON,
            (at_the_top,),
        ),
        Move(
            "settle_on_the_spot",
            N_("当场办结"),
            ("reported", "accepted", "dispatched", "handling"),
            "handled",
            HOLDER,
            RESULT,
            (too_big_for_the_spot,),
        ),
        Move("handle", N_("处置完成"), ("handling",), "handled", HOLDER, RESULT),
        Move("verify", N_("开始核查"), ("handled",), "verifying", CHECK),
        Move(
            "close",
            N_("结案"),
            ("handled", "verifying"),
            "closed",
            CHECK | SYSTEM,
            guards=(not_simple,),
        ),
        Move("rework", N_("返工"), ("handled", "verifying"), "handling", CHECK, REASON),
        Move(
            "reopen",
            N_("重新办理"),
            ("closed",),
            "dispatched",
            DESK | CHECK | {"resident", "overseer"},
            REASON,
            (window_shut,),
        ),
        Move("archive", N_("归档"), ("closed", "refused", "merged"), "archived", SYSTEM),
    ),
)

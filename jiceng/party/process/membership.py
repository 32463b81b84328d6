"""A member moves to another branch; a member has their record corrected (facts.md §5.5)."""

from __future__ import annotations

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.words import N_
from jiceng.party.process.shared import ABOVE, BRANCH, LIGHTS, MEMBER, REASON, calendar_days, days

KEEPERS = BRANCH | ABOVE
TRANSFER = Process(
    name="transfer",
    label=N_("组织关系转接"),
    start="asked",
    states=(
        State("asked", N_("待转出"), days(5), LIGHTS, "branch_secretary"),
        State("released", N_("待接收"), calendar_days(90), LIGHTS, "branch_secretary"),
        State("received", N_("已接收"), final=True),
        State("refused", N_("未接收"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    moves=(
        Move("release", N_("同意转出"), ("asked",), "released", BRANCH, frozenset({"letter"})),
        Move("withdraw", N_("撤回"), ("asked",), "withdrawn", BRANCH, REASON),
        Move("receive", N_("确认接收"), ("released",), "received", BRANCH),
        Move("refuse", N_("不予接收"), ("released",), "refused", BRANCH, REASON),
    ),
)
"""Both sides confirm: the branch left releases, the branch joined receives."""

CORRECTION = Process(
    name="correction",
    label=N_("更正申请"),
    start="asked",
    states=(
        State("asked", N_("待答复"), days(15), LIGHTS, "branch_secretary"),
        State("accepted", N_("已更正"), final=True),
        State("declined", N_("未更正"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    moves=(
        Move("accept", N_("同意更正"), ("asked",), "accepted", KEEPERS),
        Move("decline", N_("不予更正"), ("asked",), "declined", KEEPERS, REASON),
        Move("withdraw", N_("撤回"), ("asked",), "withdrawn", MEMBER),
    ),
)
"""The branch answers; a correction of its own keeper's record waits for the committee above."""

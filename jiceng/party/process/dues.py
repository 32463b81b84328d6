"""Dues passed to the organisation above; a member in hardship pays less (facts.md §5.3)."""

from __future__ import annotations

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.words import N_
from jiceng.party.process.shared import ABOVE, LIGHTS, REASON, days

REMITTANCE = Process(
    name="remittance",
    label=N_("党费上缴"),
    start="sent",
    states=(
        State("sent", N_("待确认收款"), days(5), LIGHTS, "party_committee"),
        State("confirmed", N_("已确认收款"), final=True),
        State("returned", N_("未收到"), final=True),
    ),
    moves=(
        Move("confirm", N_("确认收款"), ("sent",), "confirmed", ABOVE),
        Move("return", N_("退回（未收到）"), ("sent",), "returned", ABOVE, REASON),
    ),
)
"""The receiving side says whether the money came; until then it is on its way."""

HARDSHIP = Process(
    name="hardship",
    label=N_("党费减免"),
    start="asked",
    states=(
        State("asked", N_("待审批"), days(10), LIGHTS, "party_committee"),
        State("approved", N_("已批准"), final=True),
        State("refused", N_("未批准"), final=True),
    ),
    moves=(
        Move("approve", N_("批准"), ("asked",), "approved", ABOVE),
        Move("refuse", N_("不批准"), ("asked",), "refused", ABOVE, REASON),
    ),
)
"""The branch discusses, the committee above approves (art. 7)."""

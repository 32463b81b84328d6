"""How a checkpoint is opened, suspended and closed: each by an order, none by a telephone call."""

from __future__ import annotations

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.words import N_

KEEPERS = frozenset({"emergency_officer", "emergency_command"})
BY = KEEPERS | {"system"}
ORDER = frozenset({"order_document"})

CHECKPOINT = Process(
    name="checkpoint",
    label=N_("卡点"),
    start="planned",
    states=(
        State("planned", N_("规划中"), resting=True),
        State("open", N_("已启用"), resting=True),
        State("suspended", N_("已暂停"), resting=True),
        State("closed", N_("已关闭"), resting=True),
        State("withdrawn", N_("已撤销"), final=True),
    ),
    moves=(
        Move("open", N_("启用"), ("planned", "closed"), "open", BY, ORDER),
        Move("suspend", N_("暂停"), ("open",), "suspended", BY, ORDER),
        Move("resume", N_("恢复"), ("suspended",), "open", BY, ORDER),
        Move("close", N_("关闭"), ("open", "suspended"), "closed", BY, ORDER),
        Move("withdraw", N_("撤销"), ("planned", "closed"), "withdrawn", KEEPERS,
             frozenset({"reason"})),
    ),
)  # fmt: skip

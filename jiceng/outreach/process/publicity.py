"""How a staff notice is acknowledged, and how a topic given to the publicity team is written."""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.outreach.process.articles import EDITOR, LIGHTS, REASON, SYSTEM, days

RECIPIENT = frozenset({"recipient"})
LEADS = frozenset({"publicity_lead"})


def other_post(acknowledgement: Any) -> Reason | None:
    """A post the notice is for says that it was read."""
    return None if acknowledgement.is_for_reader else Reason("not_the_recipient")


ACKNOWLEDGEMENT = Process(
    name="acknowledgement",
    label=N_("回执"),
    start="owed",
    states=(
        State("owed", N_("待回执"), days(3), LIGHTS, "recipient"),
        State("given", N_("已回执"), final=True),
        State("void", N_("不再需要"), final=True),
    ),
    moves=(
        Move("acknowledge", N_("回执已阅"), ("owed",), "given", RECIPIENT, guards=(other_post,)),
        Move("void", N_("不再需要"), ("owed",), "void", SYSTEM),
    ),
)

WRITING_TASK = Process(
    name="writing_task",
    label=N_("写作任务"),
    start="given",
    states=(
        State("given", N_("待交稿"), days(10), LIGHTS, "editor"),
        State("delivered", N_("已交稿"), final=True),
        State("cancelled", N_("已取消"), final=True),
    ),
    moves=(
        Move("deliver", N_("交稿"), ("given",), "delivered", EDITOR, frozenset({"article"})),
        Move("cancel", N_("取消任务"), ("given",), "cancelled", LEADS, REASON),
    ),
)

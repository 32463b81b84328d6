"""Who keeps indicators: the statistician of the whole deployment."""

from __future__ import annotations

from jiceng.kernel.refusal import NotAllowed, Reason
from jiceng.kernel.scope import TIERS, Actor, Grip

STATISTICIAN = "statistician"


def keeper_grip(by: Actor) -> Grip:
    """The post that keeps indicators; raises `NotAllowed` for everybody else."""
    for grip in by.grips:
        if STATISTICIAN in grip.roles and grip.tier == TIERS[-1]:
            return grip
    raise NotAllowed(Reason("not_statistician"))

"""How a move is asked for: by its name, at the version the caller has looked at."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from jiceng.kernel.process import Move, Process
from jiceng.kernel.refusal import NotAllowed, NotFound, Reason, Refused
from jiceng.web.api.calls import Input

Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Versioned(Input):
    """The version the caller has looked at, and whatever else is asked."""

    version: Version


def move_named(process: Process, name: str, roles: frozenset[str] | None = None) -> Move:
    """A declared move. `NotFound` for a name nobody declared, and `NotAllowed` for a move that
    none of `roles` makes."""
    try:
        move = process.move(name)
    except Refused as error:
        raise NotFound(*error.reasons) from error
    if roles is not None and not roles & move.by:
        raise NotAllowed(Reason("wrong_role", {"move": move.label}))
    return move

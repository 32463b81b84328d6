"""Where pages below the reserve stand in the menu: committees and branches come by two ways."""

from __future__ import annotations

from jiceng.kernel.scope import Actor
from jiceng.party.desk.frame import HOME
from jiceng.party.queries.access import ABOVE, keeping


def menu_place(actor: Actor) -> str:
    """Committees have the register in their menu, branches the staff sent to them."""
    return f"{HOME}reserve/" if keeping(actor, ABOVE) else f"{HOME}reserve/secondments/"

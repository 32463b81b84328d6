"""What `jiceng roster` is asked with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiceng.project.cli.tongue import either


def roster_command(commands: Any, add: Callable[..., Any]) -> None:
    """Fill a roster, or look over what stands."""
    found = add(
        commands,
        "roster",
        "rosters:run",
        either("值班表：排班或检查", "Rosters: fill one, or look it over"),
        ("roster fill RO202600000015", "roster check RO202600000015"),
    )
    found.add_argument("act", choices=("fill", "check"))
    found.add_argument("number", help=either("值班表编号", "number of the roster"))

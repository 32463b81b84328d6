"""Column kinds of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Func, Q

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class PathField(Text):
    """A code path that ends in "/", compared byte by byte so that a prefix is a range.

    PostgreSQL would otherwise sort it by language rules and could not use the index for
    `within`; SQLite compares bytes anyway.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else None
        return parameters


def within(column: str, path: str) -> Q:
    """Rows at or below `path`, as a range an index can answer. The empty path is everything."""
    if not path:
        return Q()
    return Q(**{f"{column}__gte": path, f"{column}__lt": path[:-1] + "0"})


DEPTHS = {"county": 1, "town": 2, "community": 3}
"""How many areas stand in the path of a desk of a tier; a grid is the end of every path."""


class DeskPath(Func):
    """The part of a path that reaches down to a tier: of a case in a grid, its town at "town".

    Computed by the database, for a column that no writer can forget. A path shorter than its tier
    stays whole. Arguments: tier, path.
    """

    arity = 2

    def as_sql(
        self, compiler: Any, connection: Any, *_args: Any, **_given: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """`CASE` over the tiers, in the words of either engine."""
        tier, path = (compiler.compile(given)[0] for given in self.get_source_expressions())
        upper = _upper_on_sqlite if connection.vendor == "sqlite" else _upper_on_postgresql
        cases = "".join(f" WHEN '{name}' THEN {upper(path, n)}" for name, n in DEPTHS.items())
        return f"CASE {tier}{cases} ELSE {path} END", ()


class TownPath(Func):
    """The part of a path that reaches down to the town; a shorter path stays whole."""

    arity = 1

    def as_sql(
        self, compiler: Any, connection: Any, *_args: Any, **_given: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        path, _ = compiler.compile(self.get_source_expressions()[0])
        upper = _upper_on_sqlite if connection.vendor == "sqlite" else _upper_on_postgresql
        return upper(path, DEPTHS["town"]), ()


def path_at(tier: str, path: str) -> str:
    """The part of a path that reaches down to a tier, as `DeskPath` says it."""
    parts = path.split("/", DEPTHS[tier])
    return path[: len(path) - len(parts[-1])] if len(parts) > DEPTHS[tier] else path


def reaches_down_to(tier: str, path: str) -> bool:
    """Whether a path ends at a tier or above it."""
    return path.count("/") <= DEPTHS[tier]


def is_desk(tier: str, area_path: str) -> bool:
    """Whether an area is as deep as a tier: all its lines of that tier then share its path."""
    return area_path.count("/") == DEPTHS.get(tier, len(DEPTHS) + 1)


def _upper_on_sqlite(path: str, depth: int) -> str:
    """SQLite cannot split: the first part, then the first of what is left, and so on."""
    parts, left = [], path
    for _ in range(depth):
        parts.append(f"substr({left}, 1, instr({left}, '/'))")
        left = f"substr({left}, instr({left}, '/') + 1)"
    return " || ".join(parts)


def _upper_on_postgresql(path: str, depth: int) -> str:
    return f"COALESCE(substring({path} from '^(?:[^/]*/){{1,{depth}}}'), '')"

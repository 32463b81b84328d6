"""Column kinds of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

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

"""Lists by cursor: the next page starts after the last row shown, whatever came in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, F, Model, Q, QuerySet
from django.http import QueryDict

from jiceng.kernel.refusal import Invalid, Reason

M = TypeVar("M", bound=Model)
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page of rows and the cursor of the next; an empty cursor at the end."""

    rows: list[M]
    next: str


def page_of(
    rows: QuerySet[M],
    after: str = "",
    *,
    key: str = "due_at",
    newest: bool = False,
    size: int = SIZE,
) -> Page[M]:
    """Rows by (`key`, id) after a cursor. Ascending puts rows without a value last.

    `newest` turns the order round, for columns that always have a value. `Invalid` for a cursor
    nobody gave out.
    """
    known = rows.model._meta
    field: Any = known.pk if key == "pk" else known.get_field(key)
    last = True if field.null else None  # an index read from its end has no place for the empty
    column = F(key).desc(nulls_last=last) if newest else F(key).asc(nulls_last=True)
    rows = rows.order_by(column, "-pk" if newest else "pk")
    walks = _beyond(*_cursor(after, rows, key), key=key, newest=newest) if after else [Q()]
    found: list[M] = []
    for walk in walks[: len(walks) if field.null else 1]:
        if len(found) <= size:
            found += rows.filter(walk)[: size + 1 - len(found)]
    return cut(found, key=key, size=size)


def cut(found: list[M], *, key: str = "due_at", size: int = SIZE) -> Page[M]:
    """The page of rows read in order, one more than it holds where more follow."""
    more = len(found) > size
    return Page(found[:size], _write(found[size - 1], key) if more else "")


def pager(page: Page[Any], asked: QueryDict, text: str = "") -> dict[str, str]:
    """What web/_pager.html shows: the filters stay, only the cursor changes."""
    rest = [(k, v) for k, values in asked.lists() for v in values if k != "after" and v]
    following = urlencode([*rest, ("after", page.next)]) if page.next else ""
    return {
        "first_url": f"?{urlencode(rest)}" if asked.get("after") else "",
        "next_url": f"?{following}" if following else "",
        "text": text,
    }


def _cursor(after: str, rows: QuerySet[M], key: str) -> tuple[Any, int]:
    """Instants as `read_cursor` reads them; days and texts as their column does."""
    field: Any = rows.model._meta.get_field(key)
    if isinstance(field, DateTimeField):
        return read_cursor(after)
    text, _, pk = after.rpartition("~")
    try:
        return (field.to_python(text) if text else None), int(pk)
    except (ValueError, ValidationError) as error:
        raise Invalid(Reason("bad_cursor", field="after")) from error


def _beyond(value: Any, pk: int, *, key: str, newest: bool) -> list[Q]:
    """What follows a cursor, walk by walk: those with a value, and then those without. The bound
    on the column says nothing new; it lets an index begin where the page before ended."""
    if value is None:
        return [Q(**{f"{key}__isnull": True, "pk__gt": pk})]
    if newest:
        older = Q(**{f"{key}__lt": value}) | Q(**{key: value, "pk__lt": pk})
        return [Q(**{f"{key}__lte": value}) & older]
    later = Q(**{f"{key}__gt": value}) | Q(**{key: value, "pk__gt": pk})
    return [Q(**{f"{key}__gte": value}) & later, Q(**{f"{key}__isnull": True})]


def _write(row: Model, key: str) -> str:
    value = getattr(row, key)
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    return f"{text}~{row.pk}"


def read_cursor(cursor: str) -> tuple[datetime | None, int]:
    """The value and key of the last row shown; `Invalid` for a cursor nobody gave out."""
    moment, _, pk = cursor.rpartition("~")
    try:
        value = datetime.fromisoformat(moment) if moment else None
        if value is not None and value.tzinfo is None:
            raise ValueError(moment)
        return value.astimezone(UTC) if value else None, int(pk)
    except (ValueError, OverflowError) as error:
        raise Invalid(Reason("bad_cursor", field="after")) from error

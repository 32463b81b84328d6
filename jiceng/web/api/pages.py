"""Lists and instants as the contract gives them: cursors never offsets, RFC 3339 with offset."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Schema
from pydantic import BaseModel, Field

from jiceng.kernel.refusal import Invalid, Reason
from jiceng.web.clock import county_zone

T = TypeVar("T")
R = TypeVar("R")
M = TypeVar("M", bound=Model)
LIMIT, MOST = 50, 500


class Answer(BaseModel):
    """What an operation answers with; views give plain dicts, so nothing is looked up on models."""


class Listed(Answer, Generic[T]):
    """A page of a list: what stands in it, and the cursor of the following page."""

    items: list[T]
    next: str | None = Field(None, description="Pass it as `after`; null on the last page.")


class Page(Schema):
    """What every list takes."""

    after: str = Field("", max_length=400, description="The `next` of the page before.")
    limit: int = Field(LIMIT, ge=1, le=MOST)


def page_of(
    rows: Sequence[R], limit: int, *, show: Callable[[R], Any], key: Callable[[R], Sequence[Any]]
) -> dict[str, Any]:
    """The answer for rows read with one more than `limit`, in the order of `key`."""
    shown = rows[:limit]
    more = len(rows) > limit and bool(shown)
    return {"items": [show(r) for r in shown], "next": cursor(key(shown[-1])) if more else None}


def rows_after(rows: QuerySet[M], wanted: Page) -> list[M]:
    """The rows of a page in the order of their keys, with one more than it shows."""
    place = read_cursor(wanted.after, int)
    return list(rows.filter(pk__gt=place[0] if place else 0).order_by("pk")[: wanted.limit + 1])


def page_of_rows(rows: QuerySet[M], wanted: Page, show: Callable[[M], Any]) -> dict[str, Any]:
    """The answer for rows in the order of their keys."""
    found = rows_after(rows, wanted)
    return page_of(found, wanted.limit, show=show, key=lambda row: (row.pk,))


def cursor(key: Sequence[Any]) -> str:
    """Where a page ended, as text nobody needs to read."""
    plain = [k.astimezone(UTC).isoformat() if isinstance(k, datetime) else k for k in key]
    text = json.dumps(plain, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, *kinds: type) -> list[Any] | None:
    """What `cursor` wrote; None for the first page. `Invalid` when it is not one of ours.

    `kinds` are the types of its parts; `datetime` reads an instant or None.
    """
    if not text:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(parts, list) or len(parts) != len(kinds):
            raise ValueError(text)
        return [_part(kind, part) for kind, part in zip(kinds, parts, strict=True)]
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise Invalid(Reason("bad_cursor", field="after")) from error


def _part(kind: type, part: Any) -> Any:
    if kind is datetime:
        return instant(part) if part is not None else None
    is_fit = isinstance(part, kind) and not isinstance(part, bool)
    if not is_fit or (isinstance(part, int) and not 0 <= part < 2**63):
        raise ValueError(part)
    return part


def instant(text: str) -> datetime:
    """An RFC 3339 instant; ValueError without an offset, since nobody could say when it was."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return in_utc(moment)


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC; ValueError where no calendar has it."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(moment.isoformat()) from error


def local(moment: datetime | None) -> str | None:
    """An instant with the offset of the county."""
    return moment.astimezone(county_zone()).isoformat() if moment else None

"""A cast built once for a whole module, in a transaction around its tests.

Each test still runs in a transaction of its own inside; what it writes is gone when it ends. A
module shares its cast when every test that touches the database asks for it and none commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from django.db import transaction

Cast = TypeVar("Cast")
COMMITTING = {"transactional_db", "django_db_serialized_rollback", "live_server"}


def touches_database(item: pytest.Item) -> bool:
    """Whether a test asks for the database, by mark or by fixture."""
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(names & {"db", *COMMITTING})


def is_shared(request: pytest.FixtureRequest, fixture: str) -> bool:
    """Whether the module of a request may build what `fixture` names once for all its tests."""
    theirs = [
        item for item in request.session.items if item.getparent(pytest.Module) == request.node
    ]
    return all(
        fixture in getattr(item, "fixturenames", ()) and not _commits(item)
        for item in theirs
        if touches_database(item)
    )


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    asked = mark is not None and bool(mark.kwargs.get("transaction"))
    return asked or bool(COMMITTING & set(getattr(item, "fixturenames", ())))


@contextmanager
def standing(blocker: Any, build: Callable[[], Cast]) -> Iterator[Cast]:
    """What `build` writes, until the block ends."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # Django's own mark of a test
    with blocker.unblock():
        around.__enter__()
    try:
        with blocker.unblock():
            built = build()
        yield built
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)

"""Acts that begin at the same moment, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from jiceng.kernel.refusal import Refusal


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, all begun together; a refusal is given back."""
    ready = Barrier(len(acts))

    def begin(act: Callable[[], Any]) -> Any:
        ready.wait(timeout=20)
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))

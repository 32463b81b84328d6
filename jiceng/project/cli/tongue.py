"""Sentences of the command line: Chinese when LANG starts with zh, else English."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from tqdm import tqdm


class Failed(Exception):
    """The command was refused or failed; the message is a sentence for a person."""


def in_chinese() -> bool:
    """Whether the person at this terminal reads Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("zh")
    return False


def either(chinese: str, english: str) -> str:
    """The sentence in the language of the terminal."""
    return chinese if in_chinese() else english


def say(chinese: str, english: str, **values: Any) -> None:
    """A line on stdout."""
    print(either(chinese, english).format(**values), flush=True)


def complain(sentence: str) -> None:
    """A line on stderr."""
    print(sentence, file=sys.stderr, flush=True)


def bar(label: str) -> Callable[[int, int], None]:
    """A progress bar when somebody watches; called with how much is done, of how much."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None
    shown: list[tqdm[Any]] = []

    def show(done: int, total: int) -> None:
        if not shown:
            shown.append(tqdm(total=total, desc=label, unit="", leave=False))
        shown[0].update(done - shown[0].n)
        if done >= total:
            shown[0].close()

    return show


def count(label: str) -> Callable[[int], None]:
    """A running count when somebody watches, for work whose end is not known beforehand."""
    if not sys.stderr.isatty():
        return lambda _more: None
    shown: tqdm[Any] = tqdm(desc=label, unit="", leave=False)

    def show(more: int) -> None:
        shown.update(more)

    return show

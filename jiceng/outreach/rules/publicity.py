"""The publicity team: what its members do, and what may be written down of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

DUTIES: Mapping[str, str] = {
    "writing": N_("撰稿"), "pictures": N_("摄影"), "video": N_("短视频"), "proof": N_("校对"),
}  # fmt: skip
LINK = re.compile(r"https?://[^\s/]+\.[^\s]+")
MOST = 100_000_000
"""Views of one post: more is a slip of the keyboard."""


def length_faults(texts: Mapping[str, tuple[str, int]]) -> Iterator[Reason]:
    """Field -> text and the most signs it may have; each must say something."""
    for name, (text, most) in texts.items():
        if not 1 <= len(text.strip()) <= most:
            yield Reason("text_length", {"low": 1, "high": most}, name)


def count_faults(counts: Mapping[str, tuple[int, int, int]]) -> Iterator[Reason]:
    """Field -> number, least and most."""
    for name, (number, low, high) in counts.items():
        if not low <= number <= high:
            yield Reason("not_a_count", {"low": low, "high": high}, name)


def past_faults(day: date, today: date, code: str, field: str) -> Iterator[Reason]:
    """What is told has happened."""
    if day > today:
        yield Reason(code, {"day": day.isoformat()}, field)


def link_faults(url: str) -> Iterator[Reason]:
    if not LINK.fullmatch(url):
        yield Reason("bad_link", field="url")

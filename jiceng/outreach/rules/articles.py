"""Articles: their kinds, their text in a small safe form, and what they are found by.

Text is written in paragraphs, headings (`## `), lists (`- `) and links (`[words](address)`), and is
never HTML. Times are instants; a length is in signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from jiceng.kernel.places import HALF_WIDTH, PersonalKind, find_personal
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

KINDS: Mapping[str, str] = {
    "notice": N_("通知公告"),
    "news": N_("工作动态"),
    "policy": N_("政策解读"),
    "guide": N_("便民提示"),
    "story": N_("身边故事"),
}
AUDIENCES: Mapping[str, str] = {"public": N_("全体居民"), "staff": N_("工作人员")}
LEVELS: Mapping[str, str] = {"first": N_("初审"), "second": N_("复审"), "third": N_("终审")}
"""Three reviews before anything is published, each by somebody else (三审三校)."""
REVIEW_OF: Mapping[str, str] = {
    "first_review": "first", "second_review": "second", "third_review": "third",
}  # fmt: skip
LONGEST_TITLE, LONGEST_BODY = 60, 20_000
PERSONAL: Mapping[PersonalKind, str] = {
    "identity": N_("身份证号"), "bank_card": N_("银行卡号"), "mobile": N_("手机号码"),
}  # fmt: skip
"""What points at a person. Landlines are those of offices; they are published on purpose."""
LINK = re.compile(r"\[([^\[\]\n]{1,80})\]\((https?://[^\s()<>\"]{1,300}|/[^\s()<>\"]{0,200})\)")
HEADING, ITEM = "## ", "- "
ENDS = ("。", "！", "？", "；", "：", "…", ".", "!", "?", ":")
"""What a sentence may end with."""
RUN = re.compile(r"[^\W_]+")
FEWEST_SIGNS = 2
MOST_GRAMS = 12
"""Of a search; what follows narrows nothing any more."""
BOT = re.compile(r"bot|spider|crawl|slurp|preview|monitor|curl|wget|python|httpx|^$", re.I)


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a paragraph; with an address they are a link."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list, as lines of spans."""

    kind: str
    lines: tuple[tuple[Span, ...], ...]


def blocks_of(text: str) -> tuple[Block, ...]:
    """Read a body. Whatever is no heading, list or link stays words."""
    lines = [line.strip() for line in text.splitlines()]
    found: list[Block] = []
    for kind, group in groupby((line for line in lines if line), key=_kind):
        rows = tuple(_spans(line.removeprefix(_mark(kind))) for line in group)
        found += [Block(kind, rows)] if kind == "list" else [Block(kind, (row,)) for row in rows]
    return tuple(found)


def _kind(line: str) -> str:
    if line.startswith(HEADING):
        return "heading"
    return "list" if line.startswith(ITEM) else "paragraph"


def _mark(kind: str) -> str:
    return {"heading": HEADING, "list": ITEM}.get(kind, "")


def _spans(line: str) -> tuple[Span, ...]:
    found, at = list[Span](), 0
    for match in LINK.finditer(line):
        found += [Span(line[at : match.start()]), Span(match[1], match[2])]
        at = match.end()
    return tuple(span for span in (*found, Span(line[at:])) if span.text)


def beginning(text: str, most: int = 80) -> str:
    """The first words of a body, for lists and feeds."""
    words = "".join(
        _as_sentence(block.kind, ["".join(span.text for span in line) for line in block.lines])
        for block in blocks_of(text)
    )
    return words if len(words) <= most else words[: most - 1] + "…"


def _as_sentence(kind: str, lines: Sequence[str]) -> str:
    """A block read on in one line: a heading announces, the points of a list are one sentence."""
    said = "；".join(line.rstrip("；。") if kind == "list" else line for line in lines)
    if kind == "heading":
        return f"{said}："
    return said if said.endswith(ENDS) else f"{said}。"


def personal_in(*texts: str) -> tuple[str, ...]:
    """The kinds of numbers in a text that point at a person, in the order of `PERSONAL`."""
    found = {kind for text in texts for _start, _end, kind in find_personal(text)}
    return tuple(kind for kind in PERSONAL if kind in found)


def text_faults(title: str, body: str) -> Iterator[Reason]:
    """A title and a body there must be, and neither is endless."""
    for name, text, most in (("title", title, LONGEST_TITLE), ("body", body, LONGEST_BODY)):
        if not 1 <= len(text.strip()) <= most:
            yield Reason("text_length", {"low": 1, "high": most}, name)


def still_missing(passed: Iterable[str]) -> tuple[str, ...]:
    """The first two reviews that were not passed, in their order."""
    done = {*passed}
    return tuple(level for level in ("first", "second") if level not in done)


def grams(text: str) -> tuple[str, ...]:
    """What a text is found by: each pair of neighbouring signs, once, in the order of the text.

    Chinese is written without spaces; pairs find any word of two signs or more. A pair is told by
    its code points, so that no database reads signs into it.
    """
    runs = RUN.findall(text.translate(HALF_WIDTH).lower())
    pairs = (f"x{ord(a):x}y{ord(b):x}" for run in runs for a, b in pairwise(run))
    return tuple(dict.fromkeys(pairs))


def wanted_grams(text: str) -> tuple[str, ...]:
    """What a search asks for. Empty where nothing of two signs was typed."""
    return grams(text)[:MOST_GRAMS]


def is_bot(agent: str) -> bool:
    """Whether a browser calls itself a program; whoever gives no name is one."""
    return BOT.search(agent.strip()) is not None

"""Every sentence of the interface has its English, with the same blanks to fill (docs/adr/0009)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.house import ROOT, files, where

ENGLISH = ROOT / "jiceng/locale/en/LC_MESSAGES/django.po"
KEYWORDS = {
    "N_": None, "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "_now": None, "_lazy": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
CHINESE = re.compile("[\u4e00-\u9fff]")


def sources() -> list[Path]:
    ours = [p for p in files() if p.is_relative_to(ROOT / "jiceng") and "tests" not in p.parts]
    return [
        p for p in ours if p.suffix == ".py" or (p.suffix == ".html" and "templates" in p.parts)
    ]


def sentences(path: Path) -> Iterator[str]:
    """Message ids of a file; for a plural the singular."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = templatize(text, origin=str(path))
    found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
    for _line, message, _comments, _context in found:
        first = message[0] if isinstance(message, tuple) else message
        if isinstance(first, str) and first:
            yield first


@pytest.fixture(scope="module")
def english() -> Catalog:
    with ENGLISH.open("rb") as opened:
        return read_po(opened, locale="en")


def texts(string: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Singular and plural alike as a list; an absent text counts as empty."""
    return [string or ""] if string is None or isinstance(string, str) else list(string)


def test_every_sentence_has_its_english(english: Catalog) -> None:
    known = {texts(m.id)[0] for m in english if m.id and all(texts(m.string)) and not m.fuzzy}
    missing = {
        sentence: where(path)
        for path in sources()
        for sentence in sentences(path)
        if CHINESE.search(sentence) and sentence not in known
    }
    assert missing == {}


def test_the_catalogue_says_the_words_of_the_glossary(english: Catalog) -> None:
    """One concept, one word: what docs/glossary.md calls by a word, no page calls by another."""
    instead = {"备用码": "backup"}
    wrong = [
        (chinese, text)
        for m in english
        for chinese, other in instead.items()
        if m.id and chinese in texts(m.id)[0]
        for text in texts(m.string)
        if other in text.lower()
    ]
    assert wrong == []


def test_a_translation_has_the_blanks_of_its_sentence(english: Catalog) -> None:
    wrong = [
        m.id
        for m in english
        if m.id
        for text in texts(m.string)
        if text and sorted(set(BLANK.findall(text))) != sorted(set(BLANK.findall(texts(m.id)[0])))
    ]
    assert wrong == []


def test_no_english_is_still_chinese(english: Catalog) -> None:
    kept = [m.id for m in english if m.id for t in texts(m.string) if CHINESE.search(t)]
    names_of_things = {"中文"}
    assert [k for k in kept if k not in names_of_things] == []


def test_templates_and_code_are_both_read(tmp_path: Path) -> None:
    page, module = tmp_path / "page.html", tmp_path / "label.py"
    page.write_text(
        "{% load i18n %}{% translate '待办' %}"
        "{% blocktranslate %}共{{ n }}件{% endblocktranslate %}"
    )
    module.write_text("label = N_('案件')\n")
    assert [*sentences(page), *sentences(module)] == ["待办", "共%(n)s件", "案件"]

"""Keeps the English catalogue in step with the Chinese texts in templates and code.

``python frontend/catalogues.py update`` rewrites ``jiceng/locale/en/LC_MESSAGES/django.po``: new
texts come in empty, texts no longer used go. ``check`` changes nothing and fails when an update
would change something or a translation is missing. Chinese needs no catalogue: the texts are it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "jiceng" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "_now": None,
    "_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[Path, bytes]]:
    """Every file that may hold texts, templates turned into calls by Django itself."""
    for path in sorted((ROOT / "jiceng").rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            yield path, path.read_bytes()
    for path in sorted((ROOT / "jiceng").glob("**/templates/**/*.*")):
        yield path, templatize(path.read_text("utf-8"), origin=str(path)).encode()


def texts() -> Catalog:
    """Collect what is to be translated; line numbers are left out, so that diffs stay small."""
    catalogue = Catalog(locale="en", project="Jiceng", charset="utf-8", fuzzy=False)
    for path, content in sources():
        found = extract(extract_python, io.BytesIO(content), KEYWORDS)
        for _line, message, _comments, context in found:
            where = [(str(path.relative_to(ROOT)), None)]
            if message:  # a call that looks its text up elsewhere yields an empty one
                catalogue.add(message, locations=where, context=context)
    return catalogue


def updated() -> Catalog:
    """Return the English catalogue as it should be: no guesses, nothing obsolete."""
    catalogue = Catalog(locale="en", charset="utf-8", fuzzy=False)
    if ENGLISH.exists():
        with ENGLISH.open("rb") as words:
            catalogue = read_po(words, locale="en")
    catalogue.update(texts(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog) -> bytes:
    text = io.BytesIO()
    write_po(text, catalogue, omit_header=False, sort_output=True, include_lineno=False, width=100)
    lines = text.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if b"-Date:" not in line)


def main(arguments: list[str]) -> int:
    settings.configure(USE_I18N=True)
    catalogue = updated()
    if arguments == ["update"]:
        ENGLISH.parent.mkdir(parents=True, exist_ok=True)
        ENGLISH.write_bytes(written(catalogue))
        return 0
    if arguments != ["check"]:
        sys.stderr.write("usage: python frontend/catalogues.py update|check\n")
        return 2
    untranslated = [
        str(each.id) for each in catalogue if each.id and not any(_strings(each.string))
    ]
    stale = not ENGLISH.exists() or ENGLISH.read_bytes() != written(catalogue)
    for text in untranslated:
        sys.stderr.write(f"no English for: {text}\n")
    if stale:
        sys.stderr.write("django.po is behind: python frontend/catalogues.py update\n")
    return int(stale or bool(untranslated))


def _strings(string: str | Iterable[str] | None) -> tuple[str, ...]:
    """Singular and plural alike; a text that came in by this run has none yet."""
    return (string,) if isinstance(string, str) else tuple(string or ())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

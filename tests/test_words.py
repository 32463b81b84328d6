"""One concept, one English word (docs/glossary.md): no pinyin, no empty names, British spelling."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import ROOT, expect_none, python_files, text_files, tree, where

PINYIN = frozenset((ROOT / "tests/pinyin.txt").read_text(encoding="utf-8").split())
"""Governance words a hurried author would leave in pinyin. The product's name is not among them."""
EMPTY = {
    "util", "utils", "helper", "helpers", "common", "misc", "base", "manager", "managers",
    "service", "data", "info",
}  # fmt: skip
EMPTY_PREFIXES = ("handle_", "process_data", "do_")
ALLOWED: dict[str, str] = {
    "services": "a capability of its own (decisions.md 6)",
    "do_GET": "named by http.server",
    "do_POST": "named by http.server",
    "get_context_data": "named by Django's generic views",
    "CommandError": "named by Django",
}
NOUNS = re.compile(r"\b(?:service (points?|items?)|(queue) tickets?)\b")
"""Nouns of the glossary that hold an empty word, or one that is another's; the contract names
service points and items in its addresses."""
INSTEAD = {
    "organization": "organisation", "organizations": "organisations", "organize": "organise",
    "organizer": "organiser", "center": "centre", "neighbor": "neighbour",
    "neighborhood": "community or grid", "behavior": "behaviour", "favorite": "favourite",
    "catalog": "catalogue", "labeled": "labelled", "canceled": "cancelled",
    "township": "town", "townships": "towns", "rectification": "problem",
    "ticket": "case", "workorder": "case", "hazard": "problem",
}  # fmt: skip
AMERICAN_IN_TEXT = re.compile(
    r"\b(organi[z]ations?|organi[z]ed|townships?|neighbou?rhood cent[e]r|behavio[r]s?)\b", re.I
)


def words(name: str) -> list[str]:
    """`CaseManager` and `case_manager` → case, manager."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_", " ", name)
    return NOUNS.sub(r"\1\2", spaced.lower()).split()


def named(module: ast.Module) -> Iterator[tuple[int, str, bool]]:
    """Line, name, and whether it names a class or function, for every name the module gives."""
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name, True
            case ast.arg():
                yield node.lineno, node.arg, False
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id, False
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr, False


def faults(name: str, *, defines: bool) -> Iterator[str]:
    """What is wrong with a name; `defines` when it names a module, a class or a function."""
    if not name.isascii():
        yield f"{name}: Chinese lives in labels and templates"
    for word in words(name):
        if word in PINYIN:
            yield f"{name}: {word} is pinyin"
        if word in INSTEAD:
            yield f"{name}: say {INSTEAD[word]}, not {word}"
    if defines and name not in ALLOWED:
        if empty := EMPTY & set(words(name)):
            yield f"{name}: {', '.join(sorted(empty))} says nothing"
        if name.startswith(EMPTY_PREFIXES):
            yield f"{name}: name what is done"


def faults_in(path: Path, module: ast.Module) -> list[str]:
    listed = [f"{where(path)}: {f}" for f in faults(path.stem, defines=True)]
    for line, name, defines in named(module):
        listed += [f"{where(path)}:{line}: {fault}" for fault in faults(name, defines=defines)]
    return listed


def test_every_name_is_an_english_word_of_the_glossary() -> None:
    expect_none(fault for path in python_files() for fault in faults_in(path, tree(path)))


def test_bad_names_are_noticed() -> None:
    seeded = ast.parse(
        "def handle_case(wangge_code): pass\n"
        "class CaseManager: pass\n"
        "organization = 1\n"
        "self.诉求 = 2\n"
        "def handle(database_url): pass\n"
    )
    lines = [int(fault.split(":")[1]) for fault in faults_in(ROOT / "seeded.py", seeded)]
    assert sorted(set(lines)) == [1, 2, 3, 4]


def test_folders_and_files_carry_no_pinyin() -> None:
    inside = [p for p in text_files() if not p.is_relative_to(ROOT / "docs/reference")]
    assert [where(p) for p in inside if PINYIN & set(re.split(r"[^a-z]+", where(p).lower()))] == []


def test_our_pages_spell_the_british_way() -> None:
    found = [
        f"{where(path)}:{number}: {match.group()}"
        for path in text_files()
        if path.suffix == ".md" and not path.name.startswith(("LICEN", "SOURCES"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := AMERICAN_IN_TEXT.search(line))
    ]
    expect_none(found)


SORTS = ("PAPERS", "ROLES", "ACTS", "SUBJECTS", "PAGES", "LABELS", "COLOURS")
"""What tables of words are about; those of other names are sentences, by their reason."""


def worded(path: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """((sort, code), sentence) of each table of sentences or names that a file writes out."""
    for node in tree(path).body:
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and isinstance(node.value, ast.Dict)
        ):
            last = node.target.id.rpartition("_")[2]
            sort = last if last in SORTS else "SENTENCES"
            for key, text in zip(node.value.keys, node.value.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield (sort, str(key.value)), ast.unparse(text)


def test_no_code_has_two_sentences() -> None:
    """Sentences of all capabilities stand in one table: of two for a code, one would be lost."""
    told: dict[tuple[str, str], set[str]] = {}
    for path in python_files():
        if path.stem.endswith("words") and {"rules", "web"} & {*path.parts}:
            for code, text in worded(path):
                told.setdefault(code, set()).add(text)
    assert len(told) > 300
    expect_none(f"{code}: {sorted(texts)}" for code, texts in told.items() if len(texts) > 1)

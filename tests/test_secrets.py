"""Nothing in the repository opens a door, names a machine or carries somebody else's records."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import ROOT, expect_none, files, python_files, text_files, tree, where

HEAVIEST = 2_000_000
"""Bytes. More than that is a dump, not a sample."""
HEAVY: dict[str, str] = {}
"""Path → why it is here, with the licence that lets us carry it."""
SIGNS = {
    "a private key": re.compile("-----BEGIN [A-Z ]*PRIVATE " + "KEY-----"),
    "Django's example secret": re.compile("django-" + "insecure-"),
    "an access key": re.compile(r"\b(AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}|sk-[A-Za-z0-9]{32,})\b"),
    "a path of one machine": re.compile(r"(?<![\w.$}/-])/(work|root|home/[a-z]\w*)(/|\b(?![\w-]))"),
    "a citizen's number": re.compile(
        r"(?<!\d)[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])\d{5}[\dX](?!\w)"
    ),
}
ALLOWED = {
    ("jiceng/kernel/tests/test_places.py", "a citizen's number"): "invented; it must be found",
}
"""File and sign → why it may stand there."""
OURS = {"tests/doors.csv": "the table of doors is written here, not carried"}
"""Tables of our own → why they need no licence beside them."""
SECRET_NAME = re.compile(
    r"(^|_)(password|passwd|secret|secret_key|token|api_key|master_key)$", re.I
)
PUBLIC_VALUES = {"", "token", "password", "change-me"}


def signs(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in SIGNS.items():
            if pattern.search(line):
                yield number, what


def literals(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Constants put into something called a password, a secret or a token."""
    for node in ast.walk(module):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(value))):
                pass
            case ast.keyword(arg=str(name), value=ast.Constant(value=str(value))):
                pass
            case _:
                continue
        if SECRET_NAME.search(name) and value not in PUBLIC_VALUES and len(value) > 3:
            yield node.lineno, f"{name} is written out"


def test_no_text_shows_a_secret_or_a_machine() -> None:
    found = [
        f"{where(path)}:{number}: {what}"
        for path in text_files()
        if path != Path(__file__).resolve()
        for number, what in signs(path.read_text(encoding="utf-8", errors="replace"))
        if (where(path), what) not in ALLOWED
    ]
    expect_none(found)


def test_no_code_writes_a_password_out() -> None:
    found = [
        f"{where(path)}:{number}: {what}"
        for path in python_files()
        if "tests" not in path.parts
        for number, what in literals(tree(path))
    ]
    expect_none(found)


def test_planted_secrets_are_noticed() -> None:
    home = "/ro" + "ot/.ssh/id"
    text = f"open('{home}')\n" + "SECRET_KEY = 'django-" + "insecure-x'\n460" + "02819900101123X"
    assert [number for number, _ in signs(text)] == [1, 2, 3]
    assert list(literals(ast.parse("login(password='lincheng')"))) == [
        (1, "password is written out")
    ]


def test_ordinary_addresses_are_not_taken_for_machines() -> None:
    assert list(signs("path('work/', worklist)\nhref='/desk/work/'\n$ROOT/work\n")) == []


def test_no_file_is_a_dump() -> None:
    heavy = {where(p): p.stat().st_size for p in files() if p.stat().st_size > HEAVIEST}
    assert heavy.keys() - HEAVY.keys() == set()


def test_carried_records_name_their_licence() -> None:
    """A folder with tables or shapes of others says beside them whose they are."""
    tables = {p for p in files() if p.suffix in {".csv", ".gz", ".xlsx", ".geojson"}}
    carried = {p.parent for p in tables if where(p) not in OURS}
    bare = [where(f) for f in carried if not any(f.glob("LICEN*")) and not any(f.glob("SOURCES*"))]
    expect_none(bare)
    assert (ROOT / "LICENSE").is_file()

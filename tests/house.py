"""Where the house stands and which files belong to it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAPABILITIES = (
    "casework", "party", "services", "economy", "emergency", "performance", "outreach",
)  # fmt: skip
NOT_OURS = {
    ".git", ".venv", "node_modules", "__pycache__", "build", "dist", "var", "site", ".hypothesis",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".grimp_cache",
}  # fmt: skip
TEXT = {
    ".py", ".md", ".toml", ".html", ".js", ".mjs", ".css", ".json", ".po", ".cfg", ".service",
    ".timer", ".sh", ".yml", ".yaml", ".txt", ".csv", ".geojson", ".svg", "",
}  # fmt: skip


@cache
def files() -> tuple[Path, ...]:
    """Every file of the repository, without what was built or installed."""

    def below(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.name in NOT_OURS or path.name.endswith(".egg-info"):
                continue
            if path.is_dir():
                yield from below(path)
            else:
                yield path

    return tuple(below(ROOT))


def python_files() -> list[Path]:
    """Our Python, without migrations: those are written by Django."""
    return [p for p in files() if p.suffix == ".py" and "migrations" not in p.parts]


def text_files() -> list[Path]:
    return [p for p in files() if p.suffix in TEXT]


def where(path: Path) -> str:
    """The path as people write it, from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=where(path))


def expect_none(found: Iterable[str]) -> None:
    """Fail with every finding on a line of its own; a list would be cut by pytest."""
    if lines := list(found):
        raise AssertionError("\n".join(lines))

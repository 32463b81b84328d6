"""Draws the reference pages that follow from code: processes, figures, rules of the checker.

python docs/draw.py            writes docs/reference/processes/*.md, figures.md and checker.md
python docs/draw.py --check    says which page is behind the code, and fails
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import django

from jiceng.kernel.figures import FigureKind
from jiceng.kernel.process import Guard, Move, Process, State
from jiceng.party.rules.book import Version, read_book
from jiceng.party.rules.checker import RULES, Rule, clause, is_unverified
from jiceng.party.rules.steps import KINDS

PRODUCT = Path(__file__).resolve().parent.parent / "jiceng"
RULE_BOOK = PRODUCT / "party" / "content" / "rule_book.toml"
REFERENCE = Path(__file__).resolve().parent / "reference"
NOTE = "<!-- Drawn from code by docs/draw.py; a test compares it. Change the code. -->\n"
ROLES = {
    "system": "the system",
    "worker": "the grid worker",
    "holder": "who holds it",
    "leader": "the holder's leader",
}


def modules(*floors: str) -> Iterator[ModuleType]:
    """Every module of the product that is, or lies below, a floor of one of these names."""
    for path in sorted(PRODUCT.rglob("*.py")):
        parts = path.relative_to(PRODUCT.parent).with_suffix("").parts
        if set(parts) & set(floors) and not set(parts) & {"kernel", "tests", "__init__"}:
            yield importlib.import_module(".".join(parts))


def declared(kind: type[Any], *floors: str) -> list[Any]:
    """Values of a kind that stand in such modules, alone or in a tuple or mapping."""
    seen: dict[int, Any] = {}
    for module in modules(*floors):
        for value in vars(module).values():
            many = value.values() if isinstance(value, dict) else value
            listed = many if isinstance(value, dict | tuple | list) else (value,)
            seen.update({id(v): v for v in listed if isinstance(v, kind)})
    return list(seen.values())


def processes() -> list[Process]:
    return sorted(declared(Process, "process"), key=lambda p: p.name)


def figures() -> list[FigureKind]:
    return sorted(declared(FigureKind, "figures"), key=lambda f: f.id)


def page_of(process: Process) -> str:
    """One process: its drawing, its states with their terms, its moves with who and what."""
    states = [state_row(s) for s in process.states]
    moves = [move_row(m) for m in process.moves]
    return "\n".join(
        [
            NOTE,
            f"# {process.name} · {process.label}\n",
            f"Begins in `{process.start}`. Terms and ladders here are the defaults of the",
            "declaration; the county's own come from its configuration.\n",
            "```mermaid",
            process.mermaid(),
            "```\n",
            "## States\n",
            "| State | Shown as | Stands on the worklist of | Leave within | Ladder | Kind |",
            "|---|---|---|---|---|---|",
            *states,
            "\n## Moves\n",
            "| Move | Shown as | From | To | By | Needs | Refused when |",
            "|---|---|---|---|---|---|---|",
            *moves,
            "",
        ]
    )


def state_row(state: State) -> str:
    kinds = ("paused", "resting", "final")
    kind = ", ".join(k for k in kinds if getattr(state, k)) or "running"
    term = "set by hand" if state.by_hand else words(str(state.term or ""))
    ladder = "; ".join(f"{r.percent} % {r.light}: {r.tell}" for r in state.ladder)
    cells = [
        f"`{state.name}`",
        state.label,
        ROLES.get(state.actor, state.actor),
        term,
        ladder,
        kind,
    ]
    return row(cells)


def move_row(move: Move) -> str:
    wait = f"not before {words(str(move.wait))} in the state" if move.wait else ""
    refused = "; ".join(filter(None, [*map(guard_words, move.guards), wait]))
    return row(
        [
            f"`{move.name}`",
            move.label,
            ", ".join(f"`{s}`" for s in move.sources),
            f"`{move.target}`" + (" (clocks go on)" if move.keeps_stage else ""),
            ", ".join(sorted(move.by)),
            "; ".join(filter(None, [_listed(move.needs), _to_rise(move)])),
            refused,
        ]
    )


def _listed(papers: frozenset[str]) -> str:
    return ", ".join(f"`{n}`" for n in sorted(papers))


def _to_rise(move: Move) -> str:
    """What it asks for besides when the matter goes to a higher tier."""
    return f"to a higher tier {_listed(move.needs_to_rise)}" if move.needs_to_rise else ""


def guard_words(guard: Guard) -> str:
    return words(getattr(guard, "__name__", "a rule"))


def words(name: str) -> str:
    return name.replace("_", " ")


def row(cells: list[str]) -> str:
    return "| " + " | ".join(c.replace("|", "\\|") or "–" for c in cells) + " |"


def index_of(listed: list[Process]) -> str:
    head = [NOTE, "# Processes\n", "| Process | Shown as | States | Moves |", "|---|---|---|---|"]
    lines = [
        row([f"[{p.name}]({p.name}.md)", p.label, str(len(p.states)), str(len(p.moves))])
        for p in listed
    ]
    return "\n".join([*head, *lines, ""])


def figures_page(listed: list[FigureKind]) -> str:
    head = [
        NOTE,
        "# Figures\n",
        "Each figure is two predicates over outcome rows; the list behind it has exactly as many",
        "rows as its numerator; of a sum, rows that add up to it. An empty denominator gives no",
        "value rather than zero.\n",
    ]
    parts = [f"## {f.id}\n\n**{f.name}** ({f.kind}, {f.unit}). {f.definition}\n" for f in listed]
    return "\n".join([*head, *parts])


CHECKER = """# Checker of member development

Every rule of the checker with the steps it looks at, the parameters it reads, and where they come
from (facts.md §5.4). A parameter marked *unverified* was taken from a reprint or from local
practice: pages show it as 待核对, and nobody should take it for law before the text has been read.
A rule whose clause is missing has not been looked up in the document yet. What happened on a day is
judged by the version in force on that day; a length in months (R02, R04, R05, how long a review
holds in R07, R14, R16, R18) by the version of the day from which it runs, which is also what the
file is reminded by. A day before the first version is unknown. R20 and R21 never judge: they ask
people to look.
"""


def checker_page() -> str:
    """The rules of the checker, the versions shipped, and what of them is unverified."""
    versions = read_book(RULE_BOOK.read_text("utf-8"), "development").versions
    latest = versions[-1]
    listed = ", ".join(rule.id for rule in RULES.values() if is_unverified(rule, latest))
    return "\n".join(
        [
            NOTE,
            CHECKER,
            "## Versions\n",
            "| Version | Document | From | Unverified |",
            "|---|---|---|---|",
            *map(_version_row, versions),
            "\n## Rules\n",
            "| Rule | Severity | Looks at | Parameters | Clause |",
            "|---|---|---|---|---|",
            *(_rule_row(rule, versions) for rule in RULES.values()),
            f"\nUnder version {latest.number} these rest on something unverified: {listed}.",
            "",
        ]
    )


def _version_row(version: Version) -> str:
    since = version.valid_from.isoformat()
    since += " (unverified)" if "valid_from" in version.unverified else ""
    named = ", ".join(f"`{name}`" for name in sorted(version.unverified - {"valid_from"}))
    return row([str(version.number), version.document, since, named])


def _rule_row(rule: Rule, versions: tuple[Version, ...]) -> str:
    steps = [str(KINDS[step].number) if KINDS[step].number else "notices" for step in rule.steps]
    looks = ", ".join(steps) if len(steps) < 12 else "all"
    parameters = "; ".join(_parameter(name, versions) for name in rule.parameters)
    clauses = dict.fromkeys(filter(None, (clause(rule, v) for v in versions)))
    return row([f"{rule.id} {rule.title}", rule.severity, looks, parameters, ", ".join(clauses)])


def _parameter(name: str, versions: tuple[Version, ...]) -> str:
    """Its value in each version; those that are unverified say so."""
    told = [f"{v.values[name]}{' *unverified*' if name in v.unverified else ''}" for v in versions]
    return f"`{name}` " + " → ".join(dict.fromkeys(told))


def pages() -> dict[Path, str]:
    """Every drawn page by its path."""
    listed = processes()
    drawn = {REFERENCE / "processes" / f"{p.name}.md": page_of(p) for p in listed}
    drawn[REFERENCE / "processes" / "index.md"] = index_of(listed)
    drawn[REFERENCE / "figures.md"] = figures_page(figures())
    drawn[REFERENCE / "checker.md"] = checker_page()
    return drawn


def behind() -> list[Path]:
    """Pages that differ from the code, and drawings of processes that are gone."""
    drawn = pages()
    stale = [p for p, text in drawn.items() if not p.is_file() or p.read_text("utf-8") != text]
    return stale + [p for p in (REFERENCE / "processes").glob("*.md") if p not in drawn]


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiceng.project.settings")
    django.setup()
    if "--check" in arguments:
        for path in (stale := behind()):
            sys.stderr.write(f"{path.relative_to(REFERENCE.parent)} is behind: make docs\n")
        return 1 if stale else 0
    drawn = pages()
    for path in (REFERENCE / "processes").glob("*.md"):
        if path not in drawn:
            path.unlink()
    for path, text in drawn.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

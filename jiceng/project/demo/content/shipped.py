"""The shipped default configuration of casework as rows ready for the configuration table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import jiceng.casework
from jiceng.casework.rules.rulebook import Rulebook, from_rows
from jiceng.kernel.terms import Term
from jiceng.project.demo.content.reading import Row, toml_table, unique

FOLDER = Path(jiceng.casework.__file__).parent / "content"
NATURES, URGENCIES = ("consult", "help", "complaint"), ("normal", "urgent", "emergency")
CASE_TIERS = ("grid", "community", "town", "county")
REACH = ("", "area", "unit")


@dataclass(frozen=True, slots=True)
class ConfigurationRow:
    """One row: kind (case_type, rule, terms, post, delegated_power, text), key, content, from when.

    `content` holds JSON values only; dates inside are ISO texts.
    """

    kind: str
    key: str
    content: dict[str, Any]
    valid_from: date


@dataclass(frozen=True, slots=True)
class Defaults:
    """Everything shipped, checked: rules name units that exist, terms read, labels are there."""

    rows: tuple[ConfigurationRow, ...]
    rulebook: Rulebook

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Contents of one kind by key."""
        return {row.key: row.content for row in self.rows if row.kind == kind}

    @property
    def leaves(self) -> tuple[str, ...]:
        """Codes of the case types a case can have on any day."""
        kinds = self.rulebook.types.items()
        return tuple(code for code, kind in kinds if kind.is_leaf and not kind.is_extra)


def defaults(unit_codes: frozenset[str], folder: Path = FOLDER) -> Defaults:
    """Read and check the folder. Raises ContentError naming file, row and field."""
    types = _case_types(toml_table(folder / "case_types.toml"), unit_codes)
    codes = frozenset(row.key for row in types)
    rules = _rules(toml_table(folder / "rules.toml"), codes, unit_codes)
    terms = _terms(toml_table(folder / "terms.toml"))
    posts = _posts(toml_table(folder / "roles.toml"))
    powers = _powers(toml_table(folder / "delegated_powers.toml"), codes, unit_codes)
    texts = _texts(toml_table(folder / "texts.toml"))
    book = from_rows(
        {row.key: (1, row.content) for row in types},
        {row.key: (1, row.content) for row in rules},
        terms.content,
    )
    return Defaults((*types, *rules, terms, *posts, *powers, *texts), book)


def _row(kind: str, key: str, row: Row, valid_from: date) -> ConfigurationRow:
    content = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.fields.items()
    }
    return ConfigurationRow(kind, key, content, valid_from)


def _case_types(file: Row, units: frozenset[str]) -> list[ConfigurationRow]:
    rows, since = file.tables("type", "code"), file.day("effective_from")
    unique([(row, row.text("code")) for row in rows], "code")
    parents = {row.text("parent", empty=True) for row in rows}
    known: set[str] = set()
    for row in rows:
        code = row.digits("code", (2, 4, 6))
        if len(code) > 2 and row.known("parent", known) != code[:-2]:
            raise row.fault("parent", f"{code} does not stand below it")
        row.needs("name", "name_en")
        if code not in parents:
            _check_leaf(row, units)
        known.add(code)
    return [_row("case_type", row.text("code"), row, since) for row in rows]


def _check_leaf(row: Row, units: frozenset[str]) -> None:
    row.known("duty_unit", units)
    row.one_of("nature", NATURES)
    row.one_of("urgency", URGENCIES)
    row.one_of("level", ("small", "large"))
    row.needs("basis", "closing", "closing_en")
    if "result" not in row.texts("needs"):
        raise row.fault("needs", "a handler always says the result")
    row.texts("keywords", least=3)
    if row.one_of("first_tier", CASE_TIERS) != "county" and row.flag("law_department"):
        raise row.fault("first_tier", "what the law gives a department is never sent down")
    for field in ("promise", "statutory"):
        _term(row, field)
    for state in row.fields.get("stages", {}):
        _term(row.table("stages"), state)


def _term(row: Row, field: str) -> Term:
    try:
        return Term.parse(row.text(field))
    except ValueError as error:
        raise row.fault(field, str(error)) from error


def _rules(file: Row, types: frozenset[str], units: frozenset[str]) -> list[ConfigurationRow]:
    rows, since = file.tables("rule", "key"), file.day("effective_from")
    unique([(row, row.text("key")) for row in rows], "key")
    unique([(row, str(row.fields.get("order"))) for row in rows], "order")
    for row in rows:
        row.number("order", 1, 9999)
        row.known("unit", units | {"first_tier"})
        row.needs("label", "label_en")
        row.one_of("level", ("", "small", "large"))
        if row.fields.get("case_type"):
            row.known("case_type", types)
        for hour in ("from_hour", "to_hour"):
            if hour in row.fields:
                row.number(hour, 0, 24)
        path = row.text("area_path", empty=True)
        if path and not path.endswith("/"):
            raise row.fault("area_path", "a path ends in '/'")
    return [_row("rule", row.text("key"), row, since) for row in rows]


def _terms(file: Row) -> ConfigurationRow:
    for field in ("general_promise", "reopen_window", "recheck_term", "arrive_within",
                  "extension_notice"):  # fmt: skip
        _term(file, field)
    for field in ("rating_days", "erase_days", "extension_cap", "send_back_cap"):
        file.number(field, 1, 3650)
    file.number("recheck_percent", 0, 100)
    stages = file.table("stages")
    for state in stages.fields:
        _term(stages, state)
    for name, rungs in file.table("ladders").fields.items():
        percents = [percent for percent, _, _ in rungs]
        if percents != sorted(set(percents)):
            raise file.fault(f"ladders.{name}", "rungs must climb")
    return _row("terms", "case", file, file.day("effective_from"))


def _posts(file: Row) -> list[ConfigurationRow]:
    rows, since = file.tables("post", "code"), file.day("effective_from")
    unique([(row, row.text("code")) for row in rows], "code")
    for row in rows:
        row.needs("name", "name_en")
        row.texts("roles", least=0)
        row.one_of("tier", CASE_TIERS)
        row.one_of("reach", REACH)
    return [_row("post", row.text("code"), row, since) for row in rows]


def _powers(file: Row, types: frozenset[str], units: frozenset[str]) -> list[ConfigurationRow]:
    rows = file.tables("power", "item")
    for row in rows:
        row.known("from_unit", units)
        row.known("to_unit", units)
        row.one_of("mode", ("delegated", "entrusted"))
        row.needs("item", "basis")
        row.day("review_on")
        if unknown := set(row.texts("case_types")) - types:
            raise row.fault("case_types", f"{min(unknown)!r} does not exist")
        if "effective_to" in row.fields and row.day("effective_to") <= row.day("effective_from"):
            raise row.fault("effective_to", "is not after effective_from")
    return [
        _row("delegated_power", f"power_{number}", row, row.day("effective_from"))
        for number, row in enumerate(rows, start=1)
    ]


def _texts(file: Row) -> list[ConfigurationRow]:
    since, found = file.day("effective_from"), []
    for name in ("county", "privacy"):
        found.append(_row("text", name, file.table(name), since))
    portal = file.table("portal")
    bilingual = [(f"portal.{name}", portal.table(name)) for name in portal.fields]
    for kind in ("response", "refusal"):
        bilingual += [(f"{kind}.{row.text('key')}", row) for row in file.tables(kind, "key")]
    for name, row in bilingual:
        row.needs("zh", "en")
        found.append(_row("text", name, row, since))
    return found

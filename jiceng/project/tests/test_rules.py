"""Rules as files: what goes out comes back, and an edited file is decided like a form."""

from __future__ import annotations

import json
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.casework.tests.county import GRID_1, NOON, County, build_county
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration, JournalEntry, Person
from jiceng.kernel.terms import Term
from jiceng.kernel.toml_text import toml_text
from jiceng.party.actions.rule_book import load_rule_book
from jiceng.project.cli.exchange import give_out, take_in
from jiceng.project.cli.parser import build_parser
from jiceng.project.cli.rules import export_rules
from jiceng.project.cli.tongue import Failed

LATER = NOON + timedelta(hours=1)
WHY = ("--by", "guo", "--reason", "县府办文件")


@pytest.fixture
def county(db: None, settings: Settings) -> County:
    settings.FIXED_NOW = LATER.isoformat()
    return build_county()


def export(path: Path, *options: str) -> Path:
    assert give_out(build_parser().parse_args(["export", "rules", str(path), *options])) == 0
    return path


def take(path: Path, *options: str) -> int:
    return take_in(build_parser().parse_args(["import", "rules", str(path), *options]))


def edit(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def shorten(path: Path, promise: str = "3 working_days") -> Path:
    """The promise of five days made shorter, and what it rests on."""
    return edit(path, '"5 working_days"', f'"{promise}"\nbasis = "县府办文件"')


def versions() -> int:
    return Configuration.objects.count()


@pytest.mark.parametrize("name", ["rules.toml", "rules.json"])
def test_what_was_exported_comes_back_without_a_change(
    county: County, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = versions()
    assert take(export(tmp_path / name), *WHY) == 0
    assert versions() == before
    assert "Changed: 0" in capsys.readouterr().out


def test_dated_rules_of_another_capability_travel_along(county: County, tmp_path: Path) -> None:
    load_rule_book(by="setup", now=NOON)
    path = tmp_path / "rules.toml"
    export_rules(path, None)
    text = path.read_text("utf-8")
    assert "wage_bands" in text and "中组发〔2008〕3号" in text


def test_both_formats_say_the_same(county: County, tmp_path: Path) -> None:
    listed = json.loads(export(tmp_path / "rules").read_text("utf-8"))
    by_kind = tomllib.loads(export(tmp_path / "other", "--format", "toml").read_text("utf-8"))
    flat = [{"kind": kind, **row} for kind, rows in by_kind.items() for row in rows]
    assert sorted(flat, key=str) == sorted(listed, key=str)


def test_a_promise_edited_in_the_file_holds_for_later_cases_alone(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Raised("路面有坑", case_type="0102", grid_code=GRID_1)
    old = raise_case(report, now=NOON).case
    path = shorten(export(tmp_path / "rules.toml"))
    assert take(path, "--dry-run") == 0
    told = capsys.readouterr().out
    assert "case_type 0102" in told
    assert "5 个工作日 → 3 个工作日" in told
    assert "Open cases that keep what they were promised: 1" in told
    assert rules_at(LATER)[0].type_of("0102").promise == Term.parse("5 working_days")
    assert take(path, *WHY, "--approved", "县长办公会") == 0
    new = raise_case(report, now=LATER).case
    assert (old.promised, new.promised) == ("5 working_days", "3 working_days")
    assert Case.objects.get(pk=old.pk).due_at == old.due_at
    row = in_force("case_type", LATER)["0102"]
    assert (row.version, row.reason, row.approved_by) == (2, "县府办文件", "县长办公会")
    assert row.by == "系统管理员 郭"
    line = JournalEntry.objects.get(kind="change_rule")
    assert line.appointment == county["guo"].grips[0].appointment


def test_a_later_day_may_be_named(county: County, tmp_path: Path) -> None:
    path = shorten(export(tmp_path / "rules.toml"))
    assert take(path, *WHY, "--from", "2026-12-01") == 0
    assert str(rules_at(LATER)[0].type_of("0102").promise) == "5 working_days"
    december = NOON + timedelta(days=10)
    assert str(rules_at(december)[0].type_of("0102").promise) == "3 working_days"
    assert take(export(tmp_path / "again.toml"), *WHY) == 0


def test_one_unfit_row_keeps_the_whole_file_out_and_every_fault_is_named(
    county: County, tmp_path: Path
) -> None:
    before = versions()
    path = shorten(export(tmp_path / "rules.toml"))
    noise = ('duty_unit = "POLICE"', "law_department = true", 'first_tier = "county"',
             'level = "large"', 'promise = "3 working_days"')  # fmt: skip
    edit(path, "\n".join(noise), "\n".join(['duty_unit = "NOBODY"', *noise[1:4],
                                            'promise = "3 moons"']))  # fmt: skip
    with pytest.raises(Failed) as refused:
        take(path, *WHY)
    assert "case_type 0201 promise" in str(refused.value)
    assert "case_type 0201 duty_unit" in str(refused.value)
    assert versions() == before


def test_an_edit_on_an_older_version_is_refused(county: County, tmp_path: Path) -> None:
    path = shorten(export(tmp_path / "a.toml"))
    other = shorten(export(tmp_path / "b.toml"), "4 working_days")
    assert take(path, *WHY) == 0
    with pytest.raises(Failed, match="case_type 0102"):
        take(other, *WHY)


@pytest.mark.parametrize(
    "options",
    [("--reason", "县府办文件"), ("--by", "nobody", "--reason", "县府办文件"),
     ("--by", "chen", "--reason", "县府办文件"), ("--by", "guo"),
     (*WHY, "--from", "soon"), (*WHY, "--from", "2020-01-01")],
)  # fmt: skip
def test_nothing_is_decided_without_who_may_and_why(
    county: County, tmp_path: Path, options: tuple[str, ...]
) -> None:
    before = versions()
    path = shorten(export(tmp_path / "rules.toml"))
    with pytest.raises(Failed):
        take(path, *options)
    assert versions() == before


def test_a_county_without_people_is_set_up_from_a_file(county: County, tmp_path: Path) -> None:
    path = shorten(export(tmp_path / "rules.toml"))
    county.people["guo"].appointments.model.objects.all().delete()
    Person.objects.all().delete()
    assert take(path, "--reason", "初始") == 0
    assert str(rules_at(LATER)[0].type_of("0102").promise) == "3 working_days"


@pytest.mark.parametrize("text", ["", "[[case_type]]\n", "case_type = 1", "[[nothing", "[1]"])
def test_a_file_that_is_no_list_of_rules_is_refused_or_empty(
    county: County, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    if not text:
        assert take(path, *WHY) == 0
        return
    with pytest.raises(Failed, match=r"rules\.toml"):
        take(path, *WHY)


LETTERS = st.characters(codec="utf-8")
PLAIN: st.SearchStrategy[Any] = st.one_of(
    st.text(LETTERS), st.integers(-(2**53), 2**53),
    st.booleans(), st.floats(allow_nan=False, allow_infinity=False),
)  # fmt: skip
KEYS = st.text(LETTERS, max_size=8)
CONTENT = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


@given(st.dictionaries(KEYS, CONTENT, max_size=4))
def test_whatever_is_written_is_read_back(document: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text(document)) == document

"""The `jiceng` command as people use it, in a data directory of its own."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import stat
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.project.demo.accounts import POSTS
from jiceng.project.tests.command import ENTRY, jiceng, surroundings
from tests.journeys.conftest import demo_county
from tests.migrated import placed

MESSAGE = "文澜花园楼下垃圾没有清运"


pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the small demo county, at the hour it was made; tests leave it as it is."""
    folder = Path(shutil.copytree(demo_county(), tmp_path_factory.mktemp("demo") / "data"))
    with (folder / "jiceng.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'now = "{NOON.isoformat()}"\n')
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def copy(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo that a test may change."""
    return Path(shutil.copytree(demo, tmp_path / "copy"))


def rows(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "jiceng.sqlite3") as connection:
        return connection.execute(statement).fetchall()


def dumped(folder: Path) -> list[str]:
    """Every table and every row."""
    with sqlite3.connect(folder / "jiceng.sqlite3") as connection:
        return list(connection.iterdump())


def test_every_command_explains_itself_with_an_example(tmp_path: Path) -> None:
    commands = ("init", "demo", "serve", "worker", "sweep", "import", "export", "route", "figures",
                "version", "audit", "backup", "restore", "doctor", "erase", "user",
                "analytics")  # fmt: skip
    for command in commands:
        help_text = jiceng(tmp_path, command, "--help").stdout
        assert "--data-dir" in help_text
        assert f"jiceng {command}" in help_text.partition("Examples:")[2]
    assert "例：" in jiceng(tmp_path, "doctor", "--help", more={"LANG": "zh_CN.UTF-8"}).stdout


@pytest.mark.parametrize("typed", [["nonsense"], ["demo", "--port", "0"], ["audit"], []])
def test_wrong_usage_ends_with_two(tmp_path: Path, typed: list[str]) -> None:
    jiceng(tmp_path, *typed, code=2)


def test_an_empty_county_has_an_administrator_keys_and_nothing_to_complain_of(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "county"
    told = jiceng(folder, "init", "--name", "临水县", "--code", "469099").stdout
    assert "admin" in told
    assert stat.S_IMODE((folder / "secrets.toml").stat().st_mode) == 0o600
    assert "✗" not in jiceng(folder, "doctor").stdout
    assert "holds a county" in jiceng(folder, "init", code=1).stderr
    assert "no demo" in jiceng(folder, "demo", "--no-serve", code=1).stderr


def test_a_new_account_can_be_listed_and_disabled(copy: Path) -> None:
    taken_on = ["user", "add", "wang.fang", "王芳", "--post", "town_dispatcher",
                "--unit", "S469024100", "--area", "469024100"]  # fmt: skip
    jiceng(copy, *taken_on)
    assert "already" in jiceng(copy, *taken_on, code=1).stderr
    jiceng(copy, "user", "disable", "wang.fang")
    line = next(x for x in jiceng(copy, "user", "list").stdout.splitlines() if "wang.fang" in x)
    assert "disabled" in line
    assert "no account" in jiceng(copy, "user", "token", "nobody", code=1).stderr


def test_the_server_refuses_to_start_without_keys_or_with_weak_ones(demo: Path) -> None:
    for weak in ({"JICENG_SECRET_KEY": "secret"}, {"JICENG_JOURNAL_KEY": "0" * 64}):
        assert "not safe" in jiceng(demo, "serve", code=1, more=weak).stderr
        assert "not safe" in jiceng(demo, "worker", code=1, more=weak).stderr


def test_the_demo_names_an_account_for_every_post_and_two_for_the_first_eight(
    demo: Path,
) -> None:
    path = demo / "demo-accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    accounts = json.loads(path.read_text(encoding="utf-8"))
    for place, post in enumerate(POSTS):
        areas = {each["area"] for each in accounts if each["post"] == post}
        assert len(areas) == (2 if place < 8 else 1), post
    assert {"name", "post", "level", "area", "login", "password", "token"} <= accounts[0].keys()


def test_a_second_start_of_the_demo_loads_nothing(demo: Path) -> None:
    before = rows(demo, "SELECT count(*) FROM casework_case")
    told = jiceng(demo, "demo", "--no-serve").stdout
    assert "Making" not in told
    assert rows(demo, "SELECT count(*) FROM casework_case") == before


def test_the_demo_year_is_sound(demo: Path) -> None:
    """Every open case has its alarm and its place on a worklist, and the journal holds."""
    jiceng(demo, "doctor")
    assert "sound" in jiceng(demo, "audit", "verify").stdout
    [(last,)] = rows(demo, "SELECT max(at) FROM records_journalentry")
    assert str(last) <= f"{NOON:%Y-%m-%d %H:%M:%S}"


def test_a_route_is_explained_in_sentences(demo: Path) -> None:
    told = jiceng(demo, "route", "--explain", MESSAGE, "--at", "109.685,19.916",
                  more={"LANG": "zh_CN.UTF-8"}).stdout  # fmt: skip
    assert "跃进社区" in told
    assert "小事不出网格" in told


def test_figures_come_as_table_csv_and_json(demo: Path) -> None:
    listed = json.loads(jiceng(demo, "figures", "--format", "json").stdout)
    assert {"id", "name", "value", "numerator", "denominator"} <= listed[0].keys()
    by_town = jiceng(demo, "figures", "--by", "town", "--format", "csv").stdout.splitlines()
    assert by_town[0].startswith("id,name,group")
    assert "2026-10-31" in jiceng(demo, "figures", "--as-of", "yesterday", code=1).stderr


def test_the_history_is_written_and_counted_as_the_figures_are(copy: Path) -> None:
    assert "monthly files" in jiceng(copy, "analytics", "write").stdout
    asked = ("--by", "month", "--format", "json")
    shown = {(f["id"], f["group"]): f for f in json.loads(jiceng(copy, "figures", *asked).stdout)}
    over = json.loads(jiceng(copy, "analytics", "figures", *asked).stdout)
    found = {(f["id"], f["month"]): f for f in over}
    for key, figure in shown.items():
        for part in ("value", "numerator", "denominator"):
            assert found[key][part] == figure[part], key


def test_an_engine_that_is_not_there_is_named(demo: Path) -> None:
    more = {"JICENG_ANALYTICS": "oracle"}
    assert "oracle" in jiceng(demo, "analytics", "figures", code=1, more=more).stderr


def test_cases_are_exported_without_contacts(copy: Path, tmp_path: Path) -> None:
    target = tmp_path / "cases.csv"
    jiceng(copy, "export", "cases", str(target))
    text = target.read_text(encoding="utf-8-sig")
    assert [(len(text.splitlines()) - 1,)] == rows(copy, "SELECT count(*) FROM casework_case")
    assert "1990000" not in text
    assert rows(copy, "SELECT count(*) FROM records_journalentry WHERE kind = 'export'") == [(1,)]


def test_what_a_person_asks_to_erase_is_proved_gone(copy: Path) -> None:
    told = rows(
        copy,
        "SELECT c.number, n.id, n.text FROM records_note n JOIN casework_case c "
        "ON c.id = n.subject_id AND n.subject_kind = 'case' WHERE length(n.text) > 12 "
        "GROUP BY n.text HAVING count(*) = 1 LIMIT 1",
    )
    number, note, text = (str(value) for value in told[0])
    assert f"note {note}:" in jiceng(copy, "erase", "--case", number).stdout
    pick = ("erase", "--case", number, "--notes", note)
    assert "characters" in jiceng(copy, *pick, code=1).stderr, "a reason is asked for"
    proof = jiceng(copy, *pick, "--reason", "asked for in writing").stdout
    assert f"note {note}: 0 characters left" in proof
    assert text.encode() not in (copy / "jiceng.sqlite3").read_bytes()
    assert "sound" in jiceng(copy, "audit", "verify").stdout
    assert jiceng(copy, "erase", "--case", "202600099999", code=1).stderr
    assert jiceng(copy, *pick, "--reason", "again", code=1).stderr


def test_a_line_changed_in_the_file_is_found(copy: Path) -> None:
    with sqlite3.connect(copy / "jiceng.sqlite3") as connection:
        connection.execute("UPDATE records_journalentry SET unit = 'X' WHERE seq = 77")
    assert "Line 77 was changed" in jiceng(copy, "audit", "verify", code=1).stderr


def test_an_exported_journal_is_checked_without_the_platform(copy: Path, tmp_path: Path) -> None:
    target = tmp_path / "journal.jsonl"
    jiceng(copy, "audit", "verify", "--export", str(target))
    alone = [*ENTRY[:1], "-I", str(Path(__file__).parent.parent / "verify_export.py"),
             str(target), str(copy / "secrets.toml")]  # fmt: skip
    assert subprocess.run(alone, capture_output=True, check=True).stdout == b"sound\n"
    lines = target.read_text(encoding="utf-8").splitlines()
    target.write_text("\n".join(lines[:9] + lines[10:]) + "\n", encoding="utf-8")
    assert subprocess.run(alone, capture_output=True, check=False).returncode == 1


def test_a_backup_taken_while_others_write_is_whole(copy: Path, tmp_path: Path) -> None:
    """Promise 12: everything before the start is there, nothing half-written, the chain holds."""
    (copy / "files" / "ab").mkdir(parents=True)
    (copy / "files" / "ab" / "picture").write_bytes(b"jpeg")
    before = int(str(rows(copy, "SELECT max(seq) FROM records_journalentry")[0][0]))
    writer = subprocess.Popen(
        [*ENTRY[:1], "-c", WRITER], env=surroundings(copy), stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    writer.stdout.readline()  # it writes by now
    tar, second = tmp_path / "b.tar", tmp_path / "second"
    jiceng(copy, "backup", str(tar))
    writer.terminate()
    writer.communicate()
    assert stat.S_IMODE(tar.stat().st_mode) == 0o600
    jiceng(second, "restore", str(tar))
    shutil.copy(copy / "secrets.toml", second)
    assert "sound" in jiceng(second, "audit", "verify").stdout
    jiceng(second, "doctor")
    kept = int(str(rows(second, "SELECT max(seq) FROM records_journalentry")[0][0]))
    assert before < kept <= int(str(rows(copy, "SELECT max(seq) FROM records_journalentry")[0][0]))
    assert (second / "files" / "ab" / "picture").read_bytes() == b"jpeg"
    assert "not empty" in jiceng(second, "restore", str(tar), code=1).stderr


def test_keys_are_in_a_backup_only_when_asked_for(copy: Path, tmp_path: Path) -> None:
    plain, whole = tmp_path / "plain.tar", tmp_path / "whole.tar"
    assert "keys are not inside" in jiceng(copy, "backup", str(plain)).stdout
    jiceng(copy, "backup", str(whole), "--with-secrets")
    key = (copy / "secrets.toml").read_bytes()
    assert key not in plain.read_bytes()
    for tar in (plain, whole):
        with tarfile.open(tar) as packed:
            assert "demo-accounts.json" not in packed.getnames(), "passwords in the clear"
    told = jiceng(tmp_path / "second", "restore", str(whole)).stdout
    assert "jiceng user password" in told
    assert key in whole.read_bytes()
    assert "exists already" in jiceng(copy, "backup", str(plain), code=1).stderr


def test_an_interrupted_load_leaves_what_it_found_for_the_next_one(tmp_path: Path) -> None:
    """The demo of this file was loaded from the same empty tables."""
    folder = placed(tmp_path / "data")
    loading = subprocess.Popen(
        [*ENTRY, "demo", "--no-serve", "--scale", "0.05"],
        env=surroundings(folder),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert loading.stdout is not None
    loading.stdout.readline()  # the year is being made
    stop = threading.Timer(1, loading.kill)
    stop.start()
    loading.communicate()
    stop.join()
    assert loading.returncode == -signal.SIGKILL
    assert dumped(folder) == dumped(placed(tmp_path / "found"))
    assert not (folder / "demo-accounts.json").exists()


WRITER = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "jiceng.project.settings"
import django
django.setup()
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.web.clock import read_now
while True:
    print(raise_case(Raised(text="路灯不亮"), now=read_now()).case.number, flush=True)
"""

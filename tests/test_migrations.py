"""Schema changes come in halves, by name and in one line (docs/adr/0003)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.house import ROOT

NAME = re.compile(r"^\d{4}_(initial|(add|fill|require|drop)_[a-z0-9_]+)$")
OURS = [
    app.label
    for app in apps.get_app_configs()
    if app.name.startswith("jiceng.") and (Path(app.path) / "migrations").is_dir()
]


def loader() -> MigrationLoader:
    """Reads the files only; no database is asked."""
    return MigrationLoader(None, load=True)


@pytest.mark.parametrize("name", ["0001_initial", "0007_add_case_source", "0009_drop_origin"])
def test_a_migration_says_which_half_it_is(name: str) -> None:
    assert NAME.match(name)


@pytest.mark.parametrize("name", ["0002_auto_20261123", "0003_merge", "0004_alter_case_unit"])
def test_a_migration_named_by_accident_is_refused(name: str) -> None:
    assert not NAME.match(name)


def test_all_our_migrations_are_named_so() -> None:
    ours = [name for label, name in loader().disk_migrations if label in OURS]
    assert ours
    assert [name for name in ours if not NAME.match(name)] == []


@pytest.mark.parametrize("label", OURS)
def test_the_migrations_of_an_app_stand_in_one_line(label: str) -> None:
    graph = loader().graph
    assert len(graph.leaf_nodes(label)) == 1
    own = [node for node in graph.nodes if node[0] == label]
    for node in own:
        parents = [p.key for p in graph.node_map[node].parents if p.key[0] == label]
        assert len(parents) <= 1, f"{node} joins two lines"


def test_the_models_have_no_change_without_a_migration(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files are compared with the models; the history in a database is not asked for."""
    silent = lambda *_args, **_kwargs: None  # noqa: E731  a one-line stand-in reads better here
    monkeypatch.setattr(MigrationLoader, "check_consistent_history", silent)
    try:
        call_command("makemigrations", "--check", "--dry-run", *OURS)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


def test_there_is_something_to_guard() -> None:
    assert (ROOT / "jiceng/kernel/records/migrations").is_dir()

"""What the command line gives out, read back."""

from __future__ import annotations

import csv
from argparse import Namespace
from pathlib import Path

import pytest

from jiceng.casework.tests.county import build_county
from jiceng.casework.tests.desk import closed, moved
from jiceng.project.cli.exchange import give_out


def given_out(folder: Path) -> dict[str, str]:
    path = folder / "cases.csv"
    give_out(Namespace(kind="cases", file=path, format="csv"))
    return next(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


@pytest.mark.django_db
def test_a_case_open_again_is_given_out_without_a_closing(tmp_path: Path) -> None:
    county = build_county()
    case = closed(county)
    first = given_out(tmp_path)
    assert first["closed_at"].startswith("2026-11-23T12:00:00")
    assert first["state"] == "closed"
    moved(case, county, "wang", "reopen", reason="又坏了")
    again = given_out(tmp_path)
    assert (again["state"], again["closed_at"]) == ("dispatched", "")

"""Which column is what: proposed by heading, checked, and written like a mapping file."""

from __future__ import annotations

import pytest

from jiceng.casework.rules.imports import read_mapping
from jiceng.casework.rules.layouts import KEEP, doubled_ids, faults_of, layout_of, propose


def test_a_layout_known_by_its_headings_comes_before_the_usual_meaning() -> None:
    known = read_mapping({
        "columns": {"external_id": "号", "reported_at": "时", "text": "标题"},
        "keep": {"columns": ["附注"]},
    })  # fmt: skip
    usual = {"标题": "title", "地址": "place", "地点": "place"}
    chosen = propose(["号", "时", "标题", "附注", "地点", "地址", "别的"], known, usual)
    assert chosen == {"号": "external_id", "时": "reported_at", "标题": "text", "附注": KEEP,
                      "地址": "place"}  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "title", "codes"),
    [
        ({"a": "external_id", "b": "reported_at", "c": "text"}, "台账", []),
        ({"a": "external_id", "b": "reported_at", "c": "text"}, "", ["title_needed"]),
        ({"a": "external_id", "b": "reported_at", "c": "text"}, "长" * 16, ["too_long"]),
        ({"a": "external_id", "b": "reported_at"}, "台账", ["column_not_chosen"]),
        (
            {"a": "external_id", "b": "reported_at", "c": "text", "d": "text"},
            "台账",
            ["field_chosen_twice"],
        ),
        (
            {"a": "external_id", "b": "reported_at", "c": "text", "d": "mood"},
            "台账",
            ["unknown_value"],
        ),
    ],
)
def test_a_choice_of_columns_says_what_it_lacks(
    chosen: dict[str, str], title: str, codes: list[str]
) -> None:
    assert [reason.code for reason in faults_of(chosen, title)] == codes


def test_a_choice_is_a_mapping_like_those_in_files() -> None:
    chosen = {"号": "external_id", "时": "reported_at", "事": "text", "注": KEEP}
    mapping = read_mapping(layout_of(chosen, "热线", "C-EAST", {"热线": "hotline"}))
    assert mapping.columns["text"] == ("事",)
    assert mapping.keep == {"注"}
    assert not mapping.creates
    assert mapping.name.endswith("@C-EAST")
    assert "热线" not in mapping.name


def test_the_second_row_of_a_number_points_at_the_first() -> None:
    assert doubled_ids([(2, "a"), (3, "b"), (4, "a"), (5, ""), (6, ""), (9, "a")]) == {"a": 2}

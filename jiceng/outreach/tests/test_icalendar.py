"""The feed follows RFC 5545: escaped, folded, in UTC."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.tests.county import NOON
from jiceng.outreach.rules.icalendar import Event, escaped, folded, icalendar

EVENT = Event(
    "AC1@jiceng", "防汛, 防台;风", NOON, NOON + timedelta(hours=1), place="文化广场\n二楼",
    told="带\\笔", url="https://x/activities/AC1", point=(109.6, 19.9), sequence=2,
)  # fmt: skip


def test_an_event_is_written_as_the_standard_says() -> None:
    lines = icalendar("示例县活动", [EVENT], NOON).split("\r\n")
    assert (lines[0], lines[1], lines[-2], lines[-1]) == (
        "BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR", "",
    )  # fmt: skip
    for expected in (
        "UID:AC1@jiceng", "DTSTART:20261123T040000Z", "DTEND:20261123T050000Z", "SEQUENCE:2",
        r"SUMMARY:防汛\, 防台\;风", r"LOCATION:文化广场\n二楼", r"DESCRIPTION:带\\笔",
        "GEO:19.9;109.6", "URL:https://x/activities/AC1",
    ):  # fmt: skip
        assert expected in lines


@given(st.text(max_size=300))
def test_a_folded_line_is_read_back_whole_and_no_piece_is_too_long(text: str) -> None:
    value = escaped(text)
    pieces = folded(f"SUMMARY:{value}").split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == f"SUMMARY:{value}"
    assert all(piece.startswith(" ") for piece in pieces[1:])


@given(st.text(max_size=100))
def test_no_text_begins_a_line_of_its_own(text: str) -> None:
    event = Event("AC1", text, NOON, NOON + timedelta(hours=1))
    written = icalendar("x", [event], NOON)
    assert written.count("\r\nEND:VEVENT\r\n") == 1
    assert "\n" not in written.replace("\r\n", "")

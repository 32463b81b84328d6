"""Erasing on request: who may, what goes and where it is gone from, and what stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from jiceng.casework.actions.around import add_note
from jiceng.casework.actions.erasing import Picked, erase
from jiceng.casework.actions.pictures import bind_pictures
from jiceng.casework.api.seen import public_view
from jiceng.casework.models import Case, Contact, Extension
from jiceng.casework.tests.calling import Caller
from jiceng.casework.tests.county import NOON, County, build_county
from jiceng.casework.tests.desk import desk, handled, moved, picture, report
from jiceng.kernel.records.files import path_of, store_upload
from jiceng.kernel.records.journal import verify
from jiceng.kernel.records.models import Attachment, JournalEntry, Note
from jiceng.kernel.refusal import Invalid

SECRET = "王小明住三单元502并患病"
WHY = "本人书面要求删除"


def with_traces(county: County) -> tuple[Case, Note, Attachment]:
    case = report(phone="13812345678", name="王女士")
    note = add_note(case, SECRET, by=county["chen"], now=NOON, is_public=True)
    row = store_upload(picture("purple"), now=NOON)
    bind_pictures(case, [row.upload])
    return case, note, Attachment.objects.get(pk=row.pk)


def sent(note: Note, row: Attachment, **more: Any) -> dict[str, Any]:
    return {"picked": [f"note {note.pk}", f"file {row.upload}", "contact"], "reason": WHY, **more}


def test_what_is_erased_is_gone_and_says_so_wherever_it_stood(
    county: County, at_noon: object
) -> None:
    case, note, row = with_traces(county)
    wang, path = desk(county, "wang"), path_of("image", row.sha256)
    page = f"/desk/cases/{case.number}/"
    assert path.is_file()
    assert SECRET in wang.get(page + "erase").text
    assert wang.post(page + "erase", sent(note, row))["Location"].startswith(page)
    assert not path.exists()
    note.refresh_from_db()
    row.refresh_from_db()
    assert (note.text, note.erased_at, row.erased_at) == ("", NOON, NOON)
    assert (row.sha256, row.size) == ("", 0)
    assert Contact.objects.get(case=case).key is None
    for place in (page, f"/field/cases/{case.number}/"):
        shown = desk(county, "chen").get(place).text
        assert SECRET not in shown
        assert shown.count("已按规定删除（2026-11-23）") >= 2, place
    api = Caller(county, "wang")
    told = [line["notes"] for line in api.get(f"/cases/{case.number}").json()["timeline"]]
    assert ["已按规定删除（2026-11-23）"] in told
    assert [SECRET] not in told
    for gone in (f"{page}photos/{row.upload}", f"/field/photos/{row.upload}"):
        assert desk(county, "chen").get(gone).status_code == 404
    assert api.get(f"/uploads/{row.upload}").status_code == 404


def test_the_journal_tells_of_it_without_the_words_and_still_verifies(
    county: County, at_noon: object
) -> None:
    case, note, row = with_traces(county)
    desk(county, "wang").post(f"/desk/cases/{case.number}/erase", sent(note, row))
    line = JournalEntry.objects.get(kind="erase")
    assert line.appointment == county["wang"].grips[0].appointment
    assert f'"erased_notes":[{note.pk}]' in line.payload.replace(" ", "")
    everything = "".join(JournalEntry.objects.values_list("payload", flat=True))
    assert SECRET not in everything
    assert WHY not in everything
    assert WHY in desk(county, "wang").get(f"/desk/cases/{case.number}/").text
    assert verify(JournalEntry.objects.order_by("seq"), []) == []


@pytest.mark.parametrize("who", ["li", "chen", "gao", "zhao", "sun", "tang", "he", "ma"])
def test_nobody_else_erases(county: County, at_noon: object, who: str) -> None:
    case, note, row = with_traces(county)
    client, page = desk(county, who), f"/desk/cases/{case.number}/erase"
    assert client.get(page).status_code in (403, 404)
    assert client.post(page, sent(note, row)).status_code in (403, 404)
    assert Note.objects.get(pk=note.pk).text == SECRET
    assert "/erase" not in client.get(f"/desk/cases/{case.number}/").text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "1到300个字"),
        ({"picked": []}, "请勾选要删除的内容"),
        ({"picked": ["note 999999"]}, "所选内容已不在本案中"),
        ({"picked": [f"file {uuid4()}"]}, "所选内容已不在本案中"),
        ({"picked": ["note x"]}, "所选内容已不在本案中"),
    ],
)
def test_what_is_not_named_or_not_there_stops_the_whole(
    county: County, at_noon: object, change: dict[str, Any], field: str
) -> None:
    case, note, row = with_traces(county)
    client, page = desk(county, "wang"), f"/desk/cases/{case.number}/erase"
    answer = client.post(page, sent(note, row, **change))
    assert answer.status_code == 422
    assert field in answer.text
    assert Note.objects.get(pk=note.pk).text == SECRET
    assert Contact.objects.get(case=case).key is not None


def test_what_is_another_cases_is_not_erased_from_here(county: County) -> None:
    _theirs, note, row = with_traces(county)
    own = report()
    for picked in (Picked(notes=(note.pk,)), Picked(files=(row.upload,)), Picked(contact=True)):
        with pytest.raises(Invalid):
            erase(own, picked, WHY, now=NOON)


def test_a_picture_that_another_case_was_sent_too_stays_for_that_one(county: County) -> None:
    case, _note, row = with_traces(county)
    other = report("另一件")
    twin = store_upload(picture("purple"), now=NOON)
    bind_pictures(other, [twin.upload])
    assert twin.sha256 == row.sha256
    erase(case, Picked(files=(row.upload,)), WHY, now=NOON)
    assert path_of("image", twin.sha256).is_file()
    erase(other, Picked(files=(twin.upload,)), WHY, now=NOON)
    assert not path_of("image", twin.sha256).exists()


def test_the_request_that_repeats_the_words_forgets_them_too(county: County) -> None:
    case = report("路面有大坑", "0102")
    moved(case, county, "chen", "sign_for")
    moved(case, county, "chen", "ask_extension", reason=SECRET, term="2 working_days")
    note = Note.objects.get(kind="ask_extension.reason")
    erase(case, Picked(notes=(note.pk,)), WHY, now=NOON)
    assert Extension.objects.get().reason == ""


def test_a_resident_reads_that_an_answer_was_erased(county: County) -> None:
    case = handled(county)
    note = Note.objects.get(kind="handle.result")
    erase(case, Picked(notes=(note.pk,)), WHY, now=NOON)
    seen = public_view(Case.objects.get(pk=case.pk))["timeline"]
    assert [line["notes"] for line in seen if line["notes"]] == [["已按规定删除（2026-11-23）"]]


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_bytes_are_in_no_file_of_the_database_any_more() -> None:
    county = build_county()
    case, note, row = with_traces(county)
    files = [Path(connection.settings_dict["NAME"]), *Path(settings.DATA_DIR).glob("*.sqlite3*")]
    assert any(SECRET.encode() in f.read_bytes() for f in files if f.is_file())
    erase(case, Picked((note.pk,), (row.upload,), contact=True), WHY, now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not any(SECRET.encode() in f.read_bytes() for f in files if f.is_file())
    assert not path_of("image", row.sha256).exists()

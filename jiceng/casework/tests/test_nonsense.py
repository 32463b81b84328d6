"""Values no honest form sends: refused in words, never an error of ours, never half written."""

from __future__ import annotations

import errno
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from PIL import Image

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.sampling import is_drawn
from jiceng.casework.models import Recheck
from jiceng.casework.tests.calling import Calling, is_problem
from jiceng.casework.tests.county import GRID_1, NOON, County
from jiceng.casework.tests.desk import desk, report, untyped
from jiceng.kernel.records.files import path_of, store_upload
from jiceng.kernel.records.models import Attachment, Note
from jiceng.kernel.refusal import Invalid
from jiceng.web.api.pages import instant
from jiceng.web.forms import version_in
from jiceng.web.middleware import Doors
from jiceng.web.paging import page_of

pytestmark = pytest.mark.usefixtures("at_noon")
TOO_EARLY = "0001-01-01T00:00:00+14:00"
MANY_DIGITS = "9" * 5000


@pytest.mark.parametrize(
    ("who", "url"),
    [
        ("wang", "/desk/cases/?until=9999-12-31"),
        ("wang", "/desk/cases/?since=0001-01-01"),
        ("wang", "/desk/cases/export?until=9999-12-31&since=0001-01-01"),
        ("ma", "/cockpit/?start=0001-01-01&end=2026-01-01"),
        ("he", "/admin/audit/?since=0001-01-01&until=9999-12-31"),
    ],
)
def test_a_day_at_the_end_of_time_is_no_error_of_ours(county: County, who: str, url: str) -> None:
    report()
    assert desk(county, who).get(url).status_code == 200


@pytest.mark.parametrize("after", [f"{TOO_EARLY}~1", f"~{MANY_DIGITS}", "2026-11-23~1"])
def test_a_cursor_nobody_gave_out_is_refused(db: None, after: str) -> None:
    with pytest.raises(Invalid):
        page_of(Recheck.objects.all(), after, key="stage_due_at")


def test_an_instant_no_calendar_has_is_refused(county: County, calling: Calling) -> None:
    with pytest.raises(ValueError, match="0001"):
        instant(TOO_EARLY)
    for since in (TOO_EARLY, "0001-01-01"):
        is_problem(calling("wang").get("/cases", since=since), 422)
    body = {"text": "路灯不亮", "happened_at": TOO_EARLY}
    assert is_problem(calling("wang").post("/cases", body), 422)["codes"] == ["bad_time"]


def test_a_clerk_who_mistypes_the_year_is_told(county: County) -> None:
    sent = {"source": "clerk", "text": "路面有坑", "happened_at": "0202-11-23T10:00"}
    assert desk(county, "chen").post("/desk/cases/new", sent).status_code == 422


@pytest.mark.parametrize(("typed", "read"), [("3", 3), ("²", 0), ("", 0), (MANY_DIGITS, 0)])
def test_a_version_is_a_number_or_none(typed: str, read: int) -> None:
    assert version_in({"version": typed}) == read


def test_a_stale_version_of_any_length_is_refused_in_words(county: County) -> None:
    receipt = raise_case(Raised(text="路灯不亮"), now=NOON)
    sent = {"number": receipt.case.number, "code": receipt.access_code, "act": "reopen",
            "reason": "没修好", "version": MANY_DIGITS}  # fmt: skip
    assert Client().post("/track", sent).status_code == 409


def test_a_batch_for_a_unit_nobody_knows_is_refused(county: County) -> None:
    sent = {"batch": "dispatch", "pick": f"{report().number}@filed", "unit": "不知道的单位"}
    answer = desk(county, "wang").post("/desk/batch", sent)
    assert answer.status_code == 422 and "不知道的单位" in answer.text


def test_a_character_no_database_keeps_is_refused(county: County) -> None:
    client, case = desk(county, "wang"), untyped(county)
    answers = [
        client.get("/desk/cases/%00/"),
        client.get("/desk/cases/?text=a%00"),
        client.post(f"/desk/cases/{case.number}/notes", {"note": "a\x00b"}),
        Client().post("/report/kinds", {"text": "垃圾", "case_type": "\x00"}),
    ]
    assert [a.status_code for a in answers] == [422] * 4
    assert not Note.objects.exists()


def test_a_search_too_long_to_keep_is_refused(county: County) -> None:
    client = desk(county, "wang")
    sent = {"name": "长", "query": f"text={'中' * 60}"}
    assert client.post("/desk/cases/filters", sent).status_code == 422
    assert client.post("/desk/cases/filters", {**sent, "query": "state=open"}).status_code == 302


@pytest.mark.parametrize(
    "drawn",
    [
        {"type": "FeatureCollection", "features": 5},
        {"type": "FeatureCollection", "features": "x"},
        {"type": "Feature", "properties": [1], "geometry": {"type": "Polygon"}},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0]]]},
    ],
)
def test_a_file_that_is_almost_geojson_is_refused(county: County, drawn: Any) -> None:
    sent = {"effective": "2026-11-23", "reason": "调整", "decided_by": "县政府",
            "boundary": SimpleUploadedFile("a.json", json.dumps(drawn).encode())}  # fmt: skip
    answer = desk(county, "guo").post(f"/admin/territory/{GRID_1}/redraw", sent)
    assert answer.status_code == 422


def test_a_picture_whose_file_is_gone_is_not_found(county: County) -> None:
    sent = io.BytesIO()
    Image.new("RGB", (8, 8), "blue").save(sent, "PNG")
    row = store_upload(sent.getvalue(), now=NOON)
    case = report(attachments=(row.upload,))
    path_of(row.kind, row.sha256).unlink()
    assert desk(county, "li").get(f"/field/photos/{row.upload}").status_code == 404
    page = f"/desk/cases/{case.number}/photos/{row.upload}"
    assert desk(county, "chen").get(page).status_code == 404


def test_a_resident_adds_to_an_open_case_and_not_without_end(county: County) -> None:
    receipt = raise_case(Raised(text="路灯不亮"), now=NOON)
    sent = {"number": receipt.case.number, "code": receipt.access_code, "act": "note"}
    answers = [Client().post("/track", {**sent, "note": f"补充{n}"}) for n in range(12)]
    assert [a.status_code for a in answers] == [200] * 10 + [429] * 2
    type(receipt.case).objects.update(state="closed", closed_at=NOON)
    type(receipt.case).objects.update(reopen_until=NOON + timedelta(days=1))
    assert Client().post("/track", {**sent, "note": "还有"}).status_code == 409
    assert Note.objects.filter(kind="resident.note").count() == 10


def test_one_telephone_does_not_report_without_end_from_many_addresses(county: County) -> None:
    answers = [
        Client(REMOTE_ADDR=f"10.0.0.{n}").post(
            "/api/v1/cases",
            {"text": f"路灯不亮{n}", "contact": {"phone": "138 0000 6021"}},
            content_type="application/json",
        )
        for n in range(21)
    ]
    assert [a.status_code for a in answers] == [201] * 20 + [429]


def test_a_database_that_is_taken_is_said_so_on_pages_too(county: County) -> None:
    client = desk(county, "wang")

    def taken(*_: Any) -> Any:
        raise OperationalError("database is locked")

    with connection.execute_wrapper(taken):
        answer = client.get("/desk/")
    assert answer.status_code == 503 and answer["Retry-After"]


def test_a_full_disk_is_said_so_on_pages_too(county: County) -> None:
    request = RequestFactory().post("/report")
    doors = Doors(lambda _: pytest.fail("not asked"))
    answer = doors.process_exception(request, OSError(errno.ENOSPC, "No space left on device"))
    assert answer is not None and answer.status_code == 507


def test_the_lot_for_a_second_look_cannot_be_drawn_by_others(county: County, settings: Any) -> None:
    numbers = [f"2026{n:08d}" for n in range(400)]
    here = [n for n in numbers if is_drawn(n, 50)]
    settings.MASTER_KEY = "ab" * 32
    elsewhere = [n for n in numbers if is_drawn(n, 50)]
    assert here != elsewhere


def test_a_refused_report_from_the_street_leaves_no_picture_nobody_knows_of(
    county: County,
) -> None:
    sent = io.BytesIO()
    Image.new("RGB", (8, 8), "yellow").save(sent, "PNG")
    form = {"text": "路面有大坑", "area": GRID_1, "outcome": "settled", "result": "填平了",
            "idempotency_key": "k1", "case_type": "0102",
            "photos": SimpleUploadedFile("p.png", sent.getvalue())}  # fmt: skip
    assert desk(county, "li").post("/field/report", form).status_code == 409
    row = Attachment.objects.get()
    assert (row.subject_id, path_of(row.kind, row.sha256).is_file()) == (None, True)

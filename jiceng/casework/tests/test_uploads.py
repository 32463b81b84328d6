"""Files sent over the API: what is kept, who may read it, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from jiceng.casework.actions.pictures import bind_pictures
from jiceng.casework.tests.county import GRID_1, NOON, County, build_county
from jiceng.casework.tests.desk import picture
from jiceng.casework.tests.desk import report as report_case
from jiceng.kernel.records.files import forget_unbound, path_of, read_file, store_upload
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.records.tokens import issue_token
from jiceng.kernel.refusal import Refusal
from tests.together import at_once


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jiceng.web.middleware.read_now", lambda: NOON)


def send(content: bytes, name: str = "photo.png", **extra: Any) -> Any:
    return Client().post("/api/v1/uploads", {"file": SimpleUploadedFile(name, content)}, **extra)


def read(county: County, who: str, upload: str) -> Any:
    token = issue_token(county.people[who], "test", now=NOON)
    return Client().get(f"/api/v1/uploads/{upload}", headers={"Authorization": f"Bearer {token}"})


def report(upload: str) -> Any:
    body = {"text": "楼下垃圾", "case_type": "0101", "grid_code": GRID_1, "attachments": [upload]}
    return Client().post("/api/v1/cases", body, content_type="application/json")


def test_a_picture_goes_with_its_report_and_is_read_within_reach(county: County) -> None:
    sent = send(picture())
    assert sent.status_code == 201
    told = sent.json()
    assert told.keys() == {"id", "sha256", "kind", "size"}
    assert path_of("image", told["sha256"]).stat().st_size == told["size"]
    assert read(county, "li", told["id"]).status_code == 404
    assert report(told["id"]).status_code == 201
    seen = read(county, "li", told["id"])
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in seen["Content-Security-Policy"]
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert read(county, "sun", told["id"]).status_code == 404


def test_a_picture_belongs_to_one_report_only(county: County) -> None:
    upload = send(picture()).json()["id"]
    assert report(upload).status_code == 201
    assert report(upload).status_code == 422


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"<svg onload=alert(1)>", "a.svg", 415),
        (b"<script>alert(1)</script>", "a.jpg", 415),
        (b"x" * (12 * 1024 * 1024 + 1), "a.jpg", 413),
        (b"%PDF-1.7 /JavaScript", "a.pdf", 415),
        (b"", "a.jpg", 415),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(
    county: County, content: bytes, name: str, status: int
) -> None:
    answer = send(content, name)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.png", "a\r\nb.png", "\u202egnp.png"])
def test_the_name_of_a_file_is_never_used(county: County, name: str) -> None:
    answer = send(picture(), name)
    assert answer.status_code == 201
    kept = path_of("image", answer.json()["sha256"])
    assert kept.is_file()
    assert kept.name == f"{answer.json()['sha256']}.jpg"


def test_a_body_that_is_no_form_or_holds_no_file_is_refused(county: County) -> None:
    client = Client()
    as_json = client.post("/api/v1/uploads", {}, content_type="application/json")
    assert as_json.status_code == 415
    assert client.post("/api/v1/uploads", {"other": "x"}).status_code == 422
    broken = client.post("/api/v1/uploads", b"--x\r\nnonsense", content_type="multipart/form-data")
    assert broken.status_code == 400


def test_a_body_longer_than_anything_honest_is_refused_by_its_length(county: County) -> None:
    answer = Client().post("/api/v1/uploads", {}, CONTENT_LENGTH=str(10**10))
    assert answer.status_code == 413


def test_an_address_sends_so_much_an_hour_and_staff_are_not_counted(
    county: County, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_MB_PER_HOUR = 1
    paper = b"%PDF-1.7\n" + b"x" * 400 * 1024
    assert [send(paper, "a.pdf").status_code for _ in range(3)] == [201, 201, 429]
    refused = send(paper, "a.pdf")
    assert 3000 < int(refused["Retry-After"]) <= 3600
    assert "秒再试" in refused.json()["detail"]
    page = Client().post("/report", {"text": "路面有坑", "photos": SimpleUploadedFile("a", paper)})
    assert "秒再试" in page.text
    assert send(paper, "a.pdf", REMOTE_ADDR="203.0.113.9").status_code == 201
    token = issue_token(county.people["li"], "test", now=NOON)
    known = {"headers": {"Authorization": f"Bearer {token}"}}
    assert send(paper, "a.pdf", **known).status_code == 201
    monkeypatch.setattr("jiceng.web.middleware.read_now", lambda: NOON + timedelta(minutes=61))
    assert send(paper, "a.pdf").status_code == 201


LATER = NOON + timedelta(hours=25)


@pytest.mark.django_db(transaction=True)
def test_a_picture_sent_again_while_its_old_copy_is_forgotten_is_kept() -> None:
    for number in range(12):
        content = picture(f"#0000{number * 20:02x}")
        store_upload(content, now=NOON)
        _gone, fresh = at_once(
            partial(forget_unbound, LATER), partial(store_upload, content, now=LATER)
        )
        assert read_file(fresh)
        assert Attachment.objects.get(pk=fresh.pk).sha256 == fresh.sha256


@pytest.mark.django_db(transaction=True)
def test_a_picture_named_while_it_is_forgotten_is_kept_or_refused() -> None:
    build_county()
    case = report_case("路面有大坑", "0102")
    for number in range(12):
        row = store_upload(picture(f"#00{number * 20:02x}00"), now=NOON)
        _gone, bound = at_once(
            partial(forget_unbound, LATER), partial(bind_pictures, case, [row.upload])
        )
        kept = Attachment.objects.filter(pk=row.pk, subject_id=case.pk).exists()
        assert kept is not isinstance(bound, Refusal)
        assert kept is path_of(row.kind, row.sha256).is_file()


def test_a_file_that_no_report_names_is_gone_after_a_day(county: County) -> None:
    named, lost = send(picture()).json(), send(b"%PDF-1.7\n%%EOF", "a.pdf").json()
    report(named["id"])
    assert forget_unbound(NOON + timedelta(hours=23)) == 0
    assert forget_unbound(NOON + timedelta(hours=25)) == 1
    assert path_of("image", named["sha256"]).is_file()
    assert not path_of("pdf", lost["sha256"]).exists()

"""Files sent over the API: what is kept, who may read it, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from jiceng.casework.tests.county import GRID_1, NOON, County
from jiceng.kernel.records.files import forget_unbound, path_of
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.records.tokens import issue_token


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jiceng.web.middleware.read_now", lambda: NOON)


def drawn() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (20, 10), "green").save(kept, "PNG")
    return kept.getvalue()


def send(content: bytes, name: str = "photo.png", **extra: Any) -> Any:
    return Client().post("/api/v1/uploads", {"file": SimpleUploadedFile(name, content)}, **extra)


def read(county: County, who: str, upload: str) -> Any:
    token = issue_token(county.people[who], "test", now=NOON)
    return Client().get(f"/api/v1/uploads/{upload}", headers={"Authorization": f"Bearer {token}"})


def report(upload: str) -> Any:
    body = {"text": "楼下垃圾", "case_type": "0101", "grid_code": GRID_1, "attachments": [upload]}
    return Client().post("/api/v1/cases", body, content_type="application/json")


def test_a_picture_goes_with_its_report_and_is_read_within_reach(county: County) -> None:
    sent = send(drawn())
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
    upload = send(drawn()).json()["id"]
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
    answer = send(drawn(), name)
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


def test_a_file_that_no_report_names_is_gone_after_a_day(county: County) -> None:
    named, lost = send(drawn()).json(), send(b"%PDF-1.7\n%%EOF", "a.pdf").json()
    report(named["id"])
    assert forget_unbound(NOON + timedelta(hours=23)) == 0
    assert forget_unbound(NOON + timedelta(hours=25)) == 1
    assert path_of("image", named["sha256"]).is_file()
    assert not path_of("pdf", lost["sha256"]).exists()

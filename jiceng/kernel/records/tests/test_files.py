"""What is kept of a file that somebody sent, and what is refused by its content."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from jiceng.kernel.records.files import LONG_SIDE, TooLarge, WrongKind, remake

PIXELS = (300, 200)
GPS, ORIENTATION = 0x8825, 0x0112


def picture(kind: str, size: tuple[int, int] = PIXELS, mode: str = "RGB", **rest: object) -> bytes:
    kept = BytesIO()
    Image.new(mode, size, 1 if mode == "P" else None).save(kept, kind, **rest)
    return kept.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def with_place() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turned by a quarter, as phones write it
    exif[0x010E] = "taken at home"
    exif.get_ifd(GPS)[2] = (19.0, 54.0, 12.0)
    return picture("JPEG", exif=exif, comment=b"a secret comment")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "CMYK"])
def test_every_picture_becomes_a_plain_jpeg(kind: str, mode: str) -> None:
    if mode not in {"JPEG": "RGB L CMYK", "PNG": "RGB L RGBA P", "WEBP": "RGB RGBA"}[kind].split():
        return
    made = remake(picture(kind, mode=mode))
    assert made.kind == "image"
    assert (opened(made.content).format, opened(made.content).mode) == ("JPEG", "RGB")


def test_place_device_and_comments_are_gone_and_the_picture_stands_upright() -> None:
    assert b"secret comment" in with_place()
    made = opened(remake(with_place()).content)
    assert not made.getexif()
    assert "comment" not in made.info
    assert made.size == (PIXELS[1], PIXELS[0])


def test_whatever_hangs_behind_the_pixels_is_gone() -> None:
    sent = picture("JPEG") + b"<script>alert(1)</script>PK\x03\x04"
    assert b"script" not in remake(sent).content


def test_what_shows_through_is_white_on_paper() -> None:
    made = opened(remake(picture("PNG", mode="RGBA")).content)
    assert made.getpixel((0, 0)) == (255, 255, 255)


def test_a_large_photograph_is_made_smaller() -> None:
    made = opened(remake(picture("JPEG", (5000, 2500))).content)
    assert made.size == (LONG_SIDE, LONG_SIDE // 2)


def bomb() -> bytes:
    """A PNG of 30,000 x 30,000 pixels in a few hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + chunk(b"IEND", b""))  # fmt: skip


def test_a_pixel_bomb_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(TooLarge):
        remake(bomb())


def test_more_bytes_than_a_photograph_needs_are_refused() -> None:
    with pytest.raises(TooLarge):
        remake(b"\xff\xd8\xff" + b"x" * 12 * 1024 * 1024)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"hello",
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"GIF89a" + b"\x00" * 60,
        b"PK\x03\x04" + b"\x00" * 60,
        b"%PDF-1.7 /JavaScript (app.alert(1))",
        b"%PDF-1.7 /Launch",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        picture("JPEG")[:200],
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_what_is_neither_picture_nor_plain_paper_is_refused(sent: bytes) -> None:
    with pytest.raises(WrongKind):
        remake(sent)


def test_a_paper_is_kept_as_it_is() -> None:
    sent = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF"
    assert (remake(sent).kind, remake(sent).content) == ("pdf", sent)

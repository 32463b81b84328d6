"""Where things are: map coordinates, place texts, and what in a text points at a person.

A point is (longitude, latitude) in degrees. Everything is stored as WGS-84; GCJ-02 (WeChat, Amap,
Tencent) and BD-09 (Baidu) are converted at the edge. At the county seat the two lie 495 m and
1,201 m away: wider than a grid, so an undeclared system would send a case to the wrong worker.
The conversions are the published approximations of the official offset.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import asin, atan2, cos, hypot, pi, radians, sin, sqrt
from typing import Literal

Point = tuple[float, float]
System = Literal["wgs84", "gcj02", "bd09"]
PersonalKind = Literal["mobile", "landline", "identity", "bank_card"]
Personal = tuple[int, int, PersonalKind]

EARTH_M = 6_371_008.8  # mean radius
AXIS_M, FLATTENING = 6_378_245.0, 0.006_693_421_622_965_943  # Krasovsky 1940, as GCJ-02 uses it
SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)  # the offset is applied inside this box only
BD_PI = pi * 3000 / 180

HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
NOT_INSIDE_A_NUMBER = r"(?<!\d)(?<!\d\.)"
SHAPES: dict[PersonalKind, str] = {  # in order of precedence
    "identity": r"[1-9]\d{5}[ -]?\d{8}[ -]?\d{3}[\dXx]",
    "bank_card": r"\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?",
    "mobile": r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}",
    "landline": r"(?:\(0\d{2,3}\)|0\d{2,3})[ -]?\d{7,8}",
}
PATTERNS = {
    kind: re.compile(NOT_INSIDE_A_NUMBER + shape + r"(?!\d)", re.ASCII)
    for kind, shape in SHAPES.items()
}
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
IDENTITY_CHECKS = "10X98765432"


def distance_m(a: Point, b: Point) -> float:
    """Return the metres between two WGS-84 points on the mean sphere (within 0.6 %)."""
    half_lon, half_lat = radians(b[0] - a[0]) / 2, radians(b[1] - a[1]) / 2
    chord = sin(half_lat) ** 2 + cos(radians(a[1])) * cos(radians(b[1])) * sin(half_lon) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))


def wgs_to_gcj(point: Point) -> Point:
    """Shift a WGS-84 point to GCJ-02; outside China's box nothing moves."""
    lon, lat = point
    west, south, east, north = SHIFTED
    if not (west <= lon <= east and south <= lat <= north):
        return point
    x, y = lon - 105, lat - 35
    wave = 20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east_m += (wave + _swell(x) + 150 * sin(pi * x / 12) + 300 * sin(pi * x / 30)) * 2 / 3
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north_m += (wave + _swell(y) + 160 * sin(pi * y / 12) + 320 * sin(pi * y / 30)) * 2 / 3
    squash = 1 - FLATTENING * sin(radians(lat)) ** 2
    meridian = AXIS_M * (1 - FLATTENING) / (squash * sqrt(squash))
    parallel = AXIS_M / sqrt(squash) * cos(radians(lat))
    return lon + east_m * 180 / (parallel * pi), lat + north_m * 180 / (meridian * pi)


def wgs_to_bd(point: Point) -> Point:
    """Shift a WGS-84 point to BD-09, which is GCJ-02 turned and moved once more."""
    lon, lat = wgs_to_gcj(point)
    length = hypot(lon, lat) + 0.000_02 * sin(lat * BD_PI)
    angle = atan2(lat, lon) + 0.000_003 * cos(lon * BD_PI)
    return length * cos(angle) + 0.0065, length * sin(angle) + 0.006


def gcj_to_wgs(point: Point) -> Point:
    """Return the WGS-84 point that GCJ-02 shows at `point`."""
    return _invert(wgs_to_gcj, point)


def bd_to_wgs(point: Point) -> Point:
    """Return the WGS-84 point that BD-09 shows at `point`."""
    return _invert(wgs_to_bd, point)


def to_wgs84(point: Point, system: System) -> Point:
    """Return `point`, given in the declared system, as stored."""
    if system == "gcj02":
        return gcj_to_wgs(point)
    return bd_to_wgs(point) if system == "bd09" else point


def _swell(value: float) -> float:
    return 20 * sin(pi * value) + 40 * sin(pi * value / 3)


def _invert(shift: Callable[[Point], Point], shown: Point) -> Point:
    """Find what `shift` moved to `shown`; each round leaves about a thousandth of the error."""
    lon, lat = shown
    for _ in range(5):
        moved = shift((lon, lat))
        lon, lat = lon + shown[0] - moved[0], lat + shown[1] - moved[1]
    return lon, lat


def normalise_place(text: str) -> str:
    """Return a place text as compared: half-width, lower case, without outer or double spaces."""
    return " ".join(text.translate(HALF_WIDTH).lower().split())


def mask_phone(number: str) -> str:
    """Return a telephone number with its middle hidden, 138****6021; short ones wholly hidden."""
    digits = _phone_digits(number)
    hidden = len(digits) - 7
    return f"{digits[:3]}{'*' * hidden}{digits[-4:]}" if hidden > 0 else "*" * len(digits)


def find_personal(text: str) -> list[Personal]:
    """Return (start, end, kind) of each number in `text` that points at a person, in order.

    Mainland mobile numbers, landlines with area code, identity numbers of 18 digits with a right
    check digit, bank cards of 16 to 19 digits with a right Luhn digit; full-width digits, spaces
    and hyphens included. Names and addresses are not found: a clerk reads before publishing.
    """
    plain, found = text.translate(HALF_WIDTH), list[Personal]()
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(plain):
            start, end = match.span()
            free = all(end <= other[0] or other[1] <= start for other in found)
            if free and _plausible(kind, match.group()):
                found.append((start, end, kind))
    return sorted(found)


def mask_personal(text: str) -> tuple[str, list[str]]:
    """Return `text` safe to publish, and the telephone numbers found in it, in order.

    Telephones keep their first three and last four digits; identity numbers and cards become
    stars altogether. The numbers returned are bare digits, for the erasable contact
    (decisions.md 23 and 25).
    """
    pieces, phones, at = list[str](), list[str](), 0
    for start, end, kind in find_personal(text):
        number = text[start:end].translate(HALF_WIDTH)
        if kind in ("mobile", "landline"):
            phones.append(_phone_digits(number))
            hidden = mask_phone(number)
        else:
            hidden = "*" * len(_digits(number))
        pieces += [text[at:start], hidden]
        at = end
    return "".join([*pieces, text[at:]]), phones


def _digits(number: str) -> str:
    return "".join(sign for sign in number.translate(HALF_WIDTH) if sign in "0123456789Xx")


def _phone_digits(number: str) -> str:
    digits = _digits(number)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def _plausible(kind: PersonalKind, number: str) -> bool:
    digits = _digits(number)
    if kind == "identity":
        total = sum(weight * int(d) for weight, d in zip(IDENTITY_WEIGHTS, digits, strict=False))
        return IDENTITY_CHECKS[total % 11] == digits[-1].upper()
    return kind != "bank_card" or _passes_luhn(digits)


def _passes_luhn(digits: str) -> bool:
    total = sum(map(int, digits[-1::-2]))
    return (total + sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])) % 10 == 0

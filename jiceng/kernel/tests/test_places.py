"""Points land where the resident stood, and no number that points at a person is published."""

from __future__ import annotations

from math import cos, dist, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.places import (
    Point,
    System,
    bd_to_wgs,
    distance_m,
    find_personal,
    gcj_to_wgs,
    mask_personal,
    mask_phone,
    normalise_place,
    to_wgs84,
    wgs_to_bd,
    wgs_to_gcj,
)

COUNTY_SEAT = (109.69, 19.91)
in_china = st.tuples(st.floats(74, 135), st.floats(4, 53))


def on_the_ellipsoid(point: Point) -> tuple[float, float, float]:
    """Metres from the earth's centre on WGS-84: over 20 km a straight line is within 10 cm."""
    lon, lat = radians(point[0]), radians(point[1])
    flat = 0.006_694_379_990_14
    normal = 6_378_137 / sqrt(1 - flat * sin(lat) ** 2)
    across = normal * cos(lat)
    return across * cos(lon), across * sin(lon), normal * (1 - flat) * sin(lat)


def test_the_shift_at_the_county_seat_is_as_measured_elsewhere() -> None:
    """495 m and 1,201 m by another library (gcoord 1.0.7)."""
    assert distance_m(COUNTY_SEAT, wgs_to_gcj(COUNTY_SEAT)) == pytest.approx(495, abs=0.5)
    assert distance_m(COUNTY_SEAT, wgs_to_bd(COUNTY_SEAT)) == pytest.approx(1201, abs=0.5)


@given(in_china)
def test_there_and_back_is_within_a_decimetre(point: Point) -> None:
    assert distance_m(point, gcj_to_wgs(wgs_to_gcj(point))) < 0.1
    assert distance_m(point, bd_to_wgs(wgs_to_bd(point))) < 0.1


@pytest.mark.parametrize(
    ("system", "shown"),
    [("wgs84", COUNTY_SEAT), ("gcj02", wgs_to_gcj(COUNTY_SEAT)), ("bd09", wgs_to_bd(COUNTY_SEAT))],
)
def test_a_declared_system_is_undone(system: System, shown: Point) -> None:
    assert distance_m(to_wgs84(shown, system), COUNTY_SEAT) < 0.1


def test_outside_china_nothing_is_shifted() -> None:
    boston = (-71.06, 42.36)
    assert wgs_to_gcj(boston) == gcj_to_wgs(boston) == boston


@given(in_china, st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_distances_are_those_of_the_ellipsoid_within_six_per_mille(
    a: Point, east: float, north: float
) -> None:
    b = (a[0] + east, a[1] + north)
    straight = dist(on_the_ellipsoid(a), on_the_ellipsoid(b))
    assert distance_m(a, b) == pytest.approx(straight, rel=0.006, abs=0.01)
    assert distance_m(a, b) == distance_m(b, a)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("　文明东路１２号Ａ座 ", "文明东路12号a座"),
        ("临城镇  跃进社区", "临城镇 跃进社区"),
        ("（农贸市场）", "(农贸市场)"),
        ("", ""),
    ],
)
def test_places_compare_whatever_the_keyboard(text: str, normal: str) -> None:
    assert normalise_place(text) == normal


@given(st.text())
def test_a_normal_place_stays_as_it_is(text: str) -> None:
    assert normalise_place(normalise_place(text)) == normalise_place(text)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812346021", "138****6021"),
        ("+86 138-1234-6021", "138****6021"),
        ("１３８１２３４６０２１", "138****6021"),
        ("0898-28281234", "089*****1234"),
        ("28281234", "282*1234"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_a_phone_shows_its_ends_only(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


# Invented numbers with right check digits; 11010519491231002X is the example of GB 11643.
@pytest.mark.parametrize(
    ("text", "kinds", "published"),
    [
        ("请打13812346021找我", ["mobile"], "请打138****6021找我"),
        ("电话：138 1234 6021。", ["mobile"], "电话：138****6021。"),
        ("手机１３８１２３４６０２１", ["mobile"], "手机138****6021"),
        ("8613812346021", ["mobile"], "138****6021"),
        ("(0898)28281234或010-12345678", ["landline"] * 2, "089*****1234或010****5678"),
        ("身份证11010519491231002X", ["identity"], "身份证" + "*" * 18),
        ("11010519491231002x，", ["identity"], "*" * 18 + "，"),
        ("卡号4111 1111 1111 1111", ["bank_card"], "卡号" + "*" * 16),
        ("4111111111111111", ["bank_card"], "*" * 16),
        ("13812346021、13912345678", ["mobile"] * 2, "138****6021、139****5678"),
    ],
)
def test_numbers_of_persons_are_hidden(text: str, kinds: list[str], published: str) -> None:
    assert [kind for _, _, kind in find_personal(text)] == kinds
    assert mask_personal(text)[0] == published


@pytest.mark.parametrize(
    "text",
    [
        "案件202600000427已结案",
        "身份证110105194912310021",  # wrong check digit
        "订单4111111111111112",  # wrong Luhn digit
        "井盖编号4690240102000123",
        "网格469024100003005",
        "坐标109.6912345678,19.9112345678",
        "2026年3月4日14时30分，5号楼1203室",
        "热线12345",
        "12812346021",
        "",
    ],
)
def test_other_numbers_stay_readable(text: str) -> None:
    assert mask_personal(text) == (text, [])


def test_the_phones_found_are_handed_over_as_digits() -> None:
    text = "先打0898-28281234，再打+86 138-1234-6021，证号11010519491231002X"
    assert mask_personal(text)[1] == ["089828281234", "13812346021"]


@given(st.text(alphabet="0123456789 -+()xX.电话１３９", max_size=60))
def test_what_was_masked_has_nothing_left_to_find(text: str) -> None:
    masked, phones = mask_personal(text)
    assert find_personal(masked) == []
    assert all(phone not in masked for phone in phones)


@given(st.text(alphabet="0123456789 -x电", max_size=60))
def test_what_is_found_lies_in_order_and_apart(text: str) -> None:
    spans = find_personal(text)
    edges = [edge for start, end, _ in spans for edge in (start, end)]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end, _ in spans)

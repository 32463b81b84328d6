"""A walking network read from a file: lines of GeoJSON, or the ways of OpenStreetMap XML.

Ways meet where they share a point; lines that merely cross on the map (a bridge) do not. What
carries a `highway` on which nobody walks is left out. The file is read, never believed: its size
is limited, and what is wrong with it is one sentence.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import numpy as np

from jiceng.kernel.places import Point, System, distance_m, to_wgs84
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.services.rules.networks import Network

MOST_WAYS = 200_000
"""Pieces of way between two points; a county's streets are some ten thousand."""
PLACES = 6
"""Decimals of a degree to which two points are the same: 0.1 metres."""
NOT_WALKED = frozenset(
    {"motorway", "motorway_link", "trunk", "trunk_link", "construction", "proposed", "raceway"}
)
LINES = ("LineString", "MultiLineString")
DOCTYPE = b"<!DOCTYPE"
Line = list[Point]


@dataclass
class Drawn:
    """Points by number and ways between them, as they are put together."""

    numbers: dict[Point, int] = field(default_factory=dict)
    ways: dict[tuple[int, int], float] = field(default_factory=dict)

    def add(self, line: Sequence[Point]) -> None:
        """Add a line point by point. Raises `Invalid` when there are too many."""
        before = None
        for point in line:
            at = round(point[0], PLACES), round(point[1], PLACES)
            here = self.numbers.setdefault(at, len(self.numbers))
            if before is not None and before[0] != here:
                pair = min(before[0], here), max(before[0], here)
                self.ways.setdefault(pair, distance_m(before[1], at))
            before = here, at
        if len(self.ways) > MOST_WAYS:
            raise Invalid(Reason("network_too_large", {"most": MOST_WAYS}, "file"))

    def network(self) -> Network:
        """What was put together. Raises `Invalid` when it holds no way."""
        if not self.ways:
            raise Invalid(Reason("network_empty", field="file"))
        pieces = [(a, b, metres) for (a, b), metres in self.ways.items()]
        return network_of(list(self.numbers), pieces)


def network_of(nodes: Sequence[Sequence[float]], pieces: Sequence[Sequence[Any]]) -> Network:
    """A network from points and (first, second, metres), walked in both directions."""
    ways: dict[int, list[tuple[int, float]]] = {}
    for a, b, metres in pieces:
        ways.setdefault(a, []).append((b, float(metres)))
        ways.setdefault(b, []).append((a, float(metres)))
    return Network(tuple((float(lon), float(lat)) for lon, lat in nodes), ways)


def pieces_of(network: Network) -> list[tuple[int, int, float]]:
    """The ways of a network as a row keeps them, metres to the decimetre."""
    rows = zip(network.ends.tolist(), np.round(network.lengths, 1).tolist(), strict=True)
    return [(a, b, metres) for (a, b), metres in rows]


def read_network(content: bytes, system: System = "wgs84") -> Network:
    """A network from a file, whatever it is called. Raises `Invalid` saying what is wrong."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    found = Drawn()
    for line in _osm(content) if start == b"<" else _geojson(content):
        found.add([to_wgs84(point, system) for point in line])
    return found.network()


def _geojson(content: bytes) -> Iterator[Line]:
    try:
        collection = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Invalid(Reason("network_unreadable", field="file")) from error
    features = collection.get("features") if isinstance(collection, Mapping) else None
    if not isinstance(features, list):
        raise Invalid(Reason("network_unreadable", field="file"))
    for number, feature in enumerate(features, 1):
        try:
            yield from _lines(feature)
        except (TypeError, ValueError, KeyError, IndexError) as error:
            raise Invalid(Reason("network_bad_line", {"number": number}, "file")) from error


def _lines(feature: Any) -> Iterator[Line]:
    """The lines of one feature; what is no line, or not walked on, is left out."""
    geometry, said = feature["geometry"], feature.get("properties") or {}
    if geometry is None or geometry["type"] not in LINES or said.get("highway") in NOT_WALKED:
        return
    found = geometry["coordinates"]
    for line in [found] if geometry["type"] == LINES[0] else found:
        yield [_point(*at[:2]) for at in line]


def _point(lon: Any, lat: Any) -> Point:
    """A point on the globe. Raises ValueError for anything else."""
    at = float(lon), float(lat)
    if not (-180 <= at[0] <= 180 and -90 <= at[1] <= 90):
        raise ValueError(at)
    return at


def _osm(content: bytes) -> Iterator[Line]:
    """Ways with a `highway` on which people walk. A file that declares entities is refused."""
    if DOCTYPE in content:
        raise Invalid(Reason("network_unreadable", field="file"))
    points: dict[str, Point] = {}
    try:
        for _event, element in ElementTree.iterparse(io.BytesIO(content)):  # noqa: S314  no DOCTYPE, hence no entity, is let through
            if element.tag == "node":
                points[element.attrib["id"]] = _point(element.attrib["lon"], element.attrib["lat"])
            elif element.tag == "way":
                if (said := _highway(element)) and said not in NOT_WALKED:
                    refs = [nd.attrib["ref"] for nd in element.iter("nd")]
                    yield [points[ref] for ref in refs if ref in points]
                element.clear()
    except (ElementTree.ParseError, KeyError, ValueError) as error:
        raise Invalid(Reason("network_unreadable", field="file")) from error


def _highway(way: ElementTree.Element) -> str:
    said = (tag.attrib.get("v", "") for tag in way.iter("tag") if tag.attrib.get("k") == "highway")
    return next(said, "")

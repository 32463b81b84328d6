"""Which grid a point lies in, answered from memory (S11; stack.md 2).

A point on a shared edge lies in several grids: the lowest code wins, so that every process and
every run gives the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape


class GridIndex:
    """Polygons by code in a search tree. Building takes about 45 us a polygon."""

    def __init__(self, polygons: Mapping[str, dict[str, Any]]) -> None:
        self.codes = sorted(polygons)
        self._shapes = [shape(polygons[code]) for code in self.codes]
        self._tree = shapely.STRtree(self._shapes)

    def __len__(self) -> int:
        return len(self.codes)

    def find(self, lon: float, lat: float) -> str | None:
        """The code of the grid that covers a WGS-84 point, or None."""
        hits = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self.codes[int(hits.min())] if len(hits) else None

    def find_many(self, lons: Sequence[float], lats: Sequence[float]) -> list[str | None]:
        """The same for many points at once, about ten times faster a point."""
        points = shapely.points(np.asarray(lons, float), np.asarray(lats, float))
        which, cells = self._tree.query(points, predicate="intersects")
        lowest = np.full(len(lons), len(self.codes), dtype=np.int64)
        np.minimum.at(lowest, which, cells)
        return [self.codes[i] if i < len(self.codes) else None for i in lowest.tolist()]

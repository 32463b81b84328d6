"""Locating points among few and among very many polygons; run in a process of its own."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from random import Random
from typing import Any

from bench.cpu import resident
from bench.measured import Found
from jiceng.kernel.geometry import GridIndex

CORNERS = 48
SINGLE = 2_000


def tiles(count: int) -> dict[str, dict[str, Any]]:
    """Squares of a chessboard with as many corners as a drawn grid has."""
    side = math.isqrt(count - 1) + 1
    steps = CORNERS // 4
    edge = [i / steps for i in range(steps)]
    outline = [
        *((e, 0.0) for e in edge), *((1.0, e) for e in edge),
        *((1 - e, 1.0) for e in edge), *((0.0, 1 - e) for e in edge), (0.0, 0.0),
    ]  # fmt: skip
    return {
        f"{n:015}": {
            "type": "Polygon",
            "coordinates": [[((n % side + x) / side, (n // side + y) / side) for x, y in outline]],
        }
        for n in range(count)
    }


def measure(count: int, points: int) -> list[Found]:
    """Build time, memory, one point and many points among `count` polygons."""
    rng = Random(3)
    begun = time.process_time()
    index = GridIndex(tiles(count))
    built = time.process_time() - begun
    near = [(rng.random(), rng.random()) for _ in range(points)]
    begun = time.process_time()
    for lon, lat in near[:SINGLE]:
        index.find(lon, lat)
    single = (time.process_time() - begun) / min(SINGLE, points)
    begun = time.process_time()
    found = index.find_many([p[0] for p in near], [p[1] for p in near])
    rate = len(found) / (time.process_time() - begun)
    kept = resident(os.getpid())
    return [
        Found("locate_one", single * 1e6, size=count),
        Found("locate_many", rate, size=count),
        Found("locate_build", built, size=count),
        Found("locate_memory", kept, size=count),
    ]


if __name__ == "__main__":
    rows = measure(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(json.dumps([row.as_json() for row in rows]))

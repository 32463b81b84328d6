"""Standards as they are read: the tree, and how every point stands by its last check."""

from __future__ import annotations

import tomllib
from typing import Any

from django.db.models import Max

from jiceng.casework.models import Indicator, Point, PointCheck, Standard
from jiceng.casework.queries.layouts import CONTENT
from jiceng.casework.rules.standards import Tallied, tally
from jiceng.kernel.refusal import NotFound, Reason

Last = dict[tuple[int, int], PointCheck]
"""The last check by (point, indicator)."""


def sample_standard() -> dict[str, Any]:
    """The short example that travels with the product."""
    return tomllib.loads((CONTENT / "sample_standard.toml").read_text(encoding="utf-8"))


def standard_by(key: int) -> Standard:
    """One standard; everybody with a post may read it."""
    found = Standard.objects.select_related("campaign").filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def point_by(standard: Standard, key: int) -> Point:
    """One point of a standard."""
    found = standard.places.filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def last_checks(standard: Standard) -> Last:
    """The last check of every indicator at every point, by one statement."""
    of_standard = PointCheck.objects.filter(point__standard=standard)
    last = of_standard.values("point", "indicator").annotate(last=Max("pk")).values("last")
    rows = PointCheck.objects.filter(pk__in=last).select_related("problem")
    return {(row.point_id, row.indicator_id): row for row in rows}


def indicators_of(standard: Standard) -> list[Indicator]:
    """The tree in order."""
    return list(standard.indicators.order_by("order"))


def standing_by_code(standard: Standard, tree: list[Indicator], last: Last) -> dict[str, Tallied]:
    """How every indicator stands, its points counted."""
    leaves: dict[str, list[bool | None]] = {}
    codes = {one.pk: one.code for one in tree}
    bound = Point.indicators.through.objects.filter(point__standard=standard)
    for point, indicator in bound.values_list("point_id", "indicator_id"):
        check = last.get((point, indicator))
        leaves.setdefault(codes[indicator], []).append(check.is_passed if check else None)
    return tally(leaves, codes.values())

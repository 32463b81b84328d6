"""What emergencies lay over the county's rules while they are on: shorter terms, extra types.

A drill lays nothing over anything: no real case is promised otherwise because people rehearse.
"""

from __future__ import annotations

from datetime import datetime

from jiceng.casework.rules.overlays import Overlay
from jiceng.emergency.models import Opening
from jiceng.emergency.queries.emergencies import STAMP, current
from jiceng.emergency.rules.home_requests import CASE_TYPE, KIND
from jiceng.kernel.records.configuration import stamp
from jiceng.kernel.terms import Term

KINDS = ("terms", "case_types", KIND)
_copy: list[tuple[int, dict[int, Overlay]]] = []


def overlays_at(now: datetime) -> tuple[Overlay, ...]:
    """One overlay for each real emergency that is on; read again after a change."""
    active = [e for e in current(now) if not e.is_drill]
    if not active:
        return ()
    mark = stamp(STAMP)
    if not _copy or _copy[0][0] != mark:
        _copy[:] = [(mark, _read())]
    kept = _copy[0][1]
    return tuple(kept[e.pk] for e in active if e.pk in kept)


def _read() -> dict[int, Overlay]:
    rows = Opening.objects.filter(closed_at=None, kind__in=KINDS, emergency__state="active")
    found: dict[int, list[Opening]] = {}
    for row in rows.select_related("emergency"):
        found.setdefault(row.emergency_id, []).append(row)
    return {key: _overlay(opened) for key, opened in found.items()}


def _overlay(opened: list[Opening]) -> Overlay:
    return Overlay(
        area_path=opened[0].emergency.area_path,
        terms={o.key: Term.parse(o.value) for o in opened if o.kind == "terms"},
        types=frozenset(
            CASE_TYPE if o.kind == KIND else o.key for o in opened if o.kind != "terms"
        ),
    )

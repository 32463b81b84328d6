"""How a count and its ballots are shown, at the desk and to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from jiceng.performance.models import Appraisal
from jiceng.performance.queries.appraisals import published
from jiceng.performance.rules.appraisals import GRADES, PARTS


def ballots_shown(row: Appraisal) -> list[dict[str, str]]:
    """The published ballots in the order of their numbers; none before the count."""
    return [
        {"number": b.number, "class": b.rater_class, "choice": _(GRADES[b.choice])}
        for b in (published(row) if row.result else ())
    ]


def result_shown(row: Appraisal) -> Mapping[str, Any]:
    """What was counted, in the reader's language; empty before."""
    if not row.result:
        return {}
    counts = [
        {"name": "、".join(c["classes"]), "weight": c["weight"], "points": c["points"],
         "votes": [(_(label), c["votes"][g]) for g, label in GRADES.items()]}
        for c in row.result["counts"]
    ]  # fmt: skip
    parts = [{"label": _(PARTS[k]), "text": v} for k, v in row.result["parts"].items()]
    return {"grades": [_(g) for g in GRADES.values()], "counts": counts, "parts": parts,
            "total": row.result["total"], "grade": _(GRADES[row.result["grade"]])}  # fmt: skip

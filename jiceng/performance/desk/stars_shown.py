"""How stars are shown: each star with its criteria and what they rest on, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import url_of
from jiceng.kernel.records.names import named
from jiceng.performance.desk.star_forms import number_of
from jiceng.performance.models import StarEvidence, StarRating
from jiceng.performance.process import STAR_RATING
from jiceng.performance.queries.stars import gap_reasons, veto_reasons
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.stars import Criterion, Evidence, StarScheme, missing, stars
from jiceng.web.words import sentences

LIGHTS: Mapping[str, str] = {
    "self_check": "new", "mass_review": "doing", "upper_review": "doing",
    "department_review": "doing", "public_notice": "yellow", "objection": "red",
    "awarded": "done", "declined": "rest", "expired": "rest", "withdrawn": "red",
}  # fmt: skip


def status_of(rating: StarRating) -> dict[str, str]:
    """Where it stands."""
    return {"light": LIGHTS[rating.state], "text": _(STAR_RATING.state(rating.state).label)}


def row_of(rating: StarRating, scheme: StarScheme) -> dict[str, Any]:
    """A line of the list."""
    return {
        "url": url_of("star_rating", rating.number),
        "name": rating.title,
        "number": rating.number,
        "year": rating.year,
        "status": status_of(rating),
        "count": len(rating.stars) if rating.endorsed_by or rating.stars else None,
        "of": len(scheme.stars),
        "due_at": rating.stage_due_at,
        "valid_until": rating.valid_until,
        "is_sample": rating.is_sample,
    }


def stars_shown(
    evidence: Evidence,
    scheme: StarScheme,
    rows: Mapping[str, StarEvidence],
    live: Mapping[str, Measured],
) -> list[dict[str, Any]]:
    """Every star of the scheme: won or not, and each criterion with what it rests on."""
    won = stars(evidence, scheme)
    return [
        {
            "name": named(star.name, star.name_en),
            "is_won": star.key in won,
            "criteria": [
                _criterion(c, evidence, scheme, rows.get(c.key), live.get(c.key))
                for c in star.criteria
            ],
        }
        for star in scheme.stars
    ]


def _criterion(
    criterion: Criterion,
    evidence: Evidence,
    scheme: StarScheme,
    row: StarEvidence | None,
    live: Measured | None,
) -> dict[str, Any]:
    value = evidence.value_of(criterion, scheme)
    source = row or live
    sign = "≥" if criterion.test == "at_least" else "≤"
    return {
        "key": criterion.key,
        "name": named(criterion.name, criterion.name_en),
        "asked": f"{sign} {number_of(criterion.threshold)}{criterion.unit}",
        "value": number_of(value) + (criterion.unit if value is not None else ""),
        "is_met": criterion.is_met(value),
        "numerator": source.numerator if source else None,
        "denominator": source.denominator if source else None,
        "version": source.rule_version if source and criterion.source == "indicator" else None,
        "as_of": source.as_of if source else None,
        "url": source.url if source else "",
        "proof": row.proof if row else "",
        "is_stated": row is not None and row.entered_by is not None,
        "holds": row.holds if row else None,
        "is_waiting": row is not None and row.entered_by is not None and row.holds is None,
    }


def lacking(evidence: Evidence, scheme: StarScheme) -> list[str]:
    """What is missing, a sentence each; a veto comes first."""
    return sentences([*veto_reasons(evidence, scheme), *gap_reasons(missing(evidence, scheme))])


def scheme_shown(scheme: StarScheme) -> dict[str, Any]:
    """What a scheme asks, and where it comes from."""
    quota = f"{int(scheme.quota * 100)}%" if scheme.quota is not None else _("不限")
    share = _("应参加人数的 %(share)s 以上") % {"share": scheme.quorum}
    modes = {"named": _("逐项评星"), "graded": _("逐级评星")}
    return {
        "name": named(scheme.name, scheme.name_en),
        "version": scheme.version,
        "note": named(scheme.note, scheme.note_en),
        "basis": scheme.basis,
        "is_sample": scheme.is_sample,
        "vetoes": [named(v.name, v.name_en) for v in scheme.vetoes],
        "details": [
            {"label": _("评定方式"), "text": modes[scheme.mode]},
            {"label": _("参评率"), "text": share},
            {"label": _("满星名额"), "text": quota},
            {"label": _("公示"), "text": _("%(n)d 个工作日") % {"n": scheme.notice_days}},
            {"label": _("有效期"), "text": _("%(n)d 个月") % {"n": scheme.valid_months}},
        ],
    }  # fmt: skip

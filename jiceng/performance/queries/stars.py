"""Stars within reach: schemes by version, the evidence of a branch, what is missing, the quota."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.performance.models import StarEvidence, StarRating
from jiceng.performance.queries.apart import reach
from jiceng.performance.queries.measuring import measure
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.stars import (
    KIND,
    Bands,
    Evidence,
    Gap,
    Mass,
    StarScheme,
    bands,
    places,
    scheme_of,
    stars,
    vetoes_holding,
)

REVIEW = "department_review"
COUNTED = (REVIEW, "public_notice", "objection", "awarded")
"""States in which a rating takes part in the quota of its year."""
SHOWN = ("public_notice", "objection", "awarded")


def schemes_at(now: datetime) -> list[StarScheme]:
    """The schemes in force, in the order of their keys."""
    rows = in_force(KIND, now)
    return [scheme_of(key, row.version, row.content) for key, row in sorted(rows.items())]


def present_scheme(now: datetime) -> StarScheme:
    """The scheme ratings are opened under; raises `Invalid` where the county has none."""
    found = schemes_at(now)
    if not found:
        raise Invalid(Reason("no_star_scheme"))
    return found[0]


def scheme_for(rating: StarRating) -> StarScheme:
    """The version a rating was opened under."""
    row = Configuration.objects.get(kind=KIND, key=rating.scheme, version=rating.scheme_version)
    return scheme_of(row.key, row.version, row.content)


def ratings_of(actor: Actor) -> QuerySet[StarRating]:
    """Ratings of branches within reach."""
    return StarRating.objects.filter(reach(actor))


def rating_for(actor: Actor, number: str, today: date) -> StarRating:
    """One within reach, ready for guards; `NotFound` otherwise."""
    found = ratings_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found, today)


def ready(rating: StarRating, today: date) -> StarRating:
    """Put on what guards ask: quorum, records nobody looked at, stars won, quota, notice."""
    scheme = scheme_for(rating)
    kept = evidence_of(rating)
    rating.has_quorum = mass_of(rating).has_quorum(scheme.quorum)
    rating.unchecked_evidence = rating.evidence.filter(
        entered_by__isnull=False, holds=None, is_veto=False
    ).count()
    rating.won = stars(kept, scheme)
    until = rating.notice_until
    rating.notice_days_left = max(0, (until - today).days + 1) if until else 0
    rating.quota_place = _quota_place(rating, scheme) if rating.state == REVIEW else ""
    return rating


def _quota_place(rating: StarRating, scheme: StarScheme) -> str:
    """outside, edge (nobody has said yet why this branch), or nothing."""
    shared = quota_of(rating, scheme)
    if rating.unit in shared.outside:
        return "outside"
    return "edge" if rating.unit in shared.undecided and not rating.edge_reason else ""


def mass_of(rating: StarRating) -> Mass:
    """The vote, by its counts."""
    return Mass(rating.mass_eligible, rating.mass_cast, rating.mass_support)


def evidence_of(rating: StarRating) -> Evidence:
    """What is on file, as the rule takes it."""
    rows = list(rating.evidence.all())
    values = {row.criterion: row.counted for row in rows if not row.is_veto}
    vetoes = frozenset(row.criterion for row in rows if row.is_veto)
    return Evidence(values, mass_of(rating), vetoes)


def period_of(year: int, today: date) -> tuple[date, date]:
    """The days a year's rating counts: from New Year to its end, or to today."""
    return date(year, 1, 1), min(date(year, 12, 31), today)


def measured_now(
    unit: str, year: int, scheme: StarScheme, now: datetime, today: date
) -> dict[str, Measured]:
    """Key of a criterion or veto -> what its indicator says of a branch.

    An indicator that nobody reports yet is left out: not known, never zero.
    """
    start, end = period_of(year, today)
    asked = {c.key: c.indicator for c in scheme.criteria if c.source == "indicator"}
    asked |= {v.key: v.indicator for v in scheme.vetoes if v.indicator}
    told: dict[str, Measured] = {}
    for code in sorted(set(asked.values())):
        try:
            told[code] = measure(code, [unit], start, end, now=now)[unit]
        except NotFound:
            continue
    return {key: told[code] for key, code in asked.items() if code in told}


def vetoes_measured(found: dict[str, Measured], scheme: StarScheme) -> list[str]:
    """Vetoes that hold by their indicators."""
    return [
        veto.key
        for veto in scheme.vetoes
        if veto.key in found
        and (value := found[veto.key].value) is not None
        and value >= veto.threshold
    ]


def live_evidence(
    unit: str, year: int, scheme: StarScheme, now: datetime, today: date
) -> tuple[Evidence, dict[str, Measured]]:
    """What would count today: indicators as they stand, records and vote as far as on file."""
    found = measured_now(unit, year, scheme, now, today)
    rating = StarRating.objects.filter(unit=unit, year=year).exclude(state="declined").first()
    kept = evidence_of(rating) if rating else Evidence()
    values = {**kept.values, **{k: m.value for k, m in found.items() if scheme.criterion(k)}}
    vetoes = kept.vetoes | set(vetoes_measured(found, scheme))
    return Evidence(values, kept.mass, vetoes), found


def quota_of(rating: StarRating, scheme: StarScheme) -> Bands:
    """How the quota of a year stands among the branches of the county that have every star."""
    rows = StarRating.objects.filter(year=rating.year, scheme=rating.scheme, state__in=COUNTED)
    full = {s.key for s in scheme.stars}
    listed = StarRating.objects.filter(year=rating.year, scheme=rating.scheme)
    rated = listed.values("unit").distinct().count()  # one rated anew after it was declined is one
    votes = {row.unit: mass_of(row) for row in rows if full <= set(row.stars)}
    return bands(votes, places(rated, scheme.quota))


def gap_reasons(gaps: Iterable[Gap]) -> list[Reason]:
    """What is missing, a sentence each; names go along in both languages."""
    return [_gap(gap) for gap in gaps]


def veto_reasons(evidence: Evidence, scheme: StarScheme) -> list[Reason]:
    """Which vetoes hold."""
    return [
        Reason("star_vetoed", {"veto": veto.name, "veto_en": veto.name_en})
        for veto in vetoes_holding(evidence, scheme)
    ]


def _gap(gap: Gap) -> Reason:
    criterion = gap.criterion
    told = {
        "star": gap.star.name, "star_en": gap.star.name_en,
        "criterion": criterion.name, "criterion_en": criterion.name_en,
        "threshold": f"{criterion.threshold.normalize():f}", "unit": criterion.unit,
    }  # fmt: skip
    if gap.value is None:
        return Reason(f"star_unknown_{criterion.source}", told)
    return Reason(f"star_{criterion.test}", {**told, "value": f"{gap.value.normalize():f}"})


def years_of(actor: Actor) -> list[int]:
    """Years with a rating within reach, the newest first."""
    years = ratings_of(actor).order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def honours(today: date) -> list[StarRating]:
    """What goes outward: branches on notice and those whose stars hold today, by their code."""
    rows = StarRating.objects.filter(state__in=SHOWN).order_by("-year", "unit_path")
    return [r for r in rows if r.state != "awarded" or (r.valid_until and r.valid_until >= today)]


def evidence_rows(rating: StarRating) -> dict[str, StarEvidence]:
    """What is on file, by criterion or veto."""
    return {row.criterion: row for row in rating.evidence.all()}

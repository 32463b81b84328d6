"""How organisations stand on a day: numbers of members and seats, the present term, the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import Reason
from jiceng.party.models import CommitteeTerm, Member, Organisation, Seat
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.book import Version
from jiceng.party.rules.organisations import BRANCHES, Standing, set_up_faults, term_light

RULES = "organisation"


@dataclass(frozen=True, slots=True)
class Seen:
    """One organisation as lists show it."""

    organisation: Organisation
    standing: Standing
    faults: tuple[Reason, ...]
    term_light: str
    secretary: str
    """The secretary's name; empty when the seat is empty."""
    rule: Version | None
    seats: tuple[Seat, ...] = ()
    """Held in the present committee, the secretary first."""
    term: CommitteeTerm | None = None


def seen(rows: Sequence[Organisation], today: date) -> list[Seen]:
    """Every organisation with its numbers; three queries, however many there are."""
    keys = [row.pk for row in rows]
    members, seats, terms = counts_of(keys), seats_of(keys), terms_of(keys)
    rule = history(RULES).on(today)
    return [_seen(row, members, seats, terms, rule, today) for row in rows]


def _seen(
    row: Organisation,
    members: Mapping[int, tuple[int, int]],
    seats: Mapping[int, list[Seat]],
    terms: Mapping[int, CommitteeTerm],
    rule: Version | None,
    today: date,
) -> Seen:
    held, term = seats.get(row.pk, []), terms.get(row.pk)
    full, probationary = members.get(row.pk, (0, 0))
    secretary = next((s.member.name for s in held if s.duty == "secretary"), "")
    standing = Standing(
        kind=row.kind,
        sector=row.sector,
        full_members=full,
        probationary=probationary,
        seats=0 if len(held) <= 1 else len(held),
        has_secretary=bool(secretary),
        units=max(1, len(row.home_units)),
        term_starts_on=term.starts_on if term else None,
        term_ends_on=term.ends_on if term else None,
    )
    faults = tuple(set_up_faults(standing, rule.values)) if rule else ()
    warn = int(rule.values["warn_days"]) if rule else 0
    light = term_light(standing.term_ends_on, today, warn)
    return Seen(row, standing, faults, light, secretary, rule, tuple(held), term)


def counts_of(keys: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Organisation key -> full and probationary members who are there."""
    rows = (
        Member.objects.filter(organisation__in=list(keys), standing__in=("full", "probationary"))
        .values("organisation")
        .annotate(
            full=Count("pk", filter=Q(standing="full")),
            probationary=Count("pk", filter=Q(standing="probationary")),
        )
    )
    return {r["organisation"]: (r["full"], r["probationary"]) for r in rows}


def seats_of(keys: Iterable[int]) -> dict[int, list[Seat]]:
    """Organisation key -> seats held in the present committee, the secretary first."""
    rows = Seat.objects.filter(
        term__organisation__in=list(keys), term__ended_on=None, ends_on=None
    ).select_related("member", "term")
    found: dict[int, list[Seat]] = {}
    for seat in sorted(rows, key=lambda s: (s.duty != "secretary", s.pk)):
        found.setdefault(seat.term.organisation_id, []).append(seat)
    return found


def terms_of(keys: Iterable[int]) -> dict[int, CommitteeTerm]:
    """Organisation key -> its present committee term."""
    rows = CommitteeTerm.objects.filter(organisation__in=list(keys), ended_on=None)
    return {term.organisation_id: term for term in rows}


def below(row: Organisation) -> Mapping[str, int]:
    """How many organisations and members stand below, by kind and standing; counts alone."""
    parts = Organisation.objects.filter(within("path", row.path), dissolved_on=None)
    kinds = parts.exclude(pk=row.pk).values("kind").annotate(n=Count("pk")).order_by()
    standings = Member.objects.filter(within("path", row.path)).values("standing")
    found = {r["kind"]: r["n"] for r in kinds}
    return found | {r["standing"]: r["n"] for r in standings.annotate(n=Count("pk")).order_by()}


def branch_options() -> list[dict[str, str]]:
    """Every branch as it is typed into a field, its code behind the name where two are called
    the same, with what stands above it (web/_units.html)."""
    rows = Organisation.objects.filter(kind__in=BRANCHES, dissolved_on=None).order_by("path")
    named = list(rows.values_list("unit__code", "unit__name", "unit__parent__name"))
    times = Counter(name for _code, name, _above in named)
    return [
        {"text": f"{name}（{code}）" if times[name] > 1 else name, "above": above or ""}
        for code, name, above in named
    ]

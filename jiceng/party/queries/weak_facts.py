"""What records say about branches, for the conditions of a sweep (facts.md §3.3).

Each fact has one provider, which answers for many branches at once; a fact without a provider is
not known, and a branch is never taken for sound because of that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Coalesce

from jiceng.party.models import Affiliation, Development, LifeEntry, Organisation, Seat, StepRecord
from jiceng.party.queries.organisations import counts_of, seats_of, terms_of
from jiceng.party.rules.weak_branches import Fact

Provider = Callable[[Sequence[Organisation], date], Mapping[int, Fact]]
SOUND = Fact(holds=False)
STANDING = ("candidate", "pre_reviewed", "resolved")
"""States of a development file in which somebody stands as a candidate."""


def secretary_vacant(rows: Sequence[Organisation], today: date) -> dict[int, Fact]:
    """Since when nobody sits in the secretary's seat: the day the last one left it."""
    keys = [row.pk for row in rows]
    seats = seats_of(keys)
    last = dict(
        Seat.objects.filter(term__organisation__in=keys, duty="secretary", ends_on__lte=today)
        .values_list("term__organisation")
        .annotate(day=Max("ends_on"))
    )
    found: dict[int, Fact] = {}
    for row in rows:
        is_led = any(seat.duty == "secretary" for seat in seats.get(row.pk, ()))
        found[row.pk] = SOUND if is_led else Fact(since=last.get(row.pk))
    return found


def term_over(rows: Sequence[Organisation], today: date) -> dict[int, Fact]:
    """The day the present committee's term ends; nothing known where no term is on file."""
    terms = terms_of(row.pk for row in rows)
    return {key: Fact(since=term.ends_on) for key, term in terms.items()}


def last_admission(rows: Sequence[Organisation], today: date) -> dict[int, Fact]:
    """The day the members' meeting last accepted somebody, wherever they are now: by the branch
    they belonged to first. Who came with a letter of introduction was accepted elsewhere.
    """
    earlier = Affiliation.objects.filter(member=OuterRef("member"), pk__lt=OuterRef("pk"))
    first = Affiliation.objects.filter(
        ~Exists(earlier), organisation__in=[r.pk for r in rows], letter="",
        member__accepted_on__lte=today,
    )  # fmt: skip
    last = dict(first.values_list("organisation").annotate(day=Max("member__accepted_on")))
    return {key: Fact(since=day) for key, day in last.items()}


def full_members(rows: Sequence[Organisation], today: date) -> dict[int, Fact]:
    counts = counts_of(row.pk for row in rows)
    return {row.pk: Fact(number=counts.get(row.pk, (0, 0))[0]) for row in rows}


def last_members_meeting(rows: Sequence[Organisation], today: date) -> dict[int, Fact]:
    """The day of the last members' meeting by the ledger of organisational life."""
    held = (
        LifeEntry.objects.filter(
            organisation__in=[r.pk for r in rows], kind="members_meeting", on__lte=today
        )
        .values_list("organisation")
        .annotate(day=Max("on"))
        .order_by()
    )
    return {key: Fact(since=day) for key, day in held}


def last_candidate(rows: Sequence[Organisation], today: date) -> dict[int, Fact]:
    """The day a file last made somebody a candidate; nothing wrong while one stands.

    Whom the register shows as accepted was a candidate before, though no file is kept here.
    """
    keys = [r.pk for r in rows]
    files = Development.objects.filter(organisation__in=keys, state__in=STANDING)
    standing = set(files.values_list("organisation", flat=True))
    made = dict(
        StepRecord.objects.filter(
            step="nomination", on__lte=today, is_withdrawn=False, replaced_by=None
        )
        .annotate(home=Coalesce("development__came_from", "development__organisation"))
        .filter(home__in=keys)
        .values_list("home")
        .annotate(day=Max("on"))
        .order_by()
    )  # fmt: skip
    found = last_admission(rows, today)
    for key, day in made.items():
        known = found.get(key, Fact()).since
        found[key] = Fact(since=max(day, known) if known else day)
    return {**found, **dict.fromkeys(standing, SOUND)}


PROVIDERS: Mapping[str, Provider] = {
    "secretary_vacant": secretary_vacant,
    "term_over": term_over,
    "last_admission": last_admission,
    "full_members": full_members,
    "last_members_meeting": last_members_meeting,
    "last_candidate": last_candidate,
}
"""Fact -> who knows it."""


def facts_of(
    names: Sequence[str], rows: Sequence[Organisation], today: date
) -> dict[str, Mapping[int, Fact]]:
    """Every fact asked for that somebody knows; a few queries, however many branches."""
    return {name: PROVIDERS[name](rows, today) for name in names if name in PROVIDERS}

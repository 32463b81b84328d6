"""Reads of organisational life: whose meetings, what is owed, who should come (facts.md §5.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from jiceng.kernel.refusal import NotAllowed, NotFound, Reason
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.models import (
    Affiliation,
    CommitteeTerm,
    GroupMembership,
    LifeEntry,
    LifePeriod,
    Meeting,
    Member,
    MobilePeriod,
    Organisation,
    Resolution,
    Seat,
)
from jiceng.party.queries.access import ABOVE, BRANCH, keeping, reach
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.life import (
    BY_SEATS,
    LEAST_SEATS,
    WHOLE,
    Body,
    Owed,
    Span,
    closes_on,
    light,
    near,
    owed,
    united,
)
from jiceng.party.rules.organisations import BRANCHES

Counts = Mapping[str, int]
"""Part -> how often it met."""


def own_keeper(actor: Actor, organisation: Organisation) -> Grip | None:
    """The post that keeps this very organisation's life; those above only read it."""
    roles = BRANCH if organisation.kind in BRANCHES else ABOVE
    able = (g for g in keeping(actor, roles) if g.unit_path == organisation.path)
    return next(able, None)


def keeper_of(actor: Actor, organisation: Organisation) -> Grip:
    """`own_keeper`, or `NotAllowed`: nobody else writes down what an organisation held."""
    if grip := own_keeper(actor, organisation):
        return grip
    raise NotAllowed(Reason("own_meetings_only"))


def meetings_of(actor: Actor) -> QuerySet[Meeting]:
    """The meetings within reach."""
    rows = Meeting.objects.filter(reach(actor, "unit_path"))
    return rows.select_related("organisation__unit")


def meeting_for(actor: Actor, number: str) -> Meeting:
    """One meeting within reach; missing and forbidden look alike (`NotFound`)."""
    rows = meetings_of(actor).select_related("chair__member", "lecturer", "review")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def before_taking_back(meeting: Meeting, today: date) -> list[Resolution]:
    """Put on what the guards ask; answers the resolutions that nobody has followed up yet."""
    rows = list(meeting.resolutions.order_by("pk"))
    settled = ("completed", "handed_over")
    meeting.followed_up = tuple(row.number for row in rows if row.state in settled)
    meeting.closed_year = meeting.on.year if today > closes_on(meeting.on) else None
    return [row for row in rows if row.state in ("noted", "assigned")]


def resolution_for(actor: Actor, number: str) -> Resolution:
    """One resolution within reach."""
    rows = Resolution.objects.filter(reach(actor, "unit_path"))
    found = rows.select_related("meeting__organisation__unit").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def bodies_of(organisations: Sequence[Organisation]) -> dict[int, Body]:
    """What each organisation is, as far as its organisational life follows from it."""
    keys = [o.pk for o in organisations]
    committees: dict[int, list[Span]] = {}
    terms = CommitteeTerm.objects.filter(organisation__in=keys).annotate(n=Count("seats"))
    for term in terms.filter(n__gte=LEAST_SEATS).order_by("starts_on"):
        committees.setdefault(term.organisation_id, []).append((term.starts_on, term.ended_on))
    groups = _groups_of(keys)
    return {
        o.pk: Body(
            o.kind, o.founded_on, o.dissolved_on, tuple(committees.get(o.pk, ())),
            groups.get(o.pk, ()),
        )
        for o in organisations
    }  # fmt: skip


def _groups_of(keys: Sequence[int]) -> dict[int, tuple[tuple[str, tuple[Span, ...]], ...]]:
    """Organisation key -> its groups by name, and when somebody was in each."""
    spans = defaultdict[int, dict[str, list[Span]]](lambda: defaultdict(list))
    rows = GroupMembership.objects.filter(organisation__in=keys)
    for key, name, since, until in rows.values_list("organisation", "name", "since", "until"):
        spans[key][name].append((since, until))
    return {
        key: tuple((name, united(by_name[name])) for name in sorted(by_name))
        for key, by_name in spans.items()
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """One kind in one period: what is owed, what was held, and how that looks today."""

    owed: Owed
    held: int
    absent: tuple[str, ...]
    light: str

    @property
    def missing(self) -> int:
        return max(self.owed.required - self.held, 0)


@dataclass(frozen=True, slots=True)
class Marked:
    """A ledger entry as counting needs it."""

    kind: str
    part: str
    on: date


def entries_in(organisations: Iterable[int], year: int) -> dict[int, list[Marked]]:
    """What counts for each organisation in a year."""
    found: dict[int, list[Marked]] = {}
    rows = LifeEntry.objects.filter(
        organisation__in=list(organisations), on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    for key, kind, part, on in rows.values_list("organisation", "kind", "part", "on"):
        found.setdefault(key, []).append(Marked(kind, part, on))
    return found


def standings(body: Body, entries: Iterable[Marked], year: int, today: date) -> list[Standing]:
    """Everything owed in a year with what was held; pure but for the rules in force."""
    rules, by_kind = history("life"), dict[str, list[Marked]]()
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    found = []
    for owing in owed(body, rules, year):
        counts = _counts(by_kind.get(owing.kind, ()), owing)
        held = owing.held(counts)
        days = near(rules.on(owing.period.starts_on), owing.unit)
        found.append(Standing(owing, held, owing.absent(counts), light(owing, held, today, days)))
    return found


def _counts(entries: Iterable[Marked], owing: Owed) -> dict[str, int]:
    counts: dict[str, int] = {}
    for entry in entries:
        if owing.period.starts_on <= entry.on <= owing.period.ends_on:
            part = entry.part if owing.parts != WHOLE else ""
            counts[part] = counts.get(part, 0) + 1
    return counts


def year_of(
    organisation: Organisation, year: int, today: date, body: Body | None = None
) -> list[Standing]:
    """One organisation's year, reckoned now."""
    body = body or bodies_of([organisation])[organisation.pk]
    entries = entries_in([organisation.pk], year).get(organisation.pk, [])
    return standings(body, entries, year, today)


def seats_on(organisation: Organisation, day: date) -> list[Seat]:
    """Who sits in the leading body on a day, by duty as elected."""
    rows = Seat.objects.filter(term__organisation=organisation, starts_on__lte=day)
    ended = Q(ends_on=None) | Q(ends_on__gt=day)
    term = Q(term__ended_on=None) | Q(term__ended_on__gt=day)
    return list(rows.filter(ended, term).select_related("member").order_by("pk"))


def called_to(organisation: Organisation, kinds: Sequence[str], group: str, on: date
              ) -> list[Member]:  # fmt: skip
    """Who should attend: the seats of a committee, the members of a group, or every member.

    Those who belonged to the branch on that day and were not struck from the register by then.
    """
    if kinds and kinds[0] in BY_SEATS:
        return [seat.member for seat in seats_on(organisation, on)]
    here = Affiliation.objects.filter(
        Q(until=None) | Q(until__gt=on), member=OuterRef("pk"), organisation=organisation,
        since__lte=on,
    )  # fmt: skip
    rows = Member.objects.filter(Exists(here), accepted_on__lte=on).exclude(standing="suspended")
    rows = rows.filter(Q(left_on=None) | Q(left_on__gt=on))
    if kinds and kinds[0] == "group_meeting":
        rows = rows.filter(group=group)
    return list(rows.order_by("pk"))


def may_vote(member: Member, on: date) -> bool:
    """Full members vote; those on probation take part (facts.md §5.2)."""
    return member.full_on is not None and member.full_on <= on


def away_on(members: Iterable[Member], on: date) -> set[int]:
    """Mobile members: offered as on leave, to be changed where they came."""
    rows = MobilePeriod.objects.filter(member__in=[m.pk for m in members], since__lte=on)
    return set(rows.filter(Q(until=None) | Q(until__gt=on)).values_list("member", flat=True))


def groups_of(organisation: Organisation) -> tuple[str, ...]:
    """The groups its members belong to."""
    groups = bodies_of([organisation])[organisation.pk].groups
    return tuple(name for name, spans in groups if spans and spans[-1][1] is None)


def lecturers_for(organisation: Organisation, on: date) -> QuerySet[Member]:
    """Who may be named as lecturer: its own members, and who sits in a body of its line above."""
    seated = Seat.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on),
        member=OuterRef("pk"),
        term__ended_on=None,
        term__organisation__path__in=line_above(organisation.path),
    )
    own = Q(organisation=organisation)
    return Member.objects.filter(own | Exists(seated), left_on=None).order_by("pk")


def line_above(path: str) -> list[str]:
    """The paths of an organisation and of everything above it: P/A/B/ → P/, P/A/, P/A/B/."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[:n]) + "/" for n in range(1, len(codes) + 1)]


def secretary_of(member: Member, on: date) -> list[Organisation]:
    """The committees of which a member is secretary on a day; a lecture counts for these."""
    rows = Seat.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on),
        Q(term__ended_on=None) | Q(term__ended_on__gt=on),
        member=member,
        duty="secretary",
        starts_on__lte=on,
    ).exclude(term__organisation__kind__in=BRANCHES)
    return [seat.term.organisation for seat in rows.select_related("term__organisation__unit")]


def gaps_of(organisation: OuterRef, year: int, today: date) -> QuerySet[LifePeriod]:
    """Periods of a year that are over, or nearly, and lack something; of each row of a query."""
    in_year = Q(ends_on__range=(date(year, 1, 1), date(year, 12, 31)), warn_on__lte=today)
    return LifePeriod.objects.filter(in_year, organisation=organisation, held__lt=F("required"))

"""Development files as they are read: whose, what has been recorded, what the checker is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from jiceng.kernel.calendar import wall_seconds
from jiceng.kernel.clocks import Clock
from jiceng.kernel.records.models import JournalEntry, within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.kernel.terms import Counting
from jiceng.party.models import Affiliation, Development, Member, Organisation, StepRecord
from jiceng.party.queries.access import BRANCH, READ_REGISTER, keeping, reach
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.book import History
from jiceng.party.rules.checker import RULES as CHECKED
from jiceng.party.rules.checker import check
from jiceng.party.rules.checker_looks import WorksOn
from jiceng.party.rules.development import Due, conclusions, due
from jiceng.party.rules.facts_of_file import Authority, Backer, Event, FileFacts
from jiceng.party.rules.findings import Finding
from jiceng.party.rules.step_faults import not_elected
from jiceng.party.rules.steps import KINDS, ORDER

RULES = "development"
READ = "read_development"
"""The journal line of somebody above who opened a file, with the purpose given."""


def developments_of(actor: Actor) -> QuerySet[Development]:
    """The files within reach."""
    rows = Development.objects.filter(reach(actor, "unit_path"))
    return rows.select_related("organisation__unit", "came_from__unit")


def development_for(actor: Actor, number: str) -> Development:
    """One file within reach; missing and forbidden look alike (`NotFound`)."""
    found = developments_of(actor).select_related("member").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def naming(
    rows: QuerySet[Development], actor: Actor, now: datetime, today: date, zone: ZoneInfo
) -> QuerySet[Development]:
    """Files with `is_named`: of one's own branch, and those whose register or file was opened
    today with a purpose. Of all others a list shows number and branch."""
    own = Q(unit_path__in=[g.unit_path for g in keeping(actor, BRANCH)])
    register = _said(actor, READ_REGISTER, now, today, zone).filter(
        subject_kind="organisation", subject_id=OuterRef("organisation_id")
    )
    file = _said(actor, READ, now, today, zone).filter(
        subject_kind=Development.subject_kind, subject_id=OuterRef("pk")
    )
    return rows.annotate(
        is_named=ExpressionWrapper(
            own | Q(Exists(register)) | Q(Exists(file)), output_field=BooleanField()
        )
    )


def _said(
    actor: Actor, kind: str, now: datetime, today: date, zone: ZoneInfo
) -> QuerySet[JournalEntry]:
    """The lines by which somebody said today why they read something."""
    midnight = datetime.combine(today, time(), tzinfo=zone)
    return JournalEntry.objects.filter(
        kind=kind, at__gte=midnight, at__lte=now,
        appointment__in=[g.appointment for g in keeping(actor)],
    )  # fmt: skip


def reads_file_freely(actor: Actor, development: Development) -> bool:
    """One's own branch reads without saying why; those above name a purpose."""
    return any(g.unit_path == development.unit_path for g in keeping(actor, BRANCH))


def reading_today(
    actor: Actor, development: Development, now: datetime, today: date, zone: ZoneInfo
) -> bool:
    """Whether somebody above has said today why they read this file."""
    said = _said(actor, READ, now, today, zone)
    return said.filter(subject_kind=Development.subject_kind, subject_id=development.pk).exists()


@dataclass(frozen=True, slots=True)
class Kept:
    """The records of a file: those that count in the order of their steps' beginnings, and all."""

    counting: Sequence[StepRecord]
    all: Sequence[StepRecord]

    def of(self, step: str) -> list[StepRecord]:
        """The records of a step that count."""
        return [r for r in self.counting if r.step == step]

    def corrections_of(self, record: StepRecord) -> list[StepRecord]:
        """What a record has replaced, newest first."""
        by_key = {r.pk: r for r in self.all}
        found, at = [], record.replaces_id
        while at is not None:
            found.append(by_key[at])
            at = by_key[at].replaces_id
        return found


def kept_of(development: Development) -> Kept:
    """The records of one file."""
    return kept_of_many([development.pk])[development.pk]


def kept_of_many(keys: Iterable[int]) -> dict[int, Kept]:
    """The records of several files, by one statement."""
    rows: dict[int, list[StepRecord]] = {key: [] for key in keys}
    for record in StepRecord.objects.filter(development__in=rows).order_by("pk"):
        rows[record.development_id].append(record)
    return {key: _kept(found) for key, found in rows.items()}


def _kept(records: list[StepRecord]) -> Kept:
    replaced = {r.replaces_id for r in records}
    first: dict[int, int] = {}
    for record in records:
        before = record.replaces_id
        first[record.pk] = first[before] if before is not None else record.pk
    counting = [r for r in records if r.pk not in replaced and not r.is_withdrawn]
    return Kept(sorted(counting, key=lambda r: (first[r.pk], r.pk)), records)


def plain_facts(development: Development, kept: Kept) -> FileFacts:
    """What the terms and the next steps follow from; people stay keys."""
    events = tuple(Event(r.step, r.on, r.values) for r in kept.counting)
    return FileFacts(born_on=development.born_on, events=events)


def facts_of(development: Development, kept: Kept | None = None) -> FileFacts:
    """The file as the checker reads it: days and counts, people as spans of full membership."""
    kept = kept or kept_of(development)
    return _facts(development, kept, _around([kept]))


def files_below(path: str) -> Iterator[tuple[Development, FileFacts]]:
    """Every file of an organisation and below with its facts, in order of number; four queries."""
    rows = Development.objects.filter(within("unit_path", path)).select_related(
        "organisation__unit", "came_from__unit"
    )
    files = list(rows.order_by("number"))
    kept = kept_of_many(row.pk for row in files)
    around = _around(kept.values())
    for row in files:
        yield row, _facts(row, kept[row.pk], around)


Surroundings = tuple[Mapping[int, Backer], Mapping[str, Authority]]
"""Members named in files by key, and whether organisations named may approve, by code."""


def _around(files: Iterable[Kept]) -> Surroundings:
    records = [record for kept in files for record in kept.counting]
    people = backers_of({key for r in records for key in r.values.get("people", ())})
    codes = {r.values["organisation"] for r in records if r.values.get("organisation")}
    rows = Organisation.objects.filter(unit__in=codes)
    return people, {row.code: row.authority for row in rows} if codes else {}


def _facts(development: Development, kept: Kept, around: Surroundings) -> FileFacts:
    people, may_approve = around
    events = tuple(Event(r.step, r.on, _values(r, people)) for r in kept.counting)
    return FileFacts(development.born_on, events, may_approve, _papers(kept.counting))


def _papers(records: Sequence[StepRecord]) -> frozenset[str] | None:
    """Steps all of whose papers lie in the file; None until every paper has been looked for.

    Of public notices only those recorded are there, hence none that another point could rest on.
    """
    of_paper = [r for r in records if KINDS[r.step].paper]
    if not of_paper or any(r.has_paper is None for r in of_paper):
        return None
    missing = {r.step for r in of_paper if not r.has_paper}
    return frozenset(r.step for r in of_paper) - missing - {"public_notice"}


def _values(record: StepRecord, people: Mapping[int, Backer]) -> dict[str, Any]:
    """What was recorded, as the checker takes it: members as spans of time, days as days."""
    found: dict[str, Any] = dict(record.values)
    for each in KINDS[record.step].fields:
        if each.kind == "people":
            unknown = Backer(is_known=False)
            found[each.name] = [people.get(k, unknown) for k in found.get(each.name, ())]
        elif each.kind == "day" and each.name in found:
            found[each.name] = date.fromisoformat(found[each.name])
    return found


def backers_of(keys: Iterable[int]) -> dict[int, Backer]:
    """Members of the register as contacts and introducers, by key."""
    if not (wanted := set(keys)):
        return {}
    rows = Member.objects.filter(pk__in=wanted).values_list("pk", "full_on", "left_on")
    return {key: Backer(full_on, left_on) for key, full_on, left_on in rows}


def backers_within(organisation: Organisation, keys: Iterable[int]) -> dict[int, Backer]:
    """The same, of those alone who belong or belonged to one organisation."""
    ever = Affiliation.objects.filter(organisation=organisation, member__in=set(keys))
    return backers_of(ever.values_list("member", flat=True))


def voters_on(organisation: Organisation, day: date) -> int | None:
    """How many full members an organisation had on a day; None where the register is silent."""
    there = Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))
    stays = Q(member__left_on=None) | Q(member__left_on__gt=day)
    rows = Affiliation.objects.filter(
        there, stays, organisation=organisation, member__full_on__lte=day
    )
    return rows.values("member").distinct().count() or None


def branch_of(development: Development, step: str) -> Organisation:
    """The branch in which a step is taken: up to the approval the one that accepted."""
    if development.came_from is not None and 0 < ORDER.get(step, 0) <= ORDER["approval"]:
        return development.came_from
    return development.organisation


def running_probation(member: Member) -> Development | None:
    """The file of somebody on probation, also while conversion waits for approval."""
    rows = Development.objects.filter(member=member, state__in=("probationary", "conversion"))
    return rows.select_related("organisation__unit").first()


def line_of(development: Development, step: str = "") -> list[Organisation]:
    """The branch of a file, or of one step of it, and those above; the nearest first."""
    parts = branch_of(development, step).path.strip("/").split("/")
    rows = Organisation.objects.filter(unit__in=parts).select_related("unit")
    return sorted(rows, key=lambda row: -len(row.path))


def with_facts(
    development: Development, works_on: WorksOn, kept: Kept | None = None
) -> tuple[FileFacts, list[Finding]]:
    """Put on what the guards of the process ask for; the facts, and what the checker says."""
    facts = facts_of(development, kept)
    meeting = facts.last("admission_meeting")
    findings = check(facts, history(RULES), works_on)
    development.conclusions = conclusions(facts)
    development.ballot = not_elected(meeting.values) if meeting else None
    development.failed = {
        found.rule: _refusal(found)
        for found in findings
        if found.result == "fail" and found.severity == "fatal"
    }
    return facts, findings


def _refusal(found: Finding) -> Reason:
    """A fatal finding as the reason of a refusal; its facts stand beside it on the page."""
    told = {
        "rule": found.rule, "move": CHECKED[found.rule].title,
        "source": f"{found.document}{found.clause}",
    }  # fmt: skip
    return Reason("rule_failed", told)


def due_of(development: Development, facts: FileFacts, rules: History | None = None) -> Due | None:
    """What a file owes next, by the rule versions in force."""
    return due(development.state, facts, rules or history(RULES))


def clock_of(owed: Due | None, zone: ZoneInfo) -> Clock:
    """The time given for what is owed, from the day after its beginning to 24:00 of the last."""
    if owed is None:
        return Clock()
    since, ends = (
        datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
        for day in (owed.since, owed.on)
    )
    return Clock(since, ends, wall_seconds(since, ends), None, Counting.CALENDAR_DAYS, False)


def step_name(code: str) -> str:
    """A step by its name, as a message id."""
    return KINDS[code].name if code in KINDS else code

"""The demo county's Party organisations and members. Everybody here is fictitious (示例).

Some 400 branches below the county committee, about 10,000 members. Names of divisions and
departments are real, those of schools, companies and people are not. Whoever holds a Party post in
`people.csv` is put at the organisation that stands for the unit there, and into its register.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.bulk import insert_instances, settle_sequences
from jiceng.kernel.records.models import Appointment, Area, Unit
from jiceng.kernel.scope import Actor
from jiceng.party.actions.documents import load_documents
from jiceng.party.actions.rule_book import load_rule_book
from jiceng.party.models import Affiliation, CommitteeTerm, Member, Organisation, Seat
from jiceng.party.rules.organisations import BRANCHES, LONG_TERMS
from jiceng.project.demo.county import SINCE
from jiceng.project.demo.party_bodies import BODY, bodies

SEED = 19_210_701
COUNTY = "469024"
ROOT = "P"
SIZES = {
    "village": (18, 46), "community": (22, 48), "organ": (9, 34), "school": (12, 40),
    "institution": (10, 36), "enterprise": (8, 30), "new_organisation": (4, 14),
}  # fmt: skip
COMMITTEES = (
    ("PORGANS", "中共临高县直属机关工作委员会", "县直机关工委", "organ"),
    ("PEDU", "中共临高县委教育工作委员会", "县委教育工委", "school"),
    ("PHEALTH", "中共临高县卫生健康系统委员会", "卫健系统党委", "institution"),
    ("PSOE", "中共临高县国有企业委员会", "国企党委", "enterprise"),
    ("PNEW", "中共临高县两新组织工作委员会", "两新工委", "new_organisation"),
)
SERIES = (
    ("PEDU", "school", "示例学校第{n}党支部", 42),
    ("PHEALTH", "institution", "示例卫生院第{n}党支部", 20),
    ("PSOE", "enterprise", "示例国企第{n}党支部", 24),
    ("PNEW", "new_organisation", "示例商会第{n}联合党支部", 45),
)
"""Committee, sector, name with its number, how many."""
IN_TOWN = (
    ("G", "{town}机关党支部", "organ"),
    ("S", "{town}中心学校党支部", "school"),
    ("H", "{town}卫生院党支部", "institution"),
    ("N", "{town}两新组织联合党支部", "new_organisation"),
)
DUTIES = ("secretary", "organisation", "publicity", "discipline", "deputy")


@dataclass
class PartyWorld:
    """What every story of Party work needs; filled in the order of the tree."""

    now: datetime
    today: date
    rng: Random
    surnames: list[str]
    given: list[str]
    organisations: list[Organisation] = field(default_factory=list)
    members: dict[int, list[Member]] = field(default_factory=dict)
    """Organisation key -> its members, eldest in the Party first."""
    seats: dict[int, list[Seat]] = field(default_factory=dict)
    """Organisation key -> the seats of its present committee, the secretary first."""
    bodies: dict[int, list[Member]] = field(default_factory=dict)
    """Key of a committee -> who sits in it, the secretary first."""
    next_key: int = 1

    @property
    def branches(self) -> list[Organisation]:
        return [o for o in self.organisations if o.kind in BRANCHES]

    def of(self, code: str) -> Organisation:
        """An organisation by its code; StopIteration when there is none."""
        return next(o for o in self.organisations if o.unit_id == code)

    def name(self) -> str:
        return self.rng.choice(self.surnames) + self.rng.choice(self.given)

    def days_ago(self, low: int, high: int) -> date:
        return self.today - timedelta(days=self.rng.randint(low, high))


def build_tree(now: datetime, today: date, names: tuple[list[str], list[str]]) -> PartyWorld:
    """Rules, tree, committees and members, in the caller's transaction; answers what stands."""
    world = PartyWorld(now, today, Random(SEED), *names)  # noqa: S311  dice of a story
    load_rule_book(by="示例县", now=now)
    load_documents()
    _tree(world)
    for branch in world.branches:
        _members(world, branch)
    world.bodies = bodies(world.organisations, world.members)
    members = [m for listed in world.members.values() for m in listed]
    insert_instances(Member, members)
    insert_instances(
        Affiliation,
        (Affiliation(member=m, organisation_id=m.organisation_id, since=_joined(m))
         for m in members),
        keyed=False,
    )  # fmt: skip
    _committees(world)
    settle_sequences(Member)
    _seat_accounts(world)
    return world


def holder(post: str, code: str, world: PartyWorld) -> Actor:
    """Whoever holds a post at an organisation, the first where there are several."""
    held = Appointment.objects.filter(post=post, unit_id=code).select_related("person")
    return actor_for(held.order_by("pk")[0].person, now=world.now, today=world.today)


def _joined(member: Member) -> date:
    return max(member.accepted_on, SINCE)


def _tree(world: PartyWorld) -> None:
    """Units of the tree and what they are; each below the one it names."""
    listed = list(_planned())
    paths: dict[str, str] = {"": ""}
    tiers: dict[str, str] = {}
    units: list[Unit] = []
    rows: list[Organisation] = []
    for code, name, short, kind, sector, above, area in listed:
        paths[code], tiers[code] = f"{paths[above]}{code}/", _tier(kind, sector)
        units.append(
            Unit(
                code=code, path=paths[code], name=name, short_name=short[:40], tier=tiers[code],
                kind="party_organisation", parent_id=above or None, area_id=area,
                valid_from=SINCE,
            )
        )  # fmt: skip
        rows.append(
            Organisation(
                pk=len(rows) + 1, unit_id=code, path=paths[code], kind=kind, sector=sector,
                founded_on=date(1950 + world.rng.randint(0, 60), 7, 1),
                may_approve=kind == "committee",
                community_id=area if len(area) == 12 else None,
            )
        )  # fmt: skip
    Unit.objects.bulk_create(units)
    Organisation.objects.bulk_create(rows)
    settle_sequences(Organisation)
    for row, unit in zip(rows, units, strict=True):
        row.unit = unit
    world.organisations = rows


def _tier(kind: str, sector: str) -> str:
    if kind == "committee":
        return "county" if sector != "village" else "town"
    return "community" if sector in LONG_TERMS else "county"


Planned = tuple[str, str, str, str, str, str, str]
"""code, name, short name, kind, sector, code of what stands above, code of the area"""


def _planned() -> Iterator[Planned]:
    yield ROOT, "中共临高县委员会", "县委", "committee", "organ", "", COUNTY
    for code, name, short, sector in COMMITTEES:
        yield code, name, short, "committee", sector, ROOT, COUNTY
    for unit in Unit.objects.filter(kind="department").order_by("code"):
        name = f"{unit.short_name}机关党支部"
        yield f"P{unit.code}", name, name, "branch", "organ", "PORGANS", COUNTY
        if unit.code in ("D05", "D08", "D11", "D12", "D14", "D17"):
            name = f"{unit.short_name}下属单位党支部"
            yield f"P{unit.code}B", name, name, "branch", "institution", "PORGANS", COUNTY
    for above, sector, pattern, count in SERIES:
        for n in range(1, count + 1):
            name, kind = pattern.format(n=n), "branch"
            if sector == "new_organisation":
                kind = "joint_branch"
            yield f"{above}{n:02}", name, name, kind, sector, above, COUNTY
    yield from _in_towns()


def _in_towns() -> Iterator[Planned]:
    areas = Area.objects.filter(level__in=("town", "community", "village")).order_by("path")
    towns = {a.code: a for a in areas if a.level == "town"}
    for code, town in towns.items():
        above = f"P{code}"
        yield (
            above,
            f"中共临高县{town.name}委员会",
            f"{town.name}党委",
            "committee",
            "village",
            ROOT,
            code,
        )
        for letter, pattern, sector in IN_TOWN:
            name = pattern.format(town=town.name)
            kind = "joint_branch" if letter == "N" else "branch"
            yield f"{above}{letter}", name, name, kind, sector, above, code
    for area in areas:
        if area.level == "town" or area.parent_id not in towns:
            continue
        sector = "community" if area.level == "community" and _is_urban(area) else "village"
        name = f"{area.name}党支部"
        yield f"P{area.code}", name, name, "branch", sector, f"P{area.parent_id}", area.code


def _is_urban(area: Area) -> bool:
    return area.code[9:] < "200"


def _members(world: PartyWorld, branch: Organisation) -> None:
    low, high = SIZES[branch.sector]
    listed = [_member(world, branch) for _ in range(world.rng.randint(low, high))]
    listed.sort(key=lambda m: m.accepted_on)
    world.members[branch.pk] = listed


def _member(world: PartyWorld, branch: Organisation) -> Member:
    rng, key = world.rng, world.next_key
    world.next_key += 1
    is_new = rng.random() < 0.025
    accepted = world.days_ago(20, 340) if is_new else world.days_ago(760, 15_000)
    full = None if is_new else accepted.replace(year=accepted.year + 1, day=min(accepted.day, 28))
    return Member(
        pk=key, number="D" + public_number(world.today.year, key), name=world.name(),
        born_on=accepted - timedelta(days=rng.randint(19 * 366, 36 * 365)),
        organisation_id=branch.pk, path=branch.path,
        standing="probationary" if is_new else "full", accepted_on=accepted, full_on=full,
        is_leader=branch.sector == "organ" and rng.random() < 0.06, is_sample=True,
    )  # fmt: skip


def _committees(world: PartyWorld) -> None:
    """A committee of three or five where there are seven full members, else a secretary."""
    terms: list[CommitteeTerm] = []
    seats: list[Seat] = []
    dice = Random(SEED)  # noqa: S311  dice of a story; a stream of their own moves no others
    for branch in world.branches:
        full = [m for m in world.members[branch.pk] if m.standing == "full"]
        years = 5 if branch.sector in LONG_TERMS else 3
        since = world.days_ago(20, years * 365 + (30 if world.rng.random() < 0.06 else -120))
        count = 1 if len(full) < 7 else 3 if len(full) < 25 else 5
        chosen = world.rng.sample(full, min(count, len(full)))
        terms.append(_term(len(terms) + 1, branch.pk, since, years))
        seats += _seated(world, terms[-1], zip(chosen, DUTIES, strict=False), len(seats))
    for key, sitting in world.bodies.items():
        since = world.today - timedelta(days=dice.randint(60, 4 * 365))
        terms.append(_term(len(terms) + 1, key, since, 5))
        seats += _seated(world, terms[-1], zip(sitting, BODY, strict=False), len(seats))
    CommitteeTerm.objects.bulk_create(terms)
    Seat.objects.bulk_create(seats)
    settle_sequences(CommitteeTerm, Seat)


def _term(key: int, organisation: int, since: date, years: int) -> CommitteeTerm:
    return CommitteeTerm(
        pk=key, organisation_id=organisation, elected_on=since, starts_on=since,
        ends_on=since.replace(year=since.year + years, day=min(since.day, 28)),
    )  # fmt: skip


def _seated(
    world: PartyWorld, term: CommitteeTerm, chosen: Iterable[tuple[Member, str]], last: int
) -> list[Seat]:
    """The seats of a term; `last` is the last key given out."""
    held = [
        Seat(pk=last + n, term_id=term.pk, member_id=m.pk, duty=duty, starts_on=term.starts_on)
        for n, (m, duty) in enumerate(chosen, start=1)
    ]
    world.seats[term.organisation_id] = held
    return held


def _seat_accounts(world: PartyWorld) -> None:
    """Party posts of `people.csv` move to the organisation of their unit, and into its register."""
    codes = {o.unit_id for o in world.organisations}
    posts = ("branch_secretary", "party_member", "organisation_officer",
             "town_organisation_officer")  # fmt: skip
    for held in Appointment.objects.filter(post__in=posts).select_related("person").order_by("pk"):
        code = _code_for(held, codes)
        held.unit_id = code
        held.save(update_fields=["unit"])
        branch = world.of(code)
        if branch.kind in BRANCHES:
            _lend_account(world, branch, held)


def _code_for(held: Appointment, codes: Iterable[str]) -> str:
    """The organisation for a post: the department's own for officers, the branch of the unit."""
    if held.post == "organisation_officer":
        return ROOT
    unit = str(held.unit_id)
    code = f"P{unit[1:] if unit[0] in 'CT' else unit}"
    if code not in codes:
        raise KeyError(f"no Party organisation for {held.post} at {unit}")
    return code


def _lend_account(world: PartyWorld, branch: Organisation, held: Appointment) -> None:
    """Its owner stands in the register, and in the secretary's seat where it is theirs."""
    seats = world.seats[branch.pk]
    taken = {s.member_id for s in seats}
    member = (
        next(m for m in world.members[branch.pk] if m.pk == seats[0].member_id)
        if held.post == "branch_secretary"
        else next(m for m in world.members[branch.pk]
                  if m.pk not in taken and m.person_id is None and m.standing == "full")
    )  # fmt: skip
    member.person_id, member.name = held.person_id, held.person.name
    Member.objects.filter(pk=member.pk).update(person=held.person_id, name=held.person.name)

"""What waits at the desk of dues today: a bank statement, and remittances to confirm. 示例.

Both go through the very acts of the desk, so that the ledger adds up and the worklist shows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256

from django.db.models import F, Sum

from jiceng.kernel.records.models import Appointment, within
from jiceng.party.actions.dues_bank import Statement, take_statement
from jiceng.party.actions.dues_remittances import Sending, remit
from jiceng.party.models import DuesMonth, Member
from jiceng.party.queries.dues import free_to_remit
from jiceng.party.rules.dues import month_of, plus
from jiceng.party.rules.dues_bank import Line
from jiceng.project.demo.party import PartyWorld, holder

TOWN = "P469024100"
ACCOUNT = "示例银行 尾号0001"
SENDING = 3
"""How many branches have sent what they hold and wait for the committee above."""
BY_NUMBER, BY_NAME = 6, 3
TOO_MUCH = 50_000
"""Fen that one member paid beyond what is owed."""


def fill_dues_now(world: PartyWorld) -> None:
    """A statement of the town's account and remittances on their way; in a transaction."""
    _statement(world)
    _remittances(world)


def _statement(world: PartyWorld) -> None:
    """Lines with a number, with a name, with too much, and one of nobody that came twice."""
    lines = list(_lines(world))
    told = "\n".join(f"{line.serial},{line.on},{line.fen}" for line in lines)
    name, digest = f"党费专户对账单{world.today:%Y%m}（示例）.xlsx", sha256(told.encode())
    given = Statement(ACCOUNT, name, digest.hexdigest(), list(enumerate(lines, start=2)))
    town = holder("town_organisation_officer", TOWN, world)
    take_statement(world.of(TOWN), given, by=town, now=world.now, today=world.today)


def _lines(world: PartyWorld) -> Iterator[Line]:
    nobody = Line(_serial(world, 90), _day(world, 1), 120_000, "示例县某某商行", "货款")
    owing = _owing(world, world.of(TOWN).path)
    for n, (member, fen) in enumerate(owing[: BY_NUMBER + BY_NAME], start=1):
        extra = TOO_MUCH if n == BY_NUMBER else 0
        remark = "交党费" if n > BY_NUMBER else f"党费 {member.number}"
        yield Line(_serial(world, n), _day(world, n), fen + extra, member.name, remark)
    yield from (nobody, nobody)


def _owing(world: PartyWorld, path: str) -> list[tuple[Member, int]]:
    """Members behind by a few months, for whom the bank needs no reason, and what they owe."""
    until = month_of(world.today)
    rows = DuesMonth.objects.filter(
        within("member__path", path), month__range=(plus(until, -4), until),
        paid_fen__lt=F("due_fen"),
    )  # fmt: skip
    sums = rows.values_list("member").annotate(fen=Sum(F("due_fen") - F("paid_fen")))
    older = DuesMonth.objects.filter(month__lt=plus(until, -4), paid_fen__lt=F("due_fen"))
    late = set(older.values_list("member", flat=True))
    found = [(key, fen) for key, fen in sums.order_by("member") if key not in late]
    members = Member.objects.in_bulk([key for key, _ in found])
    return [(members[key], fen) for key, fen in found]


def _serial(world: PartyWorld, n: int) -> str:
    return f"{world.today:%Y%m}{n:06}"


def _day(world: PartyWorld, n: int) -> date:
    return world.today - timedelta(days=n % 5 + 1)


def _remittances(world: PartyWorld) -> None:
    """Branches whose secretary has an account send what they hold; the town has not answered."""
    posts = Appointment.objects.filter(post="branch_secretary", unit__code__startswith=TOWN)
    for code in posts.order_by("unit_id").values_list("unit_id", flat=True)[:SENDING]:
        at = world.of(str(code))
        if (fen := free_to_remit(at)) <= 0:
            continue
        half = date(world.today.year, 7, 1)
        since = half if world.today > half else date(world.today.year, 1, 1)
        given = Sending(fen, since, world.today, world.today - timedelta(days=1),
                        reference=f"示例汇款{str(code)[-3:]}")  # fmt: skip
        secretary = holder("branch_secretary", str(code), world)
        remit(at, given, by=secretary, now=world.now, today=world.today)

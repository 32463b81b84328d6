"""The file of somebody on probation follows them to another branch, which continues probation.

Time on probation goes on: it counts from the meeting that accepted, wherever the member is
(facts.md §5.4; that time continues after a change of unit is marked [U] there).
"""

from __future__ import annotations

from datetime import datetime

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.advance import Passage, put_work_item
from jiceng.kernel.refusal import Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.models import Member, Transfer
from jiceng.party.process import MEMBER_DEVELOPMENT
from jiceng.party.queries.access import BRANCH, grip_towards
from jiceng.party.queries.development import running_probation


def check_movable(member: Member) -> None:
    """Refuse while a conversion waits for the committee above: it decides for its own branch."""
    file = running_probation(member)
    if file is not None and file.state == "conversion":
        raise Refused(Reason("conversion_waits", {"number": file.number}))


def follow(transfer: Transfer, *, by: Actor, now: datetime) -> None:
    """Hand the file over with its member. To be called in the transaction that receives them.

    What was recorded stays as it is; clock and terms run on. The branch left reads it no more.
    """
    check_movable(transfer.member)
    file, to = running_probation(transfer.member), transfer.to_organisation
    if file is None:
        return
    passage = Passage(file, MEMBER_DEVELOPMENT, now=now, calendar=rules_at(now)[1])
    left = file.organisation
    passage.put(
        organisation_id=to.pk, unit=to.code, unit_path=to.path, tier=to.unit.tier,
        came_from_id=file.came_from_id or left.pk,
    )  # fmt: skip
    grip = grip_towards(by, to.path, BRANCH)
    passage.say(grip, "follow_transfer", transfer=transfer.number, left=left.code, unit=to.code)
    passage.write()
    put_work_item(file, MEMBER_DEVELOPMENT.state(file.state).actor)

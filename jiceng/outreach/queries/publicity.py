"""The publicity team: who is in it, what is to be written, what was published elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.outreach.models import OutsideCount, OutsidePost, TeamMember, WritingTask
from jiceng.outreach.process.publicity import LEADS


def leads_team(actor: Actor) -> bool:
    """Whether somebody leads the team."""
    return bool(actor.roles & LEADS)


def members() -> list[TeamMember]:
    """Those in the team now, in the order in which they joined."""
    rows = TeamMember.objects.filter(left_on=None).select_related("person")
    return list(rows.order_by("joined_on", "pk"))


def member_of(key: int) -> TeamMember:
    """One by its key. Raises `NotFound`."""
    found = TeamMember.objects.select_related("person").filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def task_of(actor: Actor, number: str) -> WritingTask:
    """One that somebody leads or was given. Raises `NotFound`."""
    rows = WritingTask.objects.select_related("member__person", "article")
    found = rows.filter(number=number).first()
    if found is None or not (leads_team(actor) or found.member.person_id == actor.person):
        raise NotFound(Reason("not_found"))
    return found


def post_of(key: int) -> OutsidePost:
    """One by its key. Raises `NotFound`."""
    found = OutsidePost.objects.select_related("article").filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def latest_counts(posts: Iterable[OutsidePost]) -> dict[int, OutsideCount]:
    """Post key -> its latest numbers; one query."""
    rows = OutsideCount.objects.filter(post__in=[p.pk for p in posts])
    return {row.post_id: row for row in rows.order_by("counted_on")}

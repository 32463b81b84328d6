"""Which units have acknowledged a staff notice, and which still have to."""

from __future__ import annotations

from django.db.models import Count, Q

from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.outreach.models import Acknowledgement, Article


def receipt_of(actor: Actor, number: str) -> Acknowledgement:
    """One of somebody's own unit; for everybody else it is not found."""
    found = Acknowledgement.objects.select_related("article").filter(number=number).first()
    if found is None or not any(g.is_of(found.unit_path) for g in actor.grips):
        raise NotFound(Reason("not_found"))
    return ready_receipt(found, actor)


def own_receipt(actor: Actor, article: Article) -> Acknowledgement | None:
    """The receipt a reader's unit owes for a notice."""
    units = [g.unit for g in actor.grips]
    found = article.acknowledgements.filter(unit__in=units).order_by("state", "pk").first()
    return ready_receipt(found, actor) if found else None


def ready_receipt(receipt: Acknowledgement, by: Actor) -> Acknowledgement:
    """Put on what its guard asks: whether the reader holds a post the notice is for, there."""
    posts = receipt.article.posts
    receipt.is_for_reader = any(
        g.post in posts and g.unit_path == receipt.unit_path for g in by.grips
    )
    return receipt


def receipts_of(article: Article) -> list[Acknowledgement]:
    """By unit: those owed first, each in the order of the territory."""
    rows = article.acknowledgements.exclude(state="void")
    return sorted(rows, key=lambda r: (r.state != "owed", r.area_path, r.unit_path))


def receipt_counts(article: Article) -> tuple[int, int]:
    """How many have acknowledged, and how many were asked."""
    found = article.acknowledgements.aggregate(
        given=Count("pk", filter=Q(state="given")), asked=Count("pk", filter=~Q(state="void"))
    )
    return int(found["given"]), int(found["asked"])

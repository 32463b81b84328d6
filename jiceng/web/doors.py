"""Every URL names its door: public, signed_in, staff or machine (decisions.md 12).

A view without a door is a fault that a test finds. Roles are asked for here only where a whole
page belongs to some of them; what may be done to one record is decided by its process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jiceng.kernel.records.models import Person
from jiceng.kernel.refusal import NotAllowed, Reason
from jiceng.kernel.scope import Actor

View = Callable[..., HttpResponseBase]


class Asked(HttpRequest):
    """A request after the `Doors` middleware: the instant, and who is acting."""

    now: datetime
    actor: Actor
    person: Person | None


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in: `name` is the kind, `roles` narrows it to some posts' roles."""

    name: str
    roles: frozenset[str] = frozenset()

    @property
    def needs_person(self) -> bool:
        return self.name in ("signed_in", "staff")

    def check(self, actor: Actor) -> None:
        """Refuse somebody signed in who holds none of the roles."""
        if self.name == "staff" and not actor.grips:
            raise NotAllowed(Reason("no_post"))
        if self.roles and not self.roles & actor.roles:
            raise NotAllowed(Reason("not_your_page"))


def words_its_refusals(view: View) -> View:
    """Mark a view that refuses unreadable input in a form of its own, not as a page."""
    cast(Any, view).words_its_refusals = True
    return view


def door(name: str, *roles: str) -> Callable[[View], View]:
    """Name the door of a view."""

    def mark(view: View) -> View:
        cast(Any, view).door = Door(name, frozenset(roles))
        return view

    return mark

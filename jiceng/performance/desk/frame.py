"""What pages of performance share: a form on a page of its own, a change that was not made."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms


@dataclass(frozen=True, slots=True)
class Tried:
    """A change that was not made: its form as it was typed, and why."""

    name: str
    form: forms.Form
    reasons: list[str]

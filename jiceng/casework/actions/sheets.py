"""Rows of a sheet are taken in, one by one or all of them; a trial writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from jiceng.casework.rules.sheets import Read, Taken
from jiceng.kernel.refusal import Invalid, Reason, Refusal

R = TypeVar("R")
MOST = 20_000
"""Rows of one file."""


def check_length(read: Read[R], most: int = MOST) -> None:
    """Raises `Invalid` for more rows than `most`."""
    if len(read) > most:
        raise Invalid(Reason("too_many_rows", {"most": most}, "file"))


def take_rows(
    read: Read[R], write: Callable[[R], str], *, most: int = MOST, is_whole: bool = False,
    is_trial: bool = False, caught: type[Refusal] = Invalid,
) -> Taken:  # fmt: skip
    """Write what the rows say; what cannot be is named with its row and left out.

    `write` answers with the name in `Taken` under which its row counts. Of a file that is taken in
    whole one wrong row lets nothing in. Raises `Invalid` for more rows than `most`, and whatever
    `write` refuses that is not `caught`.
    """
    check_length(read, most)
    taken = Taken()
    with transaction.atomic():
        for number, row in read:
            try:
                if isinstance(row, tuple):
                    raise Invalid(*row)
                with transaction.atomic():
                    what = write(row)
            except caught as refusal:
                taken.refused.append((number, refusal.reasons))
            else:
                setattr(taken, what, getattr(taken, what) + 1)
        if is_trial or (is_whole and taken.refused):
            transaction.set_rollback(True)
    return taken

"""What a worker on the street does in one go: report and settle, settle with a picture."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case
from jiceng.kernel.scope import Actor


def report_from_the_street(given: Raised, result: str, *, by: Actor, now: datetime) -> Case:
    """Raise a case and, when a result is given, settle it on the spot, both or neither.

    Raises `Invalid` naming the field, or `Refused` when the matter is not one to settle there.
    """
    with transaction.atomic():
        case = raise_case(given, by=by, now=now).case
        if result:
            settled = Given(result=result)
            make_move(
                case, "settle_on_the_spot", by=by, now=now, version=case.version, given=settled
            )
    return case

"""Home service is asked for, and told as brought; in between it is a case like any other."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiceng.casework.actions.intake import Raised, Receipt, check, raise_case
from jiceng.casework.models import Case
from jiceng.emergency.models import HomeRequest
from jiceng.emergency.queries.home_requests import serving
from jiceng.emergency.rules.home_requests import (
    CASE_TYPE,
    NEEDS,
    Delivered,
    HomeWish,
    asked_faults,
    case_text,
    delivered_faults,
)
from jiceng.kernel.records.advance import tell
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import RESIDENT, Actor

BRINGERS = frozenset({"worker", "handler", "dispatcher"})


def ask_home(given: HomeWish, *, by: Actor = RESIDENT, now: datetime) -> Receipt:
    """A need becomes a case with a short promise. Raises `Invalid` naming each field."""
    faults = [*asked_faults(given)]
    area = territory().areas.get(given.area)
    emergency = serving(given.need, area.path, now) if area else None
    if emergency is None:
        faults.append(Reason("home_not_open", field="area"))
    if faults or emergency is None:
        raise Invalid(*faults)
    raised = Raised(
        case_text(given), title=NEEDS[given.need], case_type=CASE_TYPE, place=given.drop_point,
        grid_code=given.area, name=given.name, phone=given.phone,
        source="resident" if by is RESIDENT else "grid_worker",
    )  # fmt: skip
    check(raised, now)
    with transaction.atomic():
        receipt = raise_case(raised, by=by, now=now)
        Case.objects.filter(pk=receipt.case.pk).update(is_sample=emergency.is_sample)
        HomeRequest.objects.create(
            emergency=emergency, case=receipt.case, need=given.need, window=given.window,
            asked_at=now,
        )  # fmt: skip
    return receipt


def tell_delivered(
    request: HomeRequest, given: Delivered, *, by: Actor, now: datetime
) -> HomeRequest:  # fmt: skip
    """It was brought; a later word replaces the earlier. Raises `NotAllowed`, `Invalid`."""
    grip = by.acting_grip(request.case, BRINGERS)
    if grip is None:
        raise NotAllowed(Reason("home_not_yours"))
    if faults := [*delivered_faults(given)]:
        raise Invalid(*faults)
    with transaction.atomic():
        request.delivered_at = request.delivered_at or now
        request.cost_fen, request.paid_by = given.cost_fen, given.paid_by
        request.save(update_fields=["delivered_at", "cost_fen", "paid_by"])
        tell(request.case, grip, "home_request_delivered", now=now)
    return request

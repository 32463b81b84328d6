"""A walking network is taken in by the county's planners, and withdrawn when it is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction

from jiceng.kernel.places import System
from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.services.models import WalkingNetwork
from jiceng.services.queries.coverage import network_now
from jiceng.services.queries.points import MARK
from jiceng.services.rules.network_files import pieces_of, read_network
from jiceng.services.rules.networks import Network

KEEPER = "statistician"
"""Who keeps what figures of the whole county are measured by."""
LONGEST = {"name": 60, "source": 120}


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """A network as somebody sends it."""

    name: str
    source: str
    """Who drew it and under which licence."""
    content: bytes
    system: System = "wgs84"
    is_sample: bool = False


def take_network(given: NetworkFile, *, by: Actor, now: datetime) -> WalkingNetwork:
    """Put a network in the place of the one before. Raises `NotAllowed`, and `Invalid` saying what
    is wrong with the file."""
    grip = _grip(by)
    faults = [
        Reason("text_length", {"low": 1, "high": most}, name)
        for name, most in LONGEST.items()
        if not 1 <= len(getattr(given, name).strip()) <= most
    ]
    if faults:
        raise Invalid(*faults)
    network = read_network(given.content, given.system)
    if not _is_near(network):
        raise Invalid(Reason("network_elsewhere", field="file"))
    with transaction.atomic():
        WalkingNetwork.objects.filter(withdrawn_at=None).update(withdrawn_at=now)
        row = WalkingNetwork.objects.create(
            name=given.name.strip(), source=given.source.strip(),
            nodes=network.nodes, pieces=pieces_of(network), piece_count=len(network.ends),
            metres=round(float(network.lengths.sum())), taken_at=now, is_sample=given.is_sample,
        )  # fmt: skip
        _say(grip, "take_network", row, now, pieces=row.piece_count)
    return row


def withdraw_network(*, by: Actor, now: datetime) -> None:
    """From now on ways are straight lines again. Raises `NotAllowed`, `Refused`."""
    grip = _grip(by)
    row = network_now()
    if row is None:
        raise Refused(Reason("no_network"))
    with transaction.atomic():
        WalkingNetwork.objects.filter(pk=row.pk).update(withdrawn_at=now)
        _say(grip, "withdraw_network", row, now)


def _grip(by: Actor) -> Grip:
    grip = next((g for g in by.grips if KEEPER in g.roles and not g.is_apart), None)
    if grip is None:
        raise NotAllowed(Reason("not_network_keeper"))
    return grip


def _is_near(network: Network) -> bool:
    """Whether any of its points lies where the county has drawn something."""
    land, at = territory(), np.asarray(network.nodes)
    drawn = [index for index in (land.index, land.wider) if len(index)]
    found = (index.find_many(at[:, 0].tolist(), at[:, 1].tolist()) for index in drawn)
    return not drawn or any(code is not None for codes in found for code in codes)


def _say(grip: Grip, kind: str, row: WalkingNetwork, now: datetime, **told: int) -> None:
    """One journal line; coverage is measured anew."""
    line = line_by(grip, f"services.{kind}", "walking_network", row.pk, payload=told)
    append([line], at=now)
    touch(MARK)

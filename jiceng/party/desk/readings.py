"""The log of who read about a member from above, in words (party/_readings.html)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.desk.labels import unit_name
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.names import name_in
from jiceng.party.actions.members import PURPOSES
from jiceng.party.models import Member
from jiceng.party.queries.readings import readings_of
from jiceng.party.rules.wording import ACTS
from jiceng.web.clock import county_zone


def readings(member: Member, now: datetime) -> list[dict[str, Any]]:
    """Unit and post, what was read and what for; newest first."""
    posts = in_force("post", now)
    return [
        {
            "at": one.at,
            "unit": unit_name(one.unit),
            "post": name_in(posts[one.post].content) if one.post in posts else "",
            "what": _(ACTS[one.kind]),
            "purpose": _(PURPOSES.get(one.purpose, one.purpose)),
        }
        for one in readings_of(member, county_zone())
    ]

"""What tests of the desk share: somebody signed in, cases in every state, and a look at pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.models import Case
from jiceng.casework.tests.county import NOON, County

RUBBISH = "楼下垃圾两天没有清运"
ROAD = "路面有大坑"
AT_EAST = {"lon": 109.605, "lat": 19.905}


def desk(county: County, name: str) -> Client:
    """A browser in which somebody of the cast is signed in."""
    client = Client()
    client.force_login(county.people[name])
    return client


def report(text: str = RUBBISH, case_type: str = "0101", now: datetime = NOON, **more: Any) -> Case:
    """A report from East, grid 1."""
    given = Raised(text=text, case_type=case_type, **{**AT_EAST, **more})
    return raise_case(given, now=now).case


def moved(
    case: Case, county: County, who: str, name: str, now: datetime = NOON, **given: str
) -> Case:
    case = Case.objects.get(pk=case.pk)
    return make_move(
        case, name, by=county[who], now=now, version=case.version, given=Given(**given)
    )


def untyped(county: County) -> Case:
    """A report nobody can route yet: it waits at the desk of East."""
    return report("说不清是什么事", "")


def handled(county: County) -> Case:
    """A road case of East, repaired by Chen and waiting for the town to verify."""
    case = report(ROAD, "0102")
    moved(case, county, "chen", "sign_for")
    return moved(case, county, "chen", "handle", NOON + timedelta(hours=1), result="已填平")


def picture(colour: str = "green") -> bytes:
    """A small picture as a phone would send it."""
    kept = BytesIO()
    Image.new("RGB", (20, 10), colour).save(kept, "PNG")
    return kept.getvalue()


def closed(county: County) -> Case:
    case = handled(county)
    moved(case, county, "wang", "verify")
    return moved(case, county, "wang", "close")

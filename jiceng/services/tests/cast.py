"""Points of the small county."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from jiceng.casework.tests.county import (
    COUNTY,
    EAST,
    LONG_AGO,
    NOON,
    NORTH,
    POSTS,
    START,
    County,
)
from jiceng.kernel.hours import Hours, spans_of
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import load_rules, set_rule
from jiceng.kernel.records.models import Appointment, Person
from jiceng.services.actions.allotments import Sending, send_down
from jiceng.services.actions.content import load_point_kinds
from jiceng.services.actions.points import Place, open_point
from jiceng.services.actions.talent import Need, post_need
from jiceng.services.actions.talent_offers import Offer
from jiceng.services.models import Allotment, ServicePoint, SkillNeed
from jiceng.services.rules.blocks import BlockRow
from jiceng.services.rules.items import HELD
from jiceng.services.rules.items import KIND as ITEM

OFFICE = spans_of("8:30-12:00、14:30-17:30")
WEEKDAYS_ONLY = Hours((OFFICE,) * 5 + ((),) * 2)
CENTRE = Place(
    kind="party_service_centre", name="东社区党群服务中心", area=EAST, address="东风路 1 号",
    hours=WEEKDAYS_ONLY, lon=109.605, lat=19.905, phone="0898-00000001",
)  # fmt: skip


def with_kinds() -> None:
    load_point_kinds(by="setup", now=LONG_AGO)


def opened(county: County, who: str = "chen", **changes: Any) -> ServicePoint:
    """A point as somebody writes it down."""
    return open_point(replace(CENTRE, **changes), by=county[who], now=NOON)


FUNDS = Sending(
    "funds", "C-EAST", "为民服务经费", 20_000_00, "小区照明维修", date(2026, 12, 31), 2026,
    "county", document_number="示财预〔2026〕5 号",
)  # fmt: skip
GOODS = replace(FUNDS, kind="goods", title="雨衣", amount=60, measure="件", document_number="")


def sent_down(county: County, who: str = "zhao", of: Sending = FUNDS, **changes: Any) -> Allotment:
    """Funds or goods as somebody sends them."""
    return send_down(replace(of, **changes), by=county[who], now=NOON)


NEED = Need(
    "示例农业合作社", "company", "合作社办公室 0898-00000000", "网店运营一名", "e_commerce",
    "打理合作社的网店", date(2026, 12, 31), EAST, count=1, way="on_site",
)  # fmt: skip
OFFER = Offer(
    "e_commerce", "做过三年网店，愿意回乡", "13812345678", date(2026, 11, 23), date(2027, 3, 1),
    name="示例", has_agreed=True,
)  # fmt: skip


def posted(county: County, who: str = "chen", **changes: Any) -> SkillNeed:
    """A need as somebody posts it."""
    return post_need(replace(NEED, **changes), by=county[who], now=NOON)


def block(
    name: str, area: str, households: int, lon: float | None = None, lat: float | None = None
) -> BlockRow:
    """A block as somebody writes it down."""
    return BlockRow(name, area, households, NOON.date(), "居委会统计", lon, lat)


ITEMS: dict[str, dict[str, Any]] = {
    "housing_fund": {
        "name": "租房提取公积金", "name_en": "Housing fund for rent", "unit": "HOUSING",
        "statutory": "10 working_days", "promise": "5 working_days", "level": "county",
        "papers": [{"key": "form", "name": "申请表"}, {"key": "contract", "name": "租房合同"}],
        "channels": ["online", "counter"], "result": "准予提取通知",
    },
    "permit_copy": {
        "name": "证照复印查询", "unit": "HOUSING", "statutory": "1 working_days",
        "promise": "4 working_hours", "is_instant": True, "channels": ["online", "counter"],
        "result": "复印件",
    },
    "stall_permit": {
        "name": "临时摆摊备案", "unit": "HOUSING", "statutory": "5 working_days",
        "promise": "3 working_days", "channels": ["counter"], "result": "备案凭证",
    },
}  # fmt: skip


def with_items(county: County) -> County:
    """Items, a paper the administration holds, clerks and deciders of Housing, a point of North."""
    rules = [(ITEM, key, content) for key, content in ITEMS.items()]
    held = {"names": ["身份证", "居民身份证", "户口簿"], "holder": "县公安局"}
    load_rules([*rules, (HELD, "identity", held)], at=LONG_AGO, by="setup")
    content = {**POSTS["department_handler"], "roles": ["handler", "clerk", "decider"]}
    set_rule(
        "post", "department_leader", content, valid_from=LONG_AGO, reason="试", by="setup", now=NOON
    )
    person = Person.objects.create(login="du", name="杜", password="!")
    Appointment.objects.create(
        person=person, post="department_leader", unit_id="HOUSING", area_id=COUNTY, starts_on=START
    )
    county.people["du"] = person
    county.actors["du"] = actor_for(person, now=NOON, today=NOON.date())
    opened(county, "wang", area=NORTH, name="北镇便民服务站", kind="service_station")
    return county

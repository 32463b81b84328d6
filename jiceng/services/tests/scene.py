"""What addresses of services name, for the walk along every door."""

from __future__ import annotations

from jiceng.casework.tests.county import EAST, FAR, LONG_AGO, NOON, County
from jiceng.casework.tests.desk import picture
from jiceng.kernel.hours import Hours, spans_of
from jiceng.kernel.records.configuration import load_rules
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Attachment
from jiceng.services.actions.applications import Asked, apply_for
from jiceng.services.actions.blocks import keep_block
from jiceng.services.actions.content import load_skills
from jiceng.services.rules.items import KIND as ITEM
from jiceng.services.rules.powers import KIND as POWER
from jiceng.services.tests.cast import ITEMS, block, opened, posted, sent_down, with_kinds

COUNTY_WIDE = ("zhou", "wu", "tang", "lu")
SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("service_point", "near"): {"chen", "gao", "wang", "zhou"},
    ("service_point", "far"): {"sun", "zhou"},
    ("block", "near"): {"chen", "gao", "wang", "ma", "zhou", "tang", "lu"},
    ("block", "far"): {"sun", "zhou", "tang", "lu"},
    ("kept_block", "near"): {"chen", "gao", "wang", "zhou"},
    ("kept_block", "far"): {"sun", "zhou"},
    ("application", "near"): {"zhao"},
    ("application", "far"): {"qian"},
    ("skill_need", "near"): {"chen"},
    ("skill_need", "far"): {"sun"},
    ("allotment", "near"): {"zhao", "chen", "gao", "wang", "ma", *COUNTY_WIDE},
    ("allotment", "far"): {"zhao", "sun", *COUNTY_WIDE},
}
"""Everybody may look at a point; these may change it."""


ALL_DAY = Hours((spans_of("8:30-17:30"),) * 7)
SENT_DOWN = {
    "item": "证照复印", "from_unit": "HOUSING", "to_unit": "T-NORTH", "mode": "entrusted",
    "basis": "试", "effective_from": "2026-01-01", "service_items": ["permit_copy"],
}  # fmt: skip


def points_scene(county: County) -> dict[str, dict[str, object]]:
    """A point in East and one in the other town; an application to Housing and one to Police."""
    with_kinds()
    load_skills(by="setup", now=LONG_AGO)
    elsewhere = {**ITEMS["permit_copy"], "unit": "POLICE"}
    rules = {
        "permit_copy": ITEMS["permit_copy"], "police_copy": elsewhere,
        "housing_fund": ITEMS["housing_fund"],
    }  # fmt: skip
    items = [(ITEM, key, content) for key, content in rules.items()]
    load_rules([*items, (POWER, "power_1", SENT_DOWN)], at=LONG_AGO, by="setup")
    near = opened(county, hours=ALL_DAY, items=("housing_fund", "permit_copy"))
    far = opened(county, "sun", name="远社区党群服务中心", area=FAR, lon=None, lat=None)
    close = keep_block(block("南园家园", EAST, 120), by=county["chen"], now=NOON)
    away = keep_block(block("远山小组", FAR, 40), by=county["sun"], now=NOON)
    asked = {
        key: apply_for(Asked(key, "13812345678"), now=NOON).application
        for key in ("permit_copy", "police_copy")
    }
    return {
        "near": {"service_point": near.number, "application": asked["permit_copy"].number,
                 **allotment_names(county, "C-EAST"), "skill_need": posted(county).number,
                 "block": close.number, "kept_block": close.number},
        "far": {"service_point": far.number, "application": asked["police_copy"].number,
                **allotment_names(county, "C-FAR"), "skill_need": posted(county, "sun").number,
                "block": away.number, "kept_block": away.number},
    }  # fmt: skip


def allotment_names(county: County, receiver: str) -> dict[str, object]:
    """Funds that Housing sent to a community, with a voucher."""
    row = sent_down(county, receiver=receiver)
    kept = store_upload(picture(), now=NOON)
    Attachment.objects.filter(pk=kept.pk).update(subject_kind="allotment", subject_id=row.pk)
    return {"allotment": row.number, "voucher": kept.upload}

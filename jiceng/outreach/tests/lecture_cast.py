"""A campaign, a topic and two speakers of North, for tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from jiceng.casework.tests.county import EAST, LONG_AGO, NOON, County
from jiceng.kernel.records.configuration import load_rules
from jiceng.outreach.actions.lecture_requests import LectureWanted, ask_for_lecture
from jiceng.outreach.actions.lectures import (
    LecturePlan,
    SpeakerTold,
    add_topic,
    plan_lecture,
    register_speaker,
)
from jiceng.outreach.models import Lecture, LectureRequest, LectureTopic, Speaker
from jiceng.outreach.rules.lectures import CAMPAIGN
from jiceng.outreach.tests.calendar_cast import PLAN, with_kinds

TODAY = NOON.date()
CONTENT: dict[str, Any] = {
    "name": "万名党员进万家讲万场", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
    "targets": {
        "T-NORTH": {"speakers": 4, "reached": 40, "sessions": 8},
        "C-EAST": {"speakers": 2, "reached": 20, "sessions": 4},
    },
}  # fmt: skip


@dataclass
class Pulpit:
    """What a lecture needs."""

    county: County
    topic: LectureTopic
    other: LectureTopic
    jia: Speaker
    yi: Speaker

    def plan(self, *speakers: Speaker, **more: Any) -> LecturePlan:
        """A lecture tomorrow at nine by 甲."""
        activity = replace(PLAN, campaign="all", **more)
        numbers = tuple(s.number for s in speakers or (self.jia,))
        return LecturePlan(activity, self.topic.number, numbers)

    def planned(self, *speakers: Speaker, who: str = "chen", **more: Any) -> Lecture:
        return plan_lecture(self.plan(*speakers, **more), by=self.county[who], now=NOON)

    def wished(self, who: str = "chen", **more: Any) -> LectureRequest:
        """A community asks for a lecture on floods within a week."""
        given = LectureWanted(EAST, self.topic.number, TODAY, TODAY + timedelta(days=7), 40)
        return ask_for_lecture(replace(given, **more), by=self.county[who], now=NOON)


def pulpit(county: County) -> Pulpit:
    """甲, who is Lu, speaks both languages about floods, 乙 the common one about both topics."""
    with_kinds()
    load_rules([(CAMPAIGN, "all", CONTENT)], at=LONG_AGO, by="setup")
    chen = county["chen"]
    topic, other = (add_topic(t, "讲义", by=chen, now=NOON) for t in ("防汛知识", "反诈知识"))
    told = SpeakerTold("示例讲师甲", (topic.number,), ("common", "local"), "志愿者", login="lu")
    both = SpeakerTold("示例讲师乙", (topic.number, other.number))
    jia, yi = (register_speaker(s, by=chen, now=NOON) for s in (told, both))
    return Pulpit(county, topic, other, jia, yi)

"""How emergencies are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

SENTENCES: Mapping[str, str] = {
    "emergency_end_passed": N_("计划结束时间已经过去，请先调整结束时间再启动。"),
}
PAPERS: Mapping[str, str] = {
    "decision_document": N_("决定文件"),
}
ROLES: Mapping[str, str] = {
    "emergency_officer": N_("应急值守人员"),
    "emergency_command": N_("应急指挥人员"),
}
SUBJECTS: Mapping[str, str] = {
    "emergency": N_("应急响应"),
}

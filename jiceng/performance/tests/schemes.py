"""The shipped sample scheme, completed with groups for tests."""

from __future__ import annotations

from typing import Any

from jiceng.performance.rules.sample import sample_scheme

TOWNS = ("469024100", "469024101")


def sample_content(**changes: Any) -> dict[str, Any]:
    """A scheme for the two towns of the test county."""
    content: dict[str, Any] = {
        **sample_scheme(),
        "name": "二〇二六年镇目标责任考核（示例）",
        "start": "2026-01-01",
        "end": "2026-12-31",
        "groups": [{"key": "towns", "name": "镇", "level": "town", "members": list(TOWNS)}],
    }
    return {**content, **changes}

"""Put the shipped rules of Party work into the configuration of a new county."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import jiceng.party
from jiceng.kernel.records.configuration import KIND, touch
from jiceng.kernel.records.models import Configuration
from jiceng.party.queries.rule_book import RULE, version_of

SHIPPED = Path(jiceng.party.__file__).parent / "content" / "rule_book.toml"


def load_rule_book(*, by: str, now: datetime, path: Path = SHIPPED) -> int:
    """Every shipped version that is not there yet, each with the day from which it counts.

    Returns how many were written. To be called in a transaction.
    """
    counted: dict[str, int] = {}
    rows = []
    for version in tomllib.loads(path.read_text("utf-8"))["version"]:
        key, content = version["key"], _content(version)
        counted[key] = counted.get(key, 0) + 1
        version_of(key, counted[key], content)  # a faulty file is noticed before it is kept
        if not Configuration.objects.filter(kind=RULE, key=key, version=counted[key]).exists():
            rows.append(
                Configuration(
                    kind=RULE,
                    key=key,
                    version=counted[key],
                    content=content,
                    valid_from=now,
                    reason="初始配置",
                    by=by,
                    at=now,
                )
            )
    Configuration.objects.bulk_create(rows)
    touch(KIND)
    return len(rows)


def _content(version: dict[str, Any]) -> dict[str, Any]:
    return {
        "valid_from": version["valid_from"].isoformat(),
        "document": version["document"],
        "values": version["values"],
        "unverified": version.get("unverified", []),
        "clauses": version.get("clauses", {}),
    }

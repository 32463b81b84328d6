"""The checker of member development on synthetic files; run in a process of its own."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from random import Random

import jiceng.party
from bench.measured import Found
from jiceng.party.rules.book import read_book
from jiceng.party.rules.checker import check
from jiceng.party.rules.drill import clean_files
from jiceng.party.rules.drill_defects import with_defects

RULES = Path(jiceng.party.__file__).parent / "content" / "rule_book.toml"
ROUNDS = 3


def measure(count: int) -> list[Found]:
    """Files a second on one processor, half of them with a defect: the best of some rounds."""
    rules = read_book(RULES.read_text("utf-8"), "development")
    rng = Random(20_140_528)
    files = [*clean_files(rng, count // 2)]
    files += [facts for _defect, facts in with_defects(rng, count - len(files))]
    best = 0.0
    for _round in range(ROUNDS):
        begun = time.process_time()
        for facts in files:
            check(facts, rules)
        best = max(best, len(files) / (time.process_time() - begun))
    return [Found("checker", best, size=count)]


if __name__ == "__main__":
    sys.stdout.write(json.dumps([row.as_json() for row in measure(int(sys.argv[1]))]))

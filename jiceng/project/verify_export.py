"""Check an exported journal without the platform: Python's standard library and the key, no more.

    python -m jiceng.project.verify_export journal.jsonl secrets.toml

The file may be copied away and run by itself. Each line is a JSON list: place, instant, kind,
subject kind and number, appointment, unit, from, to, payload, hash. The hash is HMAC-SHA256 of the
hash before and the other fields as compact JSON.
"""

import hashlib
import hmac
import json
import sys
import tomllib
from pathlib import Path


def faults(journal: Path, key: bytes) -> list[str]:
    """A sentence for each line that does not fit; an empty list is sound."""
    found, before, expected = [], "0" * 64, 1
    with journal.open(encoding="utf-8") as lines:
        for line in lines:
            *fields, mac = json.loads(line)
            if fields[0] != expected:
                found.append(f"line {expected} is missing or out of order")
            text = before + json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
            if not hmac.compare_digest(hmac.digest(key, text.encode(), hashlib.sha256).hex(), mac):
                found.append(f"line {fields[0]} was changed")
            expected, before = fields[0] + 1, mac
    return found


def main(arguments: list[str]) -> int:
    """0 sound, 1 not, 2 wrong usage."""
    if len(arguments) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    secrets = tomllib.loads(Path(arguments[1]).read_text(encoding="utf-8"))
    found = faults(Path(arguments[0]), bytes.fromhex(secrets["journal_key"]))
    sys.stdout.write("\n".join(found or ["sound"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

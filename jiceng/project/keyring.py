"""Keys of one deployment: made once, kept in its data directory (decisions.md 26)."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Any

FILE = "secrets.toml"
SETTINGS = "jiceng.toml"
NAMES = ("secret_key", "master_key", "journal_key")
HEX = re.compile(r"[0-9a-f]{64}")
SHORTEST = 32


def make_keys(folder: Path) -> bool:
    """Write fresh keys, readable by their owner alone; False when there are some already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE
    text = "".join(f'{name} = "{secrets.token_hex(32)}"\n' for name in NAMES)
    try:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w")
    except FileExistsError:
        return False
    with file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return True


def first_settings(folder: Path, *, is_demo: bool) -> None:
    """Say in the settings of a new data directory whether it holds a demo."""
    path = folder / SETTINGS
    if not path.exists():
        path.write_text(f'demo = "{"yes" if is_demo else "no"}"\n', encoding="utf-8")


def faulty_keys(settings: Any) -> list[str]:
    """Names of keys that are missing, too short or not random hex; a server refuses to start."""
    secret = str(settings.SECRET_KEY)
    faulty = ["secret_key"] if len(secret) < SHORTEST or "insecure" in secret else []
    for name in ("master_key", "journal_key"):
        value = str(getattr(settings, name.upper()))
        if not HEX.fullmatch(value) or len(set(value)) < 4:
            faulty.append(name)
    return faulty


def readable_by_others(folder: Path) -> list[str]:
    """Files with keys or passwords that somebody else on this machine could read."""
    names = (FILE, "demo-accounts.json")
    return [n for n in names if (folder / n).exists() and (folder / n).stat().st_mode & 0o077]

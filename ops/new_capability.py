"""Lays out the folder of a new capability and says which lines remain to be written by hand.

python ops/new_capability.py market
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

PRODUCT = Path(__file__).resolve().parent.parent / "jiceng"
FILES = {
    "README.md": "# {name}\n\nTen lines: what it is for, its nouns, its processes, who sees it.\n",
    "__init__.py": "",
    "apps.py": '''"""The capability `{name}`."""

from django.apps import AppConfig


class {title}Config(AppConfig):
    name = "jiceng.{name}"
    label = "{name}"
''',
    "process.py": '"""The processes of {name} as data. Read this file first."""\n',
    "rules.py": '"""Questions answered from values alone: no Django, no clock."""\n',
    "models.py": '"""The tables of {name}."""\n',
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
}
REMAINS = """jiceng/{name}/ is laid out. Two files outside remain:

pyproject.toml
  contract "The house": put ({name}) on its floor
  contract "Every capability": add "jiceng.{name}" to containers
jiceng/project/settings.py
  INSTALLED_APPS: add "jiceng.{name}"

Until then make check fails, so that somebody decides its floor.
"""


def lay_out(name: str, product: Path = PRODUCT) -> Path:
    """Write the skeleton; ValueError for a name that is no plain English word, or is taken."""
    if not re.fullmatch(r"[a-z]{3,20}", name):
        raise ValueError(f"a capability is one lower-case word, not {name!r}")
    folder = product / name
    if folder.exists():
        raise ValueError(f"jiceng/{name} is there already")
    for path, text in FILES.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(name=name, title=name.capitalize()), "utf-8")
    return folder


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("make new NAME=market\n")
        return 2
    try:
        lay_out(arguments[0])
    except ValueError as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.write(REMAINS.format(name=arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

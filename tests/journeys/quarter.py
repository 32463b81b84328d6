"""The county publishes figures, and a file of last quarter's settled cases is taken in."""

from __future__ import annotations

import sys

import django

django.setup()

from jiceng.casework.tests.county import GRID_1, WEST  # noqa: E402  settings come first
from jiceng.performance.tests.open_scene import switch_on, take_cases  # noqa: E402  as above

if __name__ == "__main__":
    first, count = int(sys.argv[1]), int(sys.argv[2])
    switch_on()
    take_cases({GRID_1: count, WEST: 1}, late=6, first=first)

"""What the worker would do by now: `python -m tests.journeys.rounds` does its jobs and alarms."""

from __future__ import annotations

import django

django.setup()

from jiceng.project.worker import tick  # noqa: E402  settings must be read first
from jiceng.web.clock import read_now  # noqa: E402  as above

if __name__ == "__main__":
    while tick(read_now()):
        pass

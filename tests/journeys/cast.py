"""Builds the standing cast in an empty data directory: `python -m tests.journeys.cast PASSWORD`.

Without a password it does what the worker would do by now: `python -m tests.journeys.cast`.
"""

from __future__ import annotations

import django

django.setup()

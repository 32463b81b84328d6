"""Builds the standing cast in an empty data directory: `python -m tests.journeys.cast PASSWORD`."""

from __future__ import annotations

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402  settings must be read first

from jiceng.casework.tests.county import LONG_AGO, TERMS, build_county  # noqa: E402  as above
from jiceng.kernel.records.configuration import set_rule  # noqa: E402  as above


def build(password: str) -> None:
    """Tables, the cast with one password for all, and public types, so that likeness shows."""
    call_command("migrate", verbosity=0)
    county = build_county()
    content = {**TERMS, "public_types": ["01"]}
    set_rule("terms", "case", content, valid_from=LONG_AGO, reason="t", by="guo", now=LONG_AGO)
    for person in county.people.values():
        person.set_password(password)
        person.save(update_fields=["password"])


if __name__ == "__main__":
    build(sys.argv[1])

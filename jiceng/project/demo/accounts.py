"""Accounts that let anybody walk every page as everybody (contract, "Demo accounts").

One account for each post, two in different areas for the first eight, all in neighbouring areas so
that a case can be followed from the grid to the county.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password

from jiceng.kernel.records.models import ApiToken, Appointment, Person, WorkItem
from jiceng.kernel.records.tokens import digest

FILE = "demo-accounts.json"
POSTS = (
    "grid_worker", "grid_leader", "community_clerk", "community_secretary", "town_dispatcher",
    "town_secretary", "department_handler", "branch_secretary", "county_dispatcher",
    "county_verifier", "supervision_officer", "organisation_officer", "party_member", "inspector",
    "unit_clerk", "co_building_contact", "hall_clerk", "investment_officer", "emergency_officer",
    "publicity_officer", "leader", "auditor", "security_administrator", "administrator",
    "town_organisation_officer", "publicity_reviewer", "publicity_head", "publicity_volunteer",
)  # fmt: skip
TWICE = 8
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters that look alike
BUSY = ("D05", "D06")
"""Departments with many cases: their handlers come first."""

NAMED = ("handler.d10.1", "handler.d21.1", "head.d26")
"""Who checks relief for companies, is asked about it, and decides: labour, insurance, finance."""

SEATS = ("469024100001", "469024100002")
"""The two communities the pairs are taken from, as far as a post is held there."""


def chosen() -> list[Appointment]:
    """Who gets a password: the appointments, in the order of the posts."""
    held: dict[str, list[Appointment]] = {}
    for each in Appointment.objects.select_related("person", "area").order_by("pk"):
        held.setdefault(each.post, []).append(each)
    waiting = _waiting_in_grids()
    found = [
        each
        for place, post in enumerate(POSTS)
        for each in _of_post(held.get(post, []), 2 if place < TWICE else 1, waiting)
    ]
    everybody = {each.person.login: each for rows in held.values() for each in rows}
    return [*found, *(everybody[login] for login in NAMED if login in everybody)]


def _waiting_in_grids() -> Counter[str]:
    """Matters that await a worker, by grid: who tries the demo should find something to do."""
    paths = WorkItem.objects.filter(role="worker").values_list("area_path", flat=True)
    return Counter(path.rstrip("/").rpartition("/")[2] for path in paths)


def _of_post(
    held: list[Appointment], count: int, waiting: Mapping[str, int]
) -> Iterator[Appointment]:
    """The first in the first community, and one in another area, near the second one."""
    taken: set[str] = set()
    for seat in SEATS[:count]:
        free = [each for each in held if each.area_id not in taken]
        free.sort(key=lambda each: (not each.area_id.startswith(seat), *_busy_first(each, waiting)))
        for found in free[:1]:
            taken.add(found.area_id)
            yield found


def _busy_first(each: Appointment, waiting: Mapping[str, int]) -> tuple[bool, int, int]:
    return each.unit_id not in BUSY, -waiting.get(each.area_id, 0), each.pk


def open_accounts(now: datetime, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give the chosen people passwords and tokens; the answer is the only place to read them.

    `names` maps post codes to what they are called.
    """
    appointments = chosen()
    passwords = ["-".join(_word() for _ in range(3)) for _ in appointments]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # argon2 lets other threads run
        hashes = list(pool.map(make_password, passwords))
    tokens = [secrets.token_urlsafe(32) for _ in appointments]
    people = [each.person for each in appointments]
    for person, encoded in zip(people, hashes, strict=True):
        person.password = encoded
    Person.objects.bulk_update(people, ["password"])
    ApiToken.objects.bulk_create(
        ApiToken(person=person, label="demo", digest=digest(token), created_at=now)
        for person, token in zip(people, tokens, strict=True)
    )
    return [
        {
            "name": each.person.name,
            "post": each.post,
            "post_name": names.get(each.post, each.post),
            "level": each.area.level,
            "area": each.area_id,
            "area_name": each.area.name,
            "unit": each.unit_id,
            "login": each.person.login,
            "password": password,
            "token": token,
        }
        for each, password, token in zip(appointments, passwords, tokens, strict=True)
    ]


def write_accounts(folder: Path, accounts: list[dict[str, Any]]) -> Path:
    """Keep them in the data directory, readable by its owner alone."""
    path = folder / FILE
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(accounts, file, ensure_ascii=False, indent=1)
    return path


def read_accounts(folder: Path) -> list[dict[str, Any]]:
    """What `write_accounts` wrote; empty when there is none."""
    path = folder / FILE
    if not path.is_file():
        return []
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _word() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(5))

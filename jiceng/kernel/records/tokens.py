"""Keys by which a program acts as one person. Shown once, kept as a digest, revoked at any time."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import ApiToken, Person
from jiceng.kernel.records.rows import read, table
from jiceng.kernel.records.vault import mark
from jiceng.kernel.scope import SYSTEM_GRIP, Grip

LONGEST = 200


def issue_token(person: Person, label: str, *, now: datetime, grip: Grip = SYSTEM_GRIP) -> str:
    """Make a key for a person; the answer is the only time it can be read."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        row = ApiToken.objects.create(
            person=person, label=label[:60], digest=digest(token), created_at=now
        )
        append([line_by(grip, "issue_token", "person", person.pk, payload={"token": row.pk})],
               at=now)  # fmt: skip
    return token


def revoke_token(token: ApiToken, *, now: datetime, grip: Grip = SYSTEM_GRIP) -> None:
    """The key opens nothing from now on."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            line = line_by(
                grip, "revoke_token", "person", token.person_id, payload={"token": token.pk}
            )
            append([line], at=now)


def person_of(token: str) -> Person | None:
    """Whoever the key belongs to; None when it is unknown, revoked or its person disabled."""
    if not token or len(token) > LONGEST:
        return None
    found = read(
        Person,
        f"JOIN {table(ApiToken)} t ON t.person_id = {table(Person)}.id "
        f"WHERE t.digest = %s AND t.revoked_at IS NULL AND {table(Person)}.is_active = %s",
        digest(token),
        True,
    )
    return next(iter(found), None)


def digest(token: str) -> str:
    """What the table keeps of a key."""
    return mark(token, "api_token")

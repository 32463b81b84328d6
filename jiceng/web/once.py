"""The same request sent twice is done once, and answered alike (contract, `Idempotency-Key`).

A phone that lost an answer, a resident who pressed twice, a client that retries: each repeats its
key. What was answered first is kept encrypted for seven days (decisions.md 25).

A key is its caller's own. With an account that is the account; without one nothing but the key
tells two callers apart, and the answer holds the access code of a case. So a key nobody can guess
is proof enough by itself, from any address, for a phone that lost an answer may come back through
another network; any other key counts for the address it came from, and for ten minutes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from jiceng.kernel.records.models import IdempotentAnswer
from jiceng.kernel.records.vault import Sealed, mark, seal, unseal
from jiceng.kernel.refusal import Invalid, Reason

KEPT = timedelta(days=7)
KEPT_FOR_AN_ADDRESS = timedelta(minutes=10)
LONGEST_KEY = 200
UNGUESSABLE = 16
"""Characters, at least half as many of them different, as in a UUID."""
WRAPPED_KEY = 44  # bytes: nonce 12, key 16, tag 16, as the vault wraps it


@dataclass(frozen=True, slots=True)
class Once:
    """What was answered, as JSON gives it back, and whether this call was the one that did it."""

    answer: dict[str, Any]
    is_first: bool


def without_account(key: str, address: str) -> tuple[str, timedelta]:
    """Whose key it is when nobody signed in, and for how long: `caller` and `kept` of `once`."""
    if len(key) >= UNGUESSABLE and len(set(key)) >= UNGUESSABLE // 2:
        return "anybody", KEPT
    return f"anybody at {address}", KEPT_FOR_AN_ADDRESS


def once(
    key: str,
    *,
    caller: str,
    body: bytes,
    work: Callable[[], Mapping[str, Any]],
    now: datetime,
    kept: timedelta = KEPT,
) -> Once:
    """Do `work` in one transaction with the record of its answer, unless the key was used before.

    `caller` is whoever asks and what for (an address or account, and the path): the key of one
    tells another nothing. `body` is what was sent; an empty `key` promises nothing and simply
    works. `kept` is how long the key is honoured. Whatever `work` raises undoes everything, and
    the key stays free. Raises `Invalid` with `key_too_long`, or `key_reused` when the key was used
    for another body.
    """
    if not key:
        return Once(_as_json(work()), True)
    marked, print_of_body = _marks(key, caller, body)
    try:
        with transaction.atomic():
            IdempotentAnswer.objects.filter(key=marked, at__lt=now - kept).delete()
            with transaction.atomic():
                # A second request with the key waits here until the first has ended.
                row = IdempotentAnswer.objects.create(
                    key=marked, body=print_of_body, answer=b"", at=now
                )
            answer = _as_json(work())
            IdempotentAnswer.objects.filter(pk=row.pk).update(answer=_lock(answer, marked))
            return Once(answer, True)
    except IntegrityError:
        first = IdempotentAnswer.objects.filter(key=marked).first()
        if first is None:
            raise
    return _again(first, print_of_body)


def answered(key: str, *, caller: str, body: bytes, now: datetime) -> Once | None:
    """What `once` answered before, for a face that must look before it knows what to do."""
    if not key:
        return None
    marked, print_of_body = _marks(key, caller, body)
    kept = IdempotentAnswer.objects.filter(key=marked, at__gte=now - KEPT).first()
    return _again(kept, print_of_body) if kept else None


def _marks(key: str, caller: str, body: bytes) -> tuple[str, str]:
    if len(key) > LONGEST_KEY:
        raise Invalid(Reason("key_too_long", {"most": LONGEST_KEY}, field="Idempotency-Key"))
    return mark(f"{caller}\n{key}", "idempotency"), mark(body.hex(), "idempotent_body")


def _again(kept: IdempotentAnswer, print_of_body: str) -> Once:
    if kept.body != print_of_body:
        raise Invalid(Reason("key_reused", field="Idempotency-Key"))
    return Once(_unlock(bytes(kept.answer), kept.key), False)


def forget_answers(now: datetime) -> int:
    """Delete what was kept for seven days; returns how many answers went."""
    return IdempotentAnswer.objects.filter(at__lt=now - KEPT).delete()[0]


def _as_json(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Both calls give the same kinds of values: what JSON knows."""
    plain: dict[str, Any] = json.loads(_dumps(answer))
    return plain


def _dumps(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, cls=DjangoJSONEncoder, ensure_ascii=False)


def _lock(answer: Mapping[str, Any], marked: str) -> bytes:
    sealed = seal(_dumps(answer), f"answer:{marked}")
    return sealed.key + sealed.text


def _unlock(stored: bytes, marked: str) -> dict[str, Any]:
    sealed = Sealed(stored[:WRAPPED_KEY], stored[WRAPPED_KEY:])
    answer: dict[str, Any] = json.loads(unseal(sealed, f"answer:{marked}"))
    return answer

"""A second factor at sign-in: six digits that a phone counts by the clock (RFC 6238; trust: 4).

Tries are counted as those of passwords are. A code is taken once: the step it belongs to is
written down, and neither it nor an earlier one is taken again, so that a code somebody saw over a
shoulder is worth nothing.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from typing import NoReturn
from unicodedata import normalize

from django.db import transaction
from pyotp import TOTP, random_base32

from jiceng.kernel.records.accounts import LOCK, TRIES
from jiceng.kernel.records.appointments import refuse_self
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.limits import forget, spend
from jiceng.kernel.records.models import Person, RecoveryCode, SecondFactor
from jiceng.kernel.records.vault import Sealed, mark, seal, unseal
from jiceng.kernel.refusal import Invalid, Reason, Refused, TooMany
from jiceng.kernel.scope import Actor, Grip

DRIFT = (0, -1, 1)
"""Steps of thirty seconds a phone's clock may be off, the likeliest first."""
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 10
"""Letters of a recovery code: 49 bits, and ten tries a quarter of an hour."""
COUNTED = "second_factor"


def has_second_factor(person: Person) -> bool:
    """Whether a phone was enrolled and has shown a first code."""
    return SecondFactor.objects.filter(person=person).exclude(confirmed_at=None).exists()


def secret_for(person: Person) -> str:
    """The secret to enrol a phone with, the same until it is confirmed; base 32.

    Raises `Refused` ("factor_there") for somebody who has one: it is never shown again.
    """
    fresh = random_base32()
    sealed = seal(fresh, _purpose(person))
    row, is_new = SecondFactor.objects.get_or_create(
        person=person, defaults={"key": sealed.key, "sealed": sealed.text}
    )
    if row.confirmed_at is not None:
        raise Refused(Reason("factor_there"))
    return fresh if is_new else _secret(row)


def address_for(secret: str, person: Person, issuer: str) -> str:
    """What the QR code says: the `otpauth:` address authenticators read."""
    return TOTP(secret).provisioning_uri(name=person.login, issuer_name=issuer)


def confirm(person: Person, code: str, *, now: datetime) -> list[str]:
    """The phone shows its first code; the answer is the recovery codes, readable this once.

    Raises `Invalid` ("wrong_code"), `TooMany`, or `Refused` when a phone was confirmed before.
    """
    _count(person, now)
    row = SecondFactor.objects.filter(person=person).first()
    if row is not None and row.confirmed_at is not None:
        raise Refused(Reason("factor_there"))
    step = _step(row, code, now) if row is not None else None
    if step is None:
        _wrong(person, now)
    with transaction.atomic():
        mine = SecondFactor.objects.filter(person=person, confirmed_at=None)
        if not mine.update(confirmed_at=now, last_step=step):
            raise Refused(Reason("factor_there"))
        codes = _give_codes(person)
        forget(COUNTED, str(person.pk))
        _say("set_second_factor", person, now)
    return codes


def check_code(person: Person, code: str, *, now: datetime) -> None:
    """Take six digits of the phone, or one unused recovery code; each is taken once.

    Raises `Invalid` ("wrong_code") or `TooMany`. Every try is journalled.
    """
    _count(person, now)
    with transaction.atomic():
        kind = _taken(person, code, now)
        if kind:
            forget(COUNTED, str(person.pk))
            _say(kind, person, now)
    if not kind:
        _wrong(person, now)


def renew_codes(person: Person, code: str, *, now: datetime) -> list[str]:
    """Ten new recovery codes against a code of the phone; the old ones open nothing any more."""
    check_code(person, code, now=now)
    with transaction.atomic():
        codes = _give_codes(person)
        _say("renew_recovery_codes", person, now)
    return codes


def codes_left(person: Person) -> int:
    """How many recovery codes are unused."""
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def reset_second_factor(person: Person, *, by: Actor, grip: Grip, now: datetime) -> None:
    """The phone is lost: at the next sign-in another is enrolled. Nobody does it for himself."""
    refuse_self(person, by)
    forget_factor(person, grip=grip, now=now)


def forget_factor(person: Person, *, grip: Grip, now: datetime) -> None:
    """The same without asking who: for whoever has the machine itself."""
    with transaction.atomic():
        RecoveryCode.objects.filter(person=person).delete()
        SecondFactor.objects.filter(person=person).delete()
        forget(COUNTED, str(person.pk))
        append([line_by(grip, "reset_second_factor", "person", person.pk)], at=now)


def _taken(person: Person, code: str, now: datetime) -> str:
    """The kind of journal line when a code was good, else empty."""
    row = SecondFactor.objects.filter(person=person).exclude(confirmed_at=None).first()
    if row is None:
        return ""
    if (step := _step(row, code, now)) is not None:
        # Two requests with one code: the second finds the step taken.
        fresh = SecondFactor.objects.filter(person=person, last_step__lt=step)
        return "second_factor" if fresh.update(last_step=step) else ""
    unused = RecoveryCode.objects.filter(
        person=person, digest=_digest(person, _plain(code)), used_at=None
    )
    return "use_recovery_code" if unused.update(used_at=now) else ""


def _step(row: SecondFactor, code: str, now: datetime) -> int | None:
    """The time step a code belongs to, when it is near now and later than the last one taken."""
    given = _plain(code)
    if not (given.isascii() and given.isdigit()):
        return None
    counted = TOTP(_secret(row))
    present = counted.timecode(now)
    for off in DRIFT:
        if hmac.compare_digest(counted.generate_otp(present + off), given):
            return present + off if present + off > row.last_step else None
    return None


def _give_codes(person: Person) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=_digest(person, code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _plain(code: str) -> str:
    """As typed with full-width digits, blanks or a hyphen."""
    return "".join(c for c in normalize("NFKC", code[:40]).lower() if c not in " -")


def _count(person: Person, now: datetime) -> None:
    try:
        spend(COUNTED, str(person.pk), now=now, limit=TRIES, window=LOCK)
    except TooMany:
        _say("second_factor_shut", person, now)
        raise


def _wrong(person: Person, now: datetime) -> NoReturn:
    _say("second_factor_refused", person, now)
    raise Invalid(Reason("wrong_code", field="code"))


def _say(kind: str, person: Person, now: datetime) -> None:
    with transaction.atomic():
        append([line_by(None, kind, "person", person.pk)], at=now)


def _secret(row: SecondFactor) -> str:
    return unseal(Sealed(bytes(row.key), bytes(row.sealed)), f"second_factor:{row.person_id}")


def _purpose(person: Person) -> str:
    return f"second_factor:{person.pk}"


def _digest(person: Person, code: str) -> str:
    return mark(f"{person.pk}:{code}", "recovery_code")

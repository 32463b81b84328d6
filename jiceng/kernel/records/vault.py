"""Personal data sealed with a key of its own, wrapped by a master key outside the database.

Dropping the wrapped key makes the data unreadable for ever, in backups too (decisions.md 25).
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


@dataclass(frozen=True, slots=True)
class Sealed:
    """A wrapped data key and what it locks; both start with their nonce (12 bytes)."""

    key: bytes
    text: bytes


def seal(plain: str, purpose: str) -> Sealed:
    """Lock a text under a fresh key; `purpose` must be given again to open it."""
    data_key = AESGCM.generate_key(128)
    return Sealed(_lock(_master(), data_key, purpose), _lock(data_key, plain.encode(), purpose))


def unseal(sealed: Sealed, purpose: str) -> str:
    """The text again; raises InvalidTag when either part was tampered with."""
    data_key = _unlock(_master(), sealed.key, purpose)
    return _unlock(data_key, sealed.text, purpose).decode()


def mark(text: str, purpose: str) -> str:
    """A keyed hash: equal texts give equal marks, and nobody can try texts without the key."""
    return hmac.digest(_master(), f"{purpose}:{text}".encode(), "sha256").hex()


def same(mark_a: str, mark_b: str) -> bool:
    """Compare two marks in constant time."""
    return hmac.compare_digest(mark_a, mark_b)


def _master() -> bytes:
    return bytes.fromhex(settings.MASTER_KEY)


def _lock(key: bytes, plain: bytes, purpose: str) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())


def _unlock(key: bytes, locked: bytes, purpose: str) -> bytes:
    return AESGCM(key).decrypt(locked[:12], locked[12:], purpose.encode())

"""Passwords, and the tokens of browsers and programs: how they are made, and what of them is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
KEY = "recto_"  # what every key begins with, so that one that leaked is found
LEAST, MOST = 10, 1000  # characters of a password
NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")

_hasher = PasswordHasher()  # Argon2id, RFC 9106's second choice: 64 MiB, 3 passes
_turns = threading.BoundedSemaphore(2)  # so that a flood of guesses takes 128 MiB and no more
_nobody = ""


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _turns:
        return _hasher.hash(password)


def fits(password: str, kept: str) -> bool:
    """Whether ``kept`` was made of ``password``; as slow where nothing is kept, so that names cannot be found out."""
    global _nobody
    if not kept and not _nobody:
        _nobody = hashed(secrets.token_hex())
    with _turns:
        try:
            return _hasher.verify(kept or _nobody, password[:MOST]) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def password() -> str:
    """A new password of 98 bits that can be read out: ``k7mqp-3xw9d-...``."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def weakness(chosen: str, name: str) -> str:
    """Why a password cannot be taken, in one sentence; empty when it can."""
    if not LEAST <= len(chosen) <= MOST:
        return f"The password has {len(chosen)} characters; take {LEAST} or more, several words are best."
    if chosen.casefold() == name or len(set(chosen)) < 4:
        return "This password would be guessed at once; take several words."
    return ""


def token() -> str:
    """A new secret of 256 bits for a cookie."""
    return secrets.token_urlsafe(32)


def key() -> str:
    """A new key for a program."""
    return KEY + token()


def fingerprint(secret: str) -> str:
    """What is kept of a cookie or key: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def tidy_name(name: str) -> str:
    """The name as it is kept, in small letters. Raises ``ValueError`` for one that cannot be used."""
    small = name.strip().lower()
    if not NAME.fullmatch(small) or small == "local":
        raise ValueError(f"{name[:100]!r} cannot be a name; use up to 100 of a-z, 0-9 and . _ @ + - (not 'local').")
    return small

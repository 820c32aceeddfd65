"""The secret in the address of a feed: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def new_token() -> str:
    """Return a secret of 256 random bits, for an address."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> str:
    """Return what is kept of a secret: its SHA-256 (64 hexadecimal digits).

    No salt and no slow hash: nobody guesses 256 random bits, and the row is found by it.
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()

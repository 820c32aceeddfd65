"""The signature by which a receiver knows that a call is ours, and a new one."""

from __future__ import annotations

import hashlib
import hmac
import secrets

#: Prefix of our headers.
PREFIX = "X-Wagtail-Social-"


def new_secret() -> str:
    """Return a secret that nobody guesses."""
    return secrets.token_urlsafe(32)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return ``sha256=`` and the HMAC of ``timestamp``, a dot and ``body``, in hexadecimal."""
    message = f"{timestamp}.".encode() + body
    return f"sha256={hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()}"


def headers(secret: str, call_id: int, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers that prove where a call comes from. ``timestamp`` in Unix seconds."""
    return {
        f"{PREFIX}Id": str(call_id),
        f"{PREFIX}Timestamp": str(timestamp),
        f"{PREFIX}Signature": signature(secret, timestamp, body),
    }

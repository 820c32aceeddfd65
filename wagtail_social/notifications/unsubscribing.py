"""The address in a mail by which its kind is switched off, without signing in (RFC 8058).

It holds a signed key of the person and what to switch off, no name and no mail address. It does
not expire: a mail may be opened years later, and all it can do is stop mail.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer

_SALT = "wagtail_social.unsubscribe"

#: Stands for the digest where else the name of a category stands.
DIGEST = "digest"


class Unsubscription(NamedTuple):
    """Whose mail of which kind: a category's name, or :data:`DIGEST`."""

    user_id: str
    category: str


def token_for(user: Any, category: str) -> str:
    """Return the sign that stands in the address."""
    return Signer(salt=_SALT).sign_object([str(user.pk), category])


def read_token(token: str) -> Unsubscription | None:
    """Return what a sign stands for, or ``None`` where it is none of ours."""
    try:
        user_id, category = Signer(salt=_SALT).unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return Unsubscription(str(user_id), str(category))


def person_of(unsubscription: Unsubscription) -> Any | None:
    """Return whose mail it is about, or ``None`` where the account is closed or gone."""
    users = get_user_model()._default_manager.filter(is_active=True)
    try:
        return users.filter(pk=unsubscription.user_id).first()
    except (ValidationError, ValueError, OverflowError):
        return None

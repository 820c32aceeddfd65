"""Finding a colleague by what somebody types: for lists and forms outside the directory."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from .models import Profile

_NAME_FIELDS = ("first_name", "last_name")


def _fields_of_names() -> list[str]:
    user_model = get_user_model()
    known = {field.name for field in user_model._meta.get_fields()}
    return [name for name in (*_NAME_FIELDS, user_model.USERNAME_FIELD) if name in known]


def people_named(typed: str) -> QuerySet[Any]:
    """Return the users whose name, user name or handle holds each word that was typed.

    Accounts that are closed are among them: what they wrote is still there.
    """
    found = get_user_model()._default_manager.all()
    for word in typed.replace("@", " ").split()[:5]:
        handles = Profile.objects.filter(handle__icontains=word).values("user_id")
        condition = Q(pk__in=handles)
        for name in _fields_of_names():
            condition |= Q(**{f"{name}__icontains": word})
        found = found.filter(condition)
    return found


def the_person(typed: str) -> list[Any]:
    """Return the active users that a typed name can mean: one for a handle or user name in full.

    Otherwise up to six whose names hold the words, so that a form can say who they are.
    """
    typed = typed.strip().lstrip("@")
    if not typed:
        return []
    users = get_user_model()._default_manager.filter(is_active=True)
    exact = users.filter(
        Q(social_profile__handle__iexact=typed)
        | Q(**{f"{get_user_model().USERNAME_FIELD}__iexact": typed})
    )
    if found := list(exact[:2]):
        return found
    return list(people_named(typed).filter(is_active=True).order_by("pk")[:6])

"""Reads of people and departments."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Self

from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Concat, Lower, NullIf, Trim

from wagtail_social.access import is_employee


class DepartmentQuerySet(models.QuerySet[Any]):
    """Departments; every employee may know them."""

    def visible_to(self, user: Any) -> Self:
        """Return all departments to an employee, none to others."""
        return self if is_employee(user) else self.none()

    def at_path(self, path: str) -> Any:
        """Return the department at ``"A > B"``, making what is missing of the path."""
        parent = None
        for name in filter(None, (part.strip() for part in path.split(">"))):
            parent, _created = self.get_or_create(parent=parent, name=name)
        return parent


def handle_from(name: str) -> str:
    """Return the handle that a user name gives: lower case, only what a mention may hold."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = plain.partition("@")[0]
    plain = re.sub(r"[^a-z0-9._-]+", ".", plain).strip("._-")[:50].rstrip("._-")
    return plain or "colleague"


def _name_fields() -> list[str]:
    """Return the fields of the user model that hold a person's names, as seen from a profile."""
    user_model = get_user_model()
    have = {field.name for field in user_model._meta.get_fields()}
    wanted = ("first_name", "last_name", user_model.USERNAME_FIELD)
    return [f"user__{name}" for name in wanted if name in have]


def shown_name() -> Any:
    """Return the expression of a profile's name as our adapter shows it."""
    *full, user_name = _name_fields()
    if len(full) < 2:
        return F(user_name)
    name = Trim(Concat(full[0], Value(" "), full[1]))
    return Coalesce(
        NullIf(name, Value("")), F(user_name), output_field=models.CharField(max_length=400)
    )


class ProfileQuerySet(models.QuerySet[Any]):
    """Profiles, and finding colleagues."""

    def visible_to(self, user: Any) -> Self:
        """Return the profiles of active colleagues; nothing to who is not signed in."""
        return self.filter(user__is_active=True) if is_employee(user) else self.none()

    def for_cards(self) -> Self:
        """Fetch what a card of a person shows in one query."""
        return self.select_related("user", "department")

    def matching(self, typed: str) -> Self:
        """Return the people whose handle, name, job, department or expertise holds each word."""
        names = _name_fields()
        found = self
        for word in typed.split()[:5]:
            condition = Q(handle__icontains=word) | Q(job_title__icontains=word)
            condition |= Q(department__name__icontains=word)
            condition |= Q(
                pk__in=self.model.expertise.through.objects.filter(
                    tag__name__icontains=word
                ).values("content_object_id")
            )
            for name in names:
                condition |= Q(**{f"{name}__icontains": word})
            found = found.filter(condition)
        return found

    def suggested(self, typed: str, *, limit: int = 8) -> Self:
        """Return people whose handle or name holds each word; who begins with it comes first."""
        found = self.for_cards()
        for word in typed.split()[:5]:
            condition = Q(handle__icontains=word)
            for name in _name_fields():
                condition |= Q(**{f"{name}__icontains": word})
            found = found.filter(condition)
        begins = Q(handle__istartswith=typed)
        for name in _name_fields():
            begins |= Q(**{f"{name}__istartswith": typed})
        rank = models.Case(
            models.When(begins, then=0), default=1, output_field=models.IntegerField()
        )
        return found.order_by(rank, Lower(shown_name()), "pk")[:limit]

    def ids_by_handle(self, handles: Collection[str]) -> Mapping[str, int]:
        """Return the ids of the users by lower-case handle; unknown handles are left out."""
        return dict(
            self.filter(handle__in=[handle.lower() for handle in handles]).values_list(
                "handle", "user_id"
            )
        )

    def ids_by_name(self, names: Collection[str]) -> Mapping[str, Any]:
        """Return user ids by lower-case handle or user name, of those that exist."""
        user_name = f"user__{get_user_model().USERNAME_FIELD}"
        wanted = {name.lower() for name in names}
        found = self.annotate(low_name=Lower(user_name)).filter(
            Q(handle__in=wanted) | Q(low_name__in=wanted)
        )
        ids: dict[str, Any] = {}
        for handle, low_name, user_id in found.values_list("handle", "low_name", "user_id"):
            ids.setdefault(low_name, user_id)
            ids[handle] = user_id
        return {name: user_id for name, user_id in ids.items() if name in wanted}


class ProfileManager(models.Manager.from_queryset(ProfileQuerySet)):  # type: ignore[misc]
    """Profiles, and making those that are missing."""

    def ensure_for(self, users: Iterable[Any]) -> None:
        """Give each of these users a profile, with a handle made of the user name."""
        users = list(users)
        have = set(self.filter(user__in=users).values_list("user_id", flat=True))
        for user in users:
            if user.pk not in have:
                self._make(user)

    def ensure_for_all(self) -> None:
        """Give a profile to every user who has none, in batches."""
        missing = get_user_model()._default_manager.filter(social_profile__isnull=True)
        taken = set(self.values_list(Lower("handle"), flat=True))
        batch = []
        for user in missing.order_by("pk").iterator(chunk_size=1000):
            handle = base = handle_from(user.get_username())
            number = 2
            while handle in taken:
                handle, number = f"{base}{number}", number + 1
            taken.add(handle)
            batch.append(self.model(user=user, handle=handle))
        self.bulk_create(batch, batch_size=1000, ignore_conflicts=True)

    def _make(self, user: Any) -> Any:
        base = handle_from(user.get_username())
        taken = set(self.filter(handle__startswith=base).values_list("handle", flat=True))
        handle, number = base, 2
        while True:
            if handle not in taken:
                try:
                    with transaction.atomic():
                        return self.create(user=user, handle=handle)
                except IntegrityError:
                    if found := self.filter(user=user).first():
                        return found
            handle, number = f"{base}{number}", number + 1

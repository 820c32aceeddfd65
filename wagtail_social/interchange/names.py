"""Which row a name in a file stands for."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from wagtail_social.conversations.models import Comment, Post
from wagtail_social.groups.models import Group
from wagtail_social.meetings.models import AgendaItem, Meeting, MeetingSeries
from wagtail_social.people.models import validate_handle
from wagtail_social.people.querysets import handle_from

from .index import Index
from .models import ImportedRecord

#: How things that were never imported are called in an export, by kind.
OWN_NAMES = {
    "posts": "post-",
    "comments": "comment-",
    "meetings": "meeting-",
    "items": "item-",
    "series": "series-",
    "documents": "document-",
}
_MODELS: dict[str, Any] = {
    "groups": Group,
    "posts": Post,
    "comments": Comment,
    "meetings": Meeting,
    "items": AgendaItem,
    "series": MeetingSeries,
}
_OWN = re.compile(r"(?:post|comment|meeting|item|series)-([1-9][0-9]{0,17})")


def record_name(kind: str, name: str) -> str:
    """Return the name as it is remembered.

    Of a person a digest is kept, so that an account that was deleted does not come back with the
    next run, while nothing here says whose it was.
    """
    return hashlib.sha256(name.encode()).hexdigest() if kind == "people" else name


def default_handle(username: str) -> str:
    """Return the handle of a person whose line gives none."""
    lower = username.lower()
    return lower if len(lower) <= 60 and is_handle(lower) else handle_from(username)


def is_handle(text: str) -> bool:
    """Whether a text is written as a handle is."""
    try:
        validate_handle(text)
    except ValidationError:
        return False
    return True


class Unwritten:
    """Stands for a row that a trial run did not write."""

    pk = None


class Names:
    """Answers for one batch of lines at a time, so that each batch costs a few queries."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def keys(self, kind: str, names: Collection[str]) -> dict[str, int | None]:
        """Return our keys by name; ``None`` for what was deleted here, nothing for the unknown.

        In a trial run what an earlier line would make has the key 0.
        """
        found: dict[str, int | None] = {}
        for name in names:
            if seen := self.index.get(kind, name):
                found[name] = 0 if seen.key is None and not seen.gone else seen.key
        return found | self.known(kind, [name for name in names if name not in found])

    def known(
        self,
        kind: str,
        names: Collection[str],
        written: Mapping[str, datetime.datetime] | None = None,
    ) -> dict[str, int | None]:
        """Return the keys of things that were here before this run, ``None`` for deleted ones.

        ``written`` gives the times at which things were made, by name: what an export of this site
        calls ``post-12`` is known again when our post 12 was written at that moment.
        """
        if not names:
            return {}
        by_record = {record_name(kind, name): name for name in names}
        rows = ImportedRecord.objects.filter(kind=kind, external_id__in=by_record)
        keys = {
            by_record[external_id]: int(object_id)
            for external_id, object_id in rows.values_list("external_id", "object_id")
        }
        model = get_user_model() if kind == "people" else _MODELS[kind]
        alive = set(model._base_manager.filter(pk__in=keys.values()).values_list("pk", flat=True))
        found = {name: key if key in alive else None for name, key in keys.items()}
        missing = [name for name in names if name not in found]
        return found | self._own(kind, missing, written or {})

    @staticmethod
    def imported(kind: str, name: str) -> int | None:
        """Return the key of what was imported under this name, or ``None``."""
        rows = ImportedRecord.objects.filter(kind=kind, external_id=record_name(kind, name))
        key = rows.values_list("object_id", flat=True).first()
        return int(key) if key else None

    def _own(
        self, kind: str, names: Collection[str], written: Mapping[str, datetime.datetime]
    ) -> dict[str, int | None]:
        """Return what was not imported: accounts, and what an export of this site speaks of."""
        if kind == "people":
            model = get_user_model()
            field = model.USERNAME_FIELD
            rows = model._base_manager.filter(**{f"{field}__in": names})
            return dict(rows.values_list(field, "pk"))
        if kind == "groups":
            return dict(Group.objects.filter(slug__in=names).values_list("slug", "pk"))
        numbers = {name: _OWN.fullmatch(name) for name in names if name in written}
        own = {
            int(match[1]): name
            for name, match in numbers.items()
            if match and name.startswith(OWN_NAMES[kind])
        }
        rows = _MODELS[kind].objects.filter(pk__in=own).values_list("pk", "created_at")
        same = {pk for pk, time in rows if time == written[own[pk]]}
        taken = ImportedRecord.objects.filter(kind=kind, object_id__in=[str(pk) for pk in same])
        imported = set(taken.values_list("object_id", flat=True))
        return {own[pk]: pk for pk in same if str(pk) not in imported}

    def users(self, names: Iterable[str | None]) -> dict[str, Any]:
        """Return accounts by username; ``None`` for deleted ones, nothing for unknown names."""
        keys = self.keys("people", {name for name in names if name is not None})
        rows = get_user_model()._base_manager.in_bulk([key for key in keys.values() if key])
        return {
            name: Unwritten() if key == 0 else rows.get(key) if key else None
            for name, key in keys.items()
        }

"""People come in: accounts without a password, and what their profiles say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from wagtail_social.people.models import Department, Profile
from wagtail_social.topics.vocabulary import topics_named

from ..fields import BadLine
from ..format import PersonLine
from ..index import Seen
from ..names import default_handle, is_handle
from .base import Importer, Row


def has_field(model: Any, name: str) -> bool:
    """Whether the host's user model has this field."""
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


class PeopleImporter(Importer[PersonLine]):
    """An account that is there already is never changed; others get one that nobody can use yet."""

    kind = "people"

    def name_of(self, line: PersonLine) -> str:
        """Return the username."""
        return line.username

    def prepare(self, lines: Sequence[PersonLine]) -> None:
        """Fetch which accounts and handles are there."""
        self._known = self.names.known("people", {line.username for line in lines})
        self._taken = set(
            Profile.objects.filter(
                handle__in={line.handle for line in lines if line.handle}
            ).values_list("handle", flat=True)
        )

    def known_key(self, line: PersonLine) -> tuple[bool, int | None]:
        """Look the username up."""
        return line.username in self._known, self._known.get(line.username)

    def check(self, line: PersonLine) -> None:
        """The handle must be one, and free; the name must fit into the account."""
        if line.handle is not None:
            if not is_handle(line.handle):
                raise BadLine(
                    _("“handle”: use small letters, digits, dots, hyphens and underscores")
                )
            if line.handle in self._taken or self.index.get("handles", line.handle):
                raise BadLine(_("the handle “%(handle)s” is taken") % {"handle": line.handle})
        longest = Profile._meta.get_field("languages").max_length
        if longest and len(", ".join(line.languages)) > longest:
            raise BadLine(_("“languages”: these are too many"))
        for field, value in self._names(line).items():
            longest = getattr(get_user_model()._meta.get_field(field), "max_length", None)
            if longest and len(value) > longest:
                raise BadLine(
                    _("“name”: a part is longer than %(longest)s characters") % {"longest": longest}
                )

    def _names(self, line: PersonLine) -> dict[str, str]:
        model = get_user_model()
        name = " ".join(line.name.split())
        if has_field(model, "first_name") and has_field(model, "last_name"):
            first, _space, last = name.partition(" ")
            return {"first_name": first, "last_name": last}
        return {"name": name} if has_field(model, "name") else {}

    def write(self, line: PersonLine) -> int:
        """Make the account, then its profile."""
        model = get_user_model()
        fields: dict[str, Any] = {model.USERNAME_FIELD: line.username, **self._names(line)}
        if line.email and model.get_email_field_name() != model.USERNAME_FIELD:
            fields[model.get_email_field_name()] = line.email
        if has_field(model, "date_joined"):
            fields["date_joined"] = line.joined
        user = model(is_active=line.active, **fields)
        user.set_unusable_password()
        user.save()
        Profile.objects.ensure_for([user])
        profile = Profile.objects.get(user=user)
        profile.handle = self._free_handle(line, profile.handle)
        profile.job_title = line.job_title
        profile.level = line.level
        profile.bio = line.bio
        profile.languages = ", ".join(line.languages)
        if line.department:
            profile.department = Department.objects.at_path(line.department)
        profile.save()
        if line.expertise:
            profile.expertise.set(topics_named(line.expertise))
        return user.pk

    def _free_handle(self, line: PersonLine, given: str) -> str:
        """Return the handle of the line, or the one that was made where that is taken."""
        wanted = line.handle or default_handle(line.username)
        if wanted == given or not Profile.objects.filter(handle=wanted).exists():
            return wanted
        self.run.listener.note(
            _("%(username)s is mentioned as @%(given)s here: @%(wanted)s is somebody else.")
            % {"username": line.username, "given": given, "wanted": wanted}
        )
        return given

    def taken(self, row: Row[PersonLine], *, new: bool) -> None:
        """Keep the handle for this person."""
        handle = row.line.handle or default_handle(row.line.username)
        if new and not self.index.get("handles", handle):
            self.index.add("handles", handle, Seen(row.number, None, False, ""))

"""Changes to a profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wagtail_social.actions import Action, NotVisible, Refused
from wagtail_social.topics.vocabulary import topics_named

from .models import Department, Level, Profile


@dataclass(kw_only=True)
class EditProfile(Action[Profile]):
    """Change what one says of oneself. Nobody edits somebody else's profile here."""

    profile: Profile
    job_title: str
    bio: str
    languages: str
    expertise: Sequence[str]

    log_as = "wagtail_social.profile.edited"

    def check(self) -> None:
        """Only one's own."""
        if self.profile.user_id != self.actor.pk:
            raise NotVisible

    def write(self) -> Profile:
        """Save the fields and the topics."""
        self.profile.job_title = self.job_title
        self.profile.bio = self.bio
        self.profile.languages = self.languages
        self.profile.save(update_fields=["job_title", "bio", "languages"])
        self.profile.expertise.set(topics_named(self.expertise, by=self.actor))
        return self.profile


@dataclass(kw_only=True)
class PlacePerson(Action[Profile]):
    """Say where a colleague stands in the organisation: job, department and level.

    What people say of themselves stays theirs.
    """

    profile: Profile
    job_title: str
    department: Department | None
    level: str

    log_as = "wagtail_social.profile.placed"

    def check(self) -> None:
        """Only who has the permission to change profiles."""
        if not self.actor.has_perm("wagtail_social_people.change_profile"):
            raise NotVisible
        if self.level not in Level.values:
            raise Refused(_("There is no such level."), code="no_level", field="level")

    def write(self) -> Profile:
        """Save the three."""
        self.profile.job_title = self.job_title
        self.profile.department = self.department
        self.profile.level = self.level
        self.profile.save(update_fields=["job_title", "department", "level"])
        return self.profile

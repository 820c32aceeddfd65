"""Groups and the places people have in them."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from wagtail_social.access import employees, who_sees_all
from wagtail_social.addresses import addresses
from wagtail_social.people.models import Department
from wagtail_social.uploads import private_storage, random_name

from .querysets import GroupQuerySet, MembershipQuerySet

_SLUG_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


class Visibility(models.TextChoices):
    """Who sees a group. First of the three axes."""

    EVERYONE = "everyone", _("Everyone reads it")
    LISTED = "listed", _("Everyone knows of it, members read it")
    MEMBERS = "members", _("Only members know of it")


class JoinPolicy(models.TextChoices):
    """How one gets in. Second axis."""

    FREE = "free", _("Whoever likes joins")
    REQUEST = "request", _("One asks, a manager answers")
    INVITATION = "invitation", _("By invitation only")
    EVERYONE = "everyone", _("Everyone is in it")


class Posting(models.TextChoices):
    """Who begins a conversation. Third axis; every member comments."""

    MEMBERS = "members", _("Every member posts")
    MODERATORS = "moderators", _("Moderators and managers post")


class Preset(models.TextChoices):
    """The combinations of axes that people choose from."""

    OPEN = "open", _("Open: everyone reads, whoever likes joins")
    CLOSED = "closed", _("Closed: everyone sees that it exists, members read, one asks to join")
    SECRET = "secret", _("Secret: only members know that it exists, by invitation")


PRESETS: dict[str, tuple[str, str]] = {
    Preset.OPEN: (Visibility.EVERYONE, JoinPolicy.FREE),
    Preset.CLOSED: (Visibility.LISTED, JoinPolicy.REQUEST),
    Preset.SECRET: (Visibility.MEMBERS, JoinPolicy.INVITATION),
}


class State(models.TextChoices):
    """Where a person stands towards a group."""

    ACTIVE = "active", _("In the group")
    REQUESTED = "requested", _("Has asked to join")
    INVITED = "invited", _("Is invited")
    LEFT = "left", _("Has left")
    BANNED = "banned", _("Is banned")


class Role(models.TextChoices):
    """What a member may do."""

    MEMBER = "member", _("Member")
    MODERATOR = "moderator", _("Moderator")
    MANAGER = "manager", _("Manager")


def cover_name(group: Any, filename: str) -> str:
    """Return where a cover is stored: a name that tells nothing of the group."""
    return random_name("covers", "webp")


class Group(models.Model):
    """People who gather around a subject, and the channel of what they say."""

    title = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        max_length=80, unique=True, allow_unicode=True, editable=False, verbose_name=_("address")
    )
    purpose = models.TextField(
        _("what it is for"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences. Of a closed group everyone sees this."),
    )
    welcome = models.TextField(
        _("welcome"),
        max_length=2000,
        blank=True,
        help_text=_("New members see this first."),
    )
    guidelines = models.TextField(
        _("rules"), max_length=5000, blank=True, help_text=_("How you want to talk to each other.")
    )
    visibility = models.CharField(
        _("who sees it"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.EVERYONE,
    )
    join_policy = models.CharField(
        _("how one joins"), max_length=10, choices=JoinPolicy.choices, default=JoinPolicy.FREE
    )
    posting = models.CharField(
        _("who posts"), max_length=10, choices=Posting.choices, default=Posting.MEMBERS
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    pilot = models.BooleanField(
        _("pilot group"), default=False, help_text=_("Grows first and is offered to newcomers.")
    )
    cover = models.FileField(
        _("cover picture"), storage=private_storage, upload_to=cover_name, blank=True
    )
    tags = TaggableManager(
        through="wagtail_social_groups.GroupTopic", blank=True, verbose_name=_("topics")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    created_at = models.DateTimeField(_("opened"), default=timezone.now)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    member_count = models.PositiveIntegerField(_("members"), default=0, editable=False)
    post_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)
    last_post_at = models.DateTimeField(_("newest post"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.CheckConstraint(
                condition=~Q(visibility="members") | Q(join_policy="invitation"),
                name="wagtail_social_secret_by_invitation",
            ),
            models.CheckConstraint(
                condition=~Q(join_policy="everyone") | Q(visibility="everyone"),
                name="wagtail_social_everyone_reads",
            ),
        ]
        indexes = [
            models.Index(fields=["visibility", "title"], name="wagtail_social_group_list"),
            models.Index(fields=["join_policy"], name="wagtail_social_group_join"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def preset(self) -> str | None:
        """The preset that the axes amount to, or ``None`` for a combination of its own."""
        axes = (self.visibility, self.join_policy)
        return next((str(name) for name, value in PRESETS.items() if value == axes), None)

    @property
    def is_secret(self) -> bool:
        """Whether only members know that the group exists."""
        return self.visibility == Visibility.MEMBERS

    @property
    def is_closed(self) -> bool:
        """Whether only members read it, though everyone knows of it."""
        return self.visibility == Visibility.LISTED

    @property
    def holds_everyone(self) -> bool:
        """Whether every employee is in it, without rows."""
        return self.join_policy == JoinPolicy.EVERYONE

    @property
    def is_archived(self) -> bool:
        """Whether it is kept for reading only."""
        return self.archived_at is not None

    def get_absolute_url(self) -> str:
        """Return the group's own address, with or without a page that presents it."""
        return addresses("group")(self.slug)

    def audience(self) -> QuerySet[Any]:
        """Return the active users who may read what is said here."""
        people = employees()
        if self.visibility == Visibility.EVERYONE:
            return people
        members = Membership.objects.filter(group=self).active()
        return people.filter(Q(pk__in=members.values("user_id")) | who_sees_all())

    def managers(self) -> QuerySet[Any]:
        """Return the active users who run the group."""
        return employees().filter(
            pk__in=Membership.objects.filter(group=self).managers().values("user_id")
        )

    @staticmethod
    def new_slug(title: str) -> str:
        """Return an address made of the title and five random signs.

        The signs keep a taken address from telling that a secret group exists.
        """
        readable = slugify(title, allow_unicode=True)[:60].strip("-") or "group"
        return f"{readable}-{''.join(secrets.choice(_SLUG_SIGNS) for _ in range(5))}"


class Membership(models.Model):
    """One person's place in one group. States change; there is never a second row."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("group")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="social_memberships",
        verbose_name=_("person"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    message = models.TextField(_("message"), max_length=500, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="wagtail_social_membership_once")
        ]
        indexes = [
            models.Index(fields=["user", "state"], name="wagtail_social_my_groups"),
            models.Index(fields=["group", "state", "role"], name="wagtail_social_group_people"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class GroupTopic(ItemBase):
    """A topic that a group is about."""

    #: A name of its own: taggit finds the tags of a thing through it.
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="wagtail_social_group_items"
    )
    content_object = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="topic_items")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("topic of a group")
        verbose_name_plural = _("topics of groups")
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "content_object"], name="wagtail_social_group_topic_once"
            )
        ]

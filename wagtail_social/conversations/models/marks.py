"""What people leave on what is said: earlier versions, reactions, mentions, subscriptions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import ReactionQuerySet, SubscriptionQuerySet
from .comments import Comment
from .discussions import Discussion


class ReactionKind(models.TextChoices):
    """What one can say with one tap."""

    LIKE = "like", _("Like")
    CELEBRATE = "celebrate", _("Celebrate")
    THANKS = "thanks", _("Thanks")
    INSIGHTFUL = "insightful", _("Insightful")
    SUPPORT = "support", _("Support")


class SubscriptionLevel(models.TextChoices):
    """How close one follows a discussion."""

    FOLLOWING = "following", _("Following")
    MUTED = "muted", _("Muted")


class Revision(models.Model):
    """What a text was before an edit; for its author and for moderators."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="revisions")
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, null=True, related_name="revisions"
    )
    title = models.CharField(_("title"), max_length=255, blank=True)
    source = models.TextField(_("text"), blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("edited by"),
    )
    created_at = models.DateTimeField(_("replaced"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class _OnDiscussion(models.Model):
    """Something a person attaches to a discussion's head (``comment`` empty) or to a comment."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Reaction(_OnDiscussion):
    """One tap: a person, a thing, a kind."""

    kind = models.CharField(_("kind"), max_length=12, choices=ReactionKind.choices)

    objects = ReactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "comment", "kind"],
                condition=Q(comment__isnull=False),
                name="wagtail_social_reaction_comment",
            ),
            models.UniqueConstraint(
                fields=["user", "discussion", "kind"],
                condition=Q(comment__isnull=True),
                name="wagtail_social_reaction_head",
            ),
        ]
        indexes = [
            # Without it, what a post was given is looked for among all that its comments were.
            models.Index(
                fields=["discussion", "kind"],
                condition=Q(comment__isnull=True),
                name="wagtail_social_reaction_heads",
            )
        ]


class Mention(_OnDiscussion):
    """Somebody who was named in a text. ``handle`` is how, so that re-rendering finds them.

    ``named`` is false for who is not named there any more, or may not see it now: the row stays,
    so that nobody is told of the same text twice.
    """

    handle = models.CharField(max_length=60)
    named = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "comment"],
                condition=Q(comment__isnull=False),
                name="wagtail_social_mention_comment",
            ),
            models.UniqueConstraint(
                fields=["user", "discussion"],
                condition=Q(comment__isnull=True),
                name="wagtail_social_mention_head",
            ),
        ]


class Subscription(models.Model):
    """A person follows, or has muted, a discussion."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="subscriptions"
    )
    level = models.CharField(
        _("level"),
        max_length=10,
        choices=SubscriptionLevel.choices,
        default=SubscriptionLevel.FOLLOWING,
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed discussion")
        verbose_name_plural = _("followed discussions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "discussion"], name="wagtail_social_subscription_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

"""What managers of a group do with its webhooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.actions import NotVisible, Refused
from wagtail_social.conf import settings
from wagtail_social.groups.actions.base import GroupAction
from wagtail_social.groups.models import Group, Visibility
from wagtail_social.throttling import throttle

from ..models import CallState, Webhook, WebhookCall
from .hosts import NotAllowed, target_of
from .signing import new_secret
from .tasks import send_calls_soon

#: How many webhooks a group may have (count).
MOST_WEBHOOKS = 5


def why_silent(group: Group) -> str:
    """Return why nothing of this group may leave the site, or an empty string."""
    if group.visibility == Visibility.MEMBERS:
        return _("Nothing that is said in a secret group leaves the site.")
    if group.is_archived:
        return _("This group has been archived: nothing new is said here.")
    return ""


def why_mute(webhook: Webhook) -> str:
    """Return why nothing is sent by this one webhook, though its group has others that speak."""
    if webhook.group.visibility == Visibility.LISTED and not webhook.leaves_site:
        return _(
            "It was added while everyone could read the group, so nothing is sent now. Delete it "
            "and add it again to say that you know it leaves the site."
        )
    return ""


@dataclass(kw_only=True)
class AddWebhook(GroupAction[Webhook]):
    """Send the news of a group to an address outside. The result holds the secret."""

    url: str
    format: str
    with_comments: bool = False
    leaves_site: bool = False

    log_as = "wagtail_social.webhook.added"

    def check(self) -> None:
        """A manager, of a group that may send anything out."""
        self.require_manager()
        if reason := why_silent(self.group):
            raise Refused(reason, code="silent")
        throttle("webhook", self.actor)

    def write(self) -> Webhook:
        """Keep it, if the address is allowed."""
        try:
            target_of(self.url)
        except NotAllowed as error:
            raise Refused(str(error), code="not_allowed", field="url") from error
        if self.format not in settings.WEBHOOK_FORMATS:
            raise Refused(_("There is no such format."), code="no_format", field="format")
        if self.group.visibility != Visibility.EVERYONE and not self.leaves_site:
            raise Refused(
                _("Only members read this group. Say that you know it leaves the site."),
                code="not_known",
                field="leaves_site",
            )
        if Webhook.objects.filter(group=self.group).count() >= MOST_WEBHOOKS:
            raise Refused(
                _("A group has %(count)s webhooks at most.") % {"count": MOST_WEBHOOKS},
                code="too_many",
            )
        return Webhook.objects.create(
            group=self.group,
            url=self.url,
            format=self.format,
            secret=new_secret(),
            with_comments=self.with_comments,
            leaves_site=self.leaves_site,
            created_by=self.actor,
        )

    def subject(self, result: Webhook) -> Group:
        """Return the group: the log is read by who looks after it."""
        return self.group

    def log_data(self, result: Webhook) -> dict[str, Any]:
        """Log group and webhook, never the address: it is a key to what it leads to."""
        return {"group": self.group.pk, "webhook": result.pk}


@dataclass(kw_only=True)
class WebhookAction(GroupAction[Group]):
    """An action on one webhook of a group, by a manager. The result is the group."""

    webhook: Webhook

    def check(self) -> None:
        """A manager, and a webhook of this group."""
        self.require_manager()
        if self.webhook.group_id != self.group.pk:
            raise NotVisible

    def locked(self) -> Webhook:
        """Return the webhook as it is now, locked. Raises ``NotVisible`` if it is gone."""
        rows = Webhook.objects.select_for_update(of=("self",))
        webhook = rows.filter(pk=self.webhook.pk, group=self.group).first()
        if webhook is None:
            raise NotVisible
        return webhook

    def log_data(self, result: Group) -> dict[str, Any]:
        """Log group and webhook."""
        return {"group": self.group.pk, "webhook": self.webhook.pk}


@dataclass(kw_only=True)
class PauseWebhook(WebhookAction):
    """Send nothing there until somebody resumes it."""

    log_as = "wagtail_social.webhook.paused"

    def write(self) -> Group:
        """Put the time down."""
        webhook = self.locked()
        if webhook.paused_at is not None:
            return self.unchanged(self.group)
        webhook.paused_at = timezone.now()
        webhook.save(update_fields=["paused_at"])
        return self.group


@dataclass(kw_only=True)
class ResumeWebhook(WebhookAction):
    """Send news there again; what failed before is forgotten."""

    log_as = "wagtail_social.webhook.resumed"

    def write(self) -> Group:
        """Take the time and the count away."""
        webhook = self.locked()
        if webhook.paused_at is None:
            return self.unchanged(self.group)
        webhook.paused_at, webhook.failures = None, 0
        webhook.save(update_fields=["paused_at", "failures"])
        transaction.on_commit(send_calls_soon)
        return self.group


@dataclass(kw_only=True)
class DeleteWebhook(WebhookAction):
    """Forget the address and all calls to it."""

    log_as = "wagtail_social.webhook.deleted"

    def write(self) -> Group:
        """Delete the rows; a call that is on its way arrives."""
        Webhook.objects.filter(pk=self.locked().pk).delete()
        return self.group


@dataclass(kw_only=True)
class TryWebhook(WebhookAction):
    """Send a test there that holds no more than the group's name."""

    log_as = "wagtail_social.webhook.tried"

    def check(self) -> None:
        """A manager, of a group that may send anything out."""
        super().check()
        self.webhook.group = self.group
        if reason := why_silent(self.group) or why_mute(self.webhook):
            raise Refused(reason, code="silent")
        throttle("webhook", self.actor)

    def write(self) -> Group:
        """Put a call down, unless one waits already."""
        webhook = self.locked()
        if webhook.calls.filter(activity__isnull=True, state=CallState.WAITING).exists():
            return self.unchanged(self.group)
        WebhookCall.objects.create(webhook=webhook)
        transaction.on_commit(send_calls_soon)
        return self.group

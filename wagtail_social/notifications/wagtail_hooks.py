"""What the room of notifications registers."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from wagtail_social.audit import log_actions
from wagtail_social.conf import settings
from wagtail_social.extension_points import (
    AdminPlace,
    AfterJoining,
    DiscussionEnd,
    DueJob,
    EventRecord,
    GroupMenuEntry,
    GroupNote,
    HeaderItem,
    LoggedRows,
    PersonalData,
    PersonalZone,
    ProfilePanel,
    Visit,
    admin_places,
    after_joining,
    discussion_ends,
    due_jobs,
    event_records,
    group_menu_entries,
    group_notes,
    header_items,
    logged_rows,
    personal_data,
    personal_zones,
    profile_panels,
    visits,
)
from wagtail_social.groups.models import Membership
from wagtail_social.groups.standing import Standing

from .bell import bell_context, record_visit
from .digests.due import queue_digests
from .feeds.places import has_feeds
from .models import Activity, FeedAddress, Mail, Notification, PersonalSettings
from .overseeing import mails_overseen_by
from .receivers import is_told, note
from .retention import delete_old
from .sending import send_due
from .tasks import send_mail_soon
from .telling import tell_late
from .viewsets import ActivityViewSet, DeliveryViewSet, MailViewSet
from .webhooks.sending import send_due as send_due_calls
from .webhooks.wording import told_to_members

_APP = "wagtail_social_notifications"


@event_records.register
def news_of_what_is_done() -> EventRecord:
    """What people are to be told of stands with what was done, whatever becomes of the process."""
    return EventRecord(applies=is_told, write=note)


@header_items.register
def bell() -> HeaderItem:
    """The bell, in the head of every page."""
    return HeaderItem(
        name="bell",
        template="wagtail_social/notifications/bell.html",
        context=bell_context,
        order=100,
    )


@visits.register
def read_by_visiting() -> Visit:
    """Who opens a page has read what they were told about it."""
    return Visit(record=record_visit)


@personal_zones.register
def zone_of_mails() -> PersonalZone:
    """The time zone in which somebody wants to be written to is the one they live by."""
    return PersonalZone(
        rows=lambda user: PersonalSettings.objects.filter(user=user).values("time_zone")
    )


@personal_data.register
def notification_data() -> list[PersonalData]:
    """What somebody was told, and how they want to be told, goes with the person."""
    return [
        PersonalData(f"{_APP}.Activity", "actor", "clear"),
        PersonalData(f"{_APP}.Delivery", "recipient", "delete", ("category", "site", "mail")),
        PersonalData(f"{_APP}.Notification", "recipient", "delete", ("latest_at", "unread")),
        PersonalData(f"{_APP}.Mail", "recipient", "delete", ("kind", "state", "sent_at")),
        PersonalData(
            f"{_APP}.ChoiceOfChannel", "user", "delete", ("category", "channel", "wanted")
        ),
        PersonalData(f"{_APP}.GroupChoice", "user", "delete", ("group", "level")),
        PersonalData(
            f"{_APP}.PersonalSettings",
            "user",
            "delete",
            (
                "digest",
                "digest_hour",
                "quiet_from",
                "quiet_until",
                "language",
                "time_zone",
                "brief",
            ),
        ),
        PersonalData(f"{_APP}.Presence", "user", "delete", ("seen_at",)),
        PersonalData(
            f"{_APP}.FeedAddress", "user", "delete", ("kind", "key", "created_at", "revoked_at")
        ),
        PersonalData(f"{_APP}.Webhook", "created_by", "clear"),
    ]


def _forget(discussions: list[int]) -> None:
    for model in (Notification, Mail, Activity):
        rows = model.objects.filter(subject_type="discussion", subject_id__in=discussions)
        rows.delete()


@discussion_ends.register
def news_ends() -> DiscussionEnd:
    """What was told of a conversation goes when the conversation goes for good."""
    return DiscussionEnd(forget=_forget)


def _queue_digests(now: datetime.datetime) -> str:
    queued = queue_digests(now)
    if queued:
        send_mail_soon()
    return f"{queued} digests wait" if queued else ""


@due_jobs.register
def digests() -> DueJob:
    """Digests are put down each quarter of an hour: mornings begin at different times."""
    return DueJob("digests", datetime.timedelta(minutes=15), _queue_digests)


def _send_calls(now: datetime.datetime) -> str:
    sent = send_due_calls(now)
    return f"{sent} calls sent" if sent else ""


@due_jobs.register
def webhooks() -> DueJob:
    """Calls of webhooks, and their next attempts."""
    return DueJob("webhooks", datetime.timedelta(minutes=1), _send_calls)


def _webhooks_of_group(standing: Standing) -> str | None:
    if not (settings.WEBHOOK_HOSTS and standing.can_manage):
        return None
    return reverse("wagtail_social:group_webhooks", args=[standing.group.slug])


@group_menu_entries.register
def webhooks_in_the_menu() -> GroupMenuEntry:
    """Managers come to the webhooks by the group's own menu, where there can be any."""
    return GroupMenuEntry("webhooks", _("Webhooks"), "link", _webhooks_of_group, 800)


@group_notes.register
def where_news_goes() -> GroupNote:
    """Who reads a group is told where else it is read."""
    return GroupNote("webhooks", "link", told_to_members)


@log_actions
def actions_on_webhooks() -> dict[str, Any]:
    """What the audit log says of webhooks."""
    return {
        "wagtail_social.webhook.added": _("Add a webhook"),
        "wagtail_social.webhook.paused": _("Pause a webhook"),
        "wagtail_social.webhook.resumed": _("Resume a webhook"),
        "wagtail_social.webhook.deleted": _("Delete a webhook"),
        "wagtail_social.webhook.tried": _("Send a test to a webhook"),
    }


def _level_of_group(standing: Standing) -> str | None:
    if not standing.is_member:
        return None
    return reverse("wagtail_social:group_notifications", args=[standing.group.slug])


@group_menu_entries.register
def level_in_the_menu() -> GroupMenuEntry:
    """How much a member wants to hear of a group is chosen from the group's own menu."""
    return GroupMenuEntry("notifications", _("What I hear of this group"), "bell", _level_of_group)


def _feed_of_group(standing: Standing) -> str | None:
    if not (standing.can_read and has_feeds(standing.group)):
        return None
    return reverse("wagtail_social:group_feed", args=[standing.group.slug])


@group_menu_entries.register
def feed_in_the_menu() -> GroupMenuEntry:
    """The way to the feed of a group that has one."""
    return GroupMenuEntry("feed", _("Read in a feed reader"), "link", _feed_of_group, 600)


@log_actions
def actions_on_feeds() -> dict[str, Any]:
    """What the audit log says of feeds."""
    return {
        "wagtail_social.feed.made": _("Make an address of a feed"),
        "wagtail_social.feed.revoked": _("Revoke an address of a feed"),
    }


@logged_rows.register
def what_was_done_to_feeds() -> LoggedRows:
    """Who made an address reads when it was made and revoked; nobody else does."""
    return LoggedRows(lambda: FeedAddress, FeedAddress.objects.of)


def _level_of_new_member(membership: Membership) -> str:
    url = reverse("wagtail_social:group_notifications", args=[membership.group.slug])
    return f"{url}?joined=1"


@after_joining.register
def level_on_joining() -> AfterJoining:
    """Who has just come in is welcomed, and says how much they want to hear."""
    return AfterJoining("notifications", _level_of_new_member)


def _own_settings(person: Any, viewer: Any) -> dict[str, Any]:
    own = person.pk == viewer.pk
    return {"settings_url": reverse("wagtail_social:notification_settings") if own else ""}


@profile_panels.register
def settings_on_profile() -> ProfilePanel:
    """The way to one's settings, on one's own profile."""
    return ProfilePanel(
        name="notifications",
        template="wagtail_social/notifications/profile_panel.html",
        context=_own_settings,
        order=100,
    )


@hooks.register("register_account_settings_panel")
def account_panel(request: Any, user: Any, profile: Any) -> Any:
    """The same choices in the Wagtail account, for who looks for them there."""
    from .account import NotificationsPanel

    return NotificationsPanel(request, user, profile)


@due_jobs.register
def news_jobs() -> list[DueJob]:
    """What workers left undone is told, mail that is due is sent, what is old goes."""
    minute = datetime.timedelta(minutes=1)
    return [
        DueJob("news", minute, tell_late),
        DueJob("mail", minute, lambda now: str(send_due(now))),
        DueJob("old news", datetime.timedelta(days=1), delete_old),
    ]


@log_actions
def actions() -> dict[str, Any]:
    """What the audit log says of mail."""
    return {"wagtail_social.mail.tried_again": _("Try to send a mail again")}


@logged_rows.register
def what_was_done() -> LoggedRows:
    """Who finds a mail reads who had it sent again. To news and deliveries nobody does anything."""
    return LoggedRows(lambda: Mail, mails_overseen_by)


news_admin, deliveries_admin, mail_admin = ActivityViewSet(), DeliveryViewSet(), MailViewSet()


@admin_places.register
def admin_menu() -> list[AdminPlace]:
    """The log of what people were told, and mail, in the Wagtail admin."""
    return [
        AdminPlace(menu_item=news_admin.get_menu_item, viewset=news_admin, order=720),
        # People are reached from the news that they were told of.
        AdminPlace(menu_item=None, viewset=deliveries_admin, order=730),
        AdminPlace(menu_item=mail_admin.get_menu_item, viewset=mail_admin, order=740),
    ]

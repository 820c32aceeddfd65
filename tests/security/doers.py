"""One way to do each logged action, with private words in every text that it is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from wagtail_social.actions import Action
from wagtail_social.conversations import actions as talk
from wagtail_social.conversations.actions import stewardship as talk_steward
from wagtail_social.groups import actions as groups
from wagtail_social.groups.actions import stewardship as group_steward
from wagtail_social.groups.actions.joining import _InviteOne
from wagtail_social.groups.models import Membership
from wagtail_social.interchange.actions import ImportGroup, ImportMeeting
from wagtail_social.meetings.models import Meeting
from wagtail_social.moderation.actions import DecideReport, FileReport, _KeepReport
from wagtail_social.moderation.models import Report
from wagtail_social.notifications.actions import TryMailAgain
from wagtail_social.notifications.feeds.actions import MakeFeedAddress, RevokeFeedAddress
from wagtail_social.notifications.models import FeedAddress, Mail, Webhook
from wagtail_social.notifications.webhooks import actions as webhooks
from wagtail_social.people.actions import EditProfile, PlacePerson
from wagtail_social.people.models import Profile

from .doers_meetings import MEETING_DOERS
from .doing import PRIVATE, in_secret, person


def _on_post(kind: Any, role: str, post: str = "post", **fields: Any) -> Callable[[Any], Any]:
    return lambda cast: kind(actor=cast[role], post=getattr(cast.talks["secret"], post), **fields)


def _on_comment(kind: Any, role: str, name: str, **fields: Any) -> Callable[[Any], Any]:
    return lambda cast: kind(
        actor=cast[role], comment=cast.talks["secret"].comments[name], **fields
    )


def _open_only(kind: Any, thing: Callable[[Any], Any], **fields: Any) -> Callable[[Any], Any]:
    """Return how the community manager does it, who reads the open group and not the secret one."""
    return lambda cast: kind(actor=cast["steward"], **thing(cast), **fields)


def _without_managers(cast: Any) -> dict[str, Any]:
    group = cast.groups["open"]
    Membership.objects.filter(group=group, role="manager").update(role="member")
    return {"group": group, "user": cast["member"]}


def _archived(cast: Any) -> dict[str, Any]:
    group = cast.groups["open"]
    group.archived_at = timezone.now()
    group.save()
    return {"group": group}


def _on_webhook(kind: Any, **state: Any) -> Callable[[Any], Any]:
    """Return how to do it with the webhook of the closed group; its address is private."""

    def make(cast: Any) -> Any:
        group = cast.groups["closed"]
        Webhook.objects.filter(group=group).update(**({"url": f"https://{PRIVATE}.test"} | state))
        webhook = Webhook.objects.get(group=group)
        return kind(actor=cast["manager"], group=group, webhook=webhook)

    return make


def _failed_mail(cast: Any) -> Any:
    return Mail.objects.create(
        recipient=cast["hermit_secret"],
        kind="digest",
        state="failed",
        failure=PRIVATE,
        due_at=timezone.now(),
    )


_TEXTS = {"title": f"{PRIVATE} group", "purpose": PRIVATE, "welcome": PRIVATE}

#: How to do each of them once, with private words in every text.
DOERS: dict[type[Action[Any]], Callable[[Any], Any]] = {
    groups.CreateGroup: lambda cast: groups.CreateGroup(
        actor=cast["employee"], texts=_TEXTS, preset="secret", topics=[PRIVATE]
    ),
    ImportGroup: lambda cast: ImportGroup(
        actor=None,
        texts=_TEXTS,
        visibility="members",
        join_policy="invitation",
        posting="members",
        created_at=timezone.now() - timedelta(days=9),
    ),
    groups.EditGroup: in_secret(groups.EditGroup, texts=_TEXTS, topics=[PRIVATE]),
    groups.ChangeAccess: in_secret(
        groups.ChangeAccess, visibility="listed", join_policy="request", posting="members"
    ),
    groups.ArchiveGroup: in_secret(groups.ArchiveGroup),
    groups.ReopenGroup: lambda cast: groups.ReopenGroup(actor=cast["manager"], **_archived(cast)),
    groups.JoinGroup: in_secret(groups.JoinGroup, "invited"),
    groups.RequestToJoin: lambda cast: groups.RequestToJoin(
        actor=cast["employee"], group=cast.groups["closed"], message=PRIVATE
    ),
    groups.WithdrawRequest: lambda cast: groups.WithdrawRequest(
        actor=cast["requested"], group=cast.groups["closed"]
    ),
    groups.AcceptRequest: in_secret(groups.AcceptRequest, user=person("requested")),
    groups.DeclineRequest: in_secret(groups.DeclineRequest, user=person("requested")),
    _InviteOne: in_secret(
        groups.InviteToGroup, user_ids=lambda cast: [cast["employee"].pk], message=PRIVATE
    ),
    groups.AcceptInvitation: in_secret(groups.AcceptInvitation, "invited"),
    groups.DeclineInvitation: in_secret(groups.DeclineInvitation, "invited"),
    groups.LeaveGroup: in_secret(groups.LeaveGroup, "member"),
    groups.ChangeRole: in_secret(groups.ChangeRole, user=person("member"), role="moderator"),
    groups.HandOver: in_secret(groups.HandOver, user=person("member")),
    groups.RemoveMember: in_secret(groups.RemoveMember, user=person("member")),
    groups.BanMember: in_secret(groups.BanMember, user=person("member")),
    groups.LiftBan: in_secret(groups.LiftBan, user=person("banned")),
    group_steward.DescribeGroup: _open_only(
        group_steward.DescribeGroup,
        lambda cast: {"group": cast.groups["closed"]},
        fields={"title": PRIVATE, "purpose": PRIVATE},
    ),
    group_steward.ArchiveGroupAsSteward: _open_only(
        group_steward.ArchiveGroupAsSteward, lambda cast: {"group": cast.groups["closed"]}
    ),
    group_steward.ReopenGroupAsSteward: _open_only(group_steward.ReopenGroupAsSteward, _archived),
    group_steward.AppointManager: _open_only(group_steward.AppointManager, _without_managers),
    talk.EditPost: _on_post(
        talk.EditPost, "author", title=PRIVATE, source=f"{PRIVATE} #{PRIVATE}", topics=[PRIVATE]
    ),
    talk.RemovePost: _on_post(talk.RemovePost, "moderator", reason=PRIVATE),
    talk.RestorePost: _on_post(talk.RestorePost, "moderator", "gone"),
    talk.PinPost: _on_post(talk.PinPost, "moderator"),
    talk.UnpinPost: _on_post(talk.UnpinPost, "moderator"),
    talk.EditComment: _on_comment(talk.EditComment, "author", "comment", source=PRIVATE),
    talk.RemoveComment: _on_comment(talk.RemoveComment, "moderator", "comment", reason=PRIVATE),
    talk.RestoreComment: _on_comment(talk.RestoreComment, "moderator", "removed"),
    talk.ChangeDiscussionState: lambda cast: talk.ChangeDiscussionState(
        actor=cast["moderator"], place=cast.place("moderator", "secret"), state="locked"
    ),
    talk.AcceptAnswer: lambda cast: talk.AcceptAnswer(
        actor=cast["author"],
        place=cast.place("author", "secret"),
        comment=cast.talks["secret"].comments["reply"],
    ),
    talk.WithdrawAnswer: lambda cast: talk.WithdrawAnswer(
        actor=cast["author"], place=cast.place("author", "secret")
    ),
    talk_steward.RemovePostAsSteward: _open_only(
        talk_steward.RemovePostAsSteward,
        lambda cast: {"post": cast.talks["open"].post},
        reason=PRIVATE,
    ),
    talk_steward.RestorePostAsSteward: _open_only(
        talk_steward.RestorePostAsSteward, lambda cast: {"post": cast.talks["open"].gone}
    ),
    talk_steward.RemoveCommentAsSteward: _open_only(
        talk_steward.RemoveCommentAsSteward,
        lambda cast: {"comment": cast.talks["open"].comments["comment"]},
        reason=PRIVATE,
    ),
    talk_steward.RestoreCommentAsSteward: _open_only(
        talk_steward.RestoreCommentAsSteward,
        lambda cast: {"comment": cast.talks["open"].comments["removed"]},
    ),
    talk_steward.LockPostAsSteward: _open_only(
        talk_steward.LockPostAsSteward,
        lambda cast: {"place": cast.place("steward", "open")},
        state="locked",
    ),
    _KeepReport: lambda cast: FileReport(
        actor=cast["member"], place=cast.place("member", "secret"), reason="other", text=PRIVATE
    ),
    DecideReport: lambda cast: DecideReport(
        actor=cast["moderator"],
        report=Report.objects.get(group=cast.groups["secret"]),
        state="dismissed",
        decision=PRIVATE,
    ),
    TryMailAgain: lambda cast: TryMailAgain(actor=cast["steward"], mail=_failed_mail(cast)),
    EditProfile: lambda cast: EditProfile(
        actor=cast["member"],
        profile=Profile.objects.get(user=cast["member"]),
        job_title=PRIVATE,
        bio=PRIVATE,
        languages="nl",
        expertise=[PRIVATE],
    ),
    webhooks.AddWebhook: lambda cast: webhooks.AddWebhook(
        actor=cast["manager"],
        group=cast.groups["closed"],
        url=f"https://hooks.test/{PRIVATE}",
        format="json",
        leaves_site=True,
    ),
    webhooks.PauseWebhook: _on_webhook(webhooks.PauseWebhook),
    webhooks.ResumeWebhook: _on_webhook(webhooks.ResumeWebhook, paused_at=timezone.now()),
    webhooks.DeleteWebhook: _on_webhook(webhooks.DeleteWebhook),
    webhooks.TryWebhook: _on_webhook(webhooks.TryWebhook),
    PlacePerson: lambda cast: PlacePerson(
        actor=cast["steward"],
        profile=Profile.objects.get(user=cast["member"]),
        job_title=PRIVATE,
        department=None,
        level="employee",
    ),
    ImportMeeting: lambda cast: ImportMeeting(
        actor=None,
        meeting=Meeting(
            title=PRIVATE,
            introduction=PRIVATE,
            group=cast.groups["secret"],
            starts_at=timezone.now(),
            ends_at=timezone.now() + timedelta(hours=1),
            time_zone="UTC",
        ),
    ),
    MakeFeedAddress: lambda cast: MakeFeedAddress(
        actor=cast["member"], kind="group", key=cast.groups["open"].pk
    ),
    RevokeFeedAddress: lambda cast: RevokeFeedAddress(
        actor=cast["member"],
        address=FeedAddress.objects.create(user=cast["member"], kind="mine", token_hash="0" * 64),
    ),
    **MEETING_DOERS,
}

"""Each verb of the permission matrix, asked in four ways: policy, queryset, action, address."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from wagtail_social.actions import NotVisible, Refused
from wagtail_social.conversations import actions as talk
from wagtail_social.conversations.models import Comment, Discussion, Post
from wagtail_social.groups import actions as groups
from wagtail_social.groups.models import Group, Visibility
from wagtail_social.groups.standing import Standing
from wagtail_social.meetings.actions.agenda import ProposeItem
from wagtail_social.meetings.actions.notes import SaveNote
from wagtail_social.meetings.actions.people import AnswerInvitation, InvitePeople
from wagtail_social.meetings.actions.planning import EditMeeting, PlanMeeting
from wagtail_social.meetings.models import Meeting
from wagtail_social.meetings.seat import Seat, seat_of
from wagtail_social.moderation.actions import DecideReport, FileReport
from wagtail_social.moderation.models import Report
from wagtail_social.notifications.models import Webhook
from wagtail_social.notifications.webhooks.actions import AddWebhook, PauseWebhook

from ..cast import Cast
from ..conftest import counted_queries


@dataclass(frozen=True)
class Ask:
    """Somebody's question about one group of the cast."""

    cast: Cast
    role: str
    group_name: str

    @property
    def user(self) -> Any:
        """Who asks."""
        return self.cast[self.role]

    @property
    def group(self) -> Group:
        """The group, read anew."""
        return Group.objects.get(pk=self.cast.groups[self.group_name].pk)

    @property
    def talk(self) -> Any:
        """What is said in the group."""
        return self.cast.talks[self.group_name]

    @property
    def meet(self) -> Any:
        """What comes before the group's next meeting."""
        return self.cast.meetings[self.group_name]

    @property
    def place(self) -> Any:
        """The post's place as this person finds it. Raises ``Http404``."""
        return self.cast.place(self.role, self.group_name)

    @property
    def insider(self) -> Any:
        """Somebody who is in this group and in no other."""
        return self.cast[f"hermit_{self.group_name}"]

    @property
    def report(self) -> Report:
        """The report that waits in this group."""
        return Report.objects.get(group=self.group)

    @property
    def webhook(self) -> Webhook:
        """The webhook of this group."""
        return Webhook.objects.get(group=self.group)

    def is_done(self, action: Callable[[Ask], Any]) -> bool:
        """Execute an action and say whether it wrote anything but a line in the log."""
        with counted_queries() as found:
            try:
                action(self).execute()
            except (Refused, NotVisible, Http404):
                return False
        return bool(ours(found.writes))


def ours(writes: list[str]) -> list[str]:
    """Return the statements that write to our tables."""
    return [statement for statement in writes if '"wagtail_social_' in statement]


def _seat(standing: Standing) -> Seat:
    """Return the same person's seat at the group's meeting."""
    return seat_of(standing.user, standing.group.meetings.earliest("pk"))


#: What the rules of the group say.
POLICIES: dict[str, Callable[[Standing], bool]] = {
    "know": lambda s: s.can_see,
    "read": lambda s: s.can_read,
    "post": lambda s: s.can_post,
    "comment": lambda s: s.can_comment,
    "react": lambda s: s.can_comment,
    "call": lambda s: s.can_comment,
    "follow": lambda s: s.can_read,
    "report": lambda s: s.can_read,
    "mention": lambda s: s.can_comment,
    "members": lambda s: s.can_read,
    "join": lambda s: s.can_join,
    "request": lambda s: s.can_request,
    "withdraw": lambda s: s.is_requested and s.can_see,
    "accept": lambda s: s.is_invited and s.can_see and not s.group.is_archived,
    "decline": lambda s: s.is_invited and s.can_see,
    "leave": lambda s: s.can_leave,
    "invite": lambda s: s.can_invite,
    **dict.fromkeys(("remove", "restore", "pin", "lock", "reports"), lambda s: s.can_moderate),
    **dict.fromkeys(
        ("edit", "access", "archive", "role", "let in", "put out", "ban", "webhooks"),
        lambda s: s.can_manage,
    ),
    "webhook": lambda s: (
        s.can_manage and not s.group.is_archived and s.group.visibility != Visibility.MEMBERS
    ),
    **dict.fromkeys(
        ("plan", "organise", "minutes"), lambda s: s.can_manage and not s.group.is_archived
    ),
    "convene": lambda s: _seat(s).can_invite,
    "attend": lambda s: _seat(s).can_answer,
    "propose": lambda s: _seat(s).can_propose,
}


def _groups(name: str) -> Callable[[Ask], bool]:
    return lambda ask: getattr(Group.objects, name)(ask.user).filter(pk=ask.group.pk).exists()


def _seen(model: Any, thing: Callable[[Ask], Any], name: str = "visible_to") -> Callable[..., bool]:
    return lambda ask: getattr(model.objects, name)(ask.user).filter(pk=thing(ask).pk).exists()


#: Which rows a person gets. Several querysets of one verb must agree.
QUERYSETS: dict[str, tuple[Callable[[Ask], bool], ...]] = {
    "know": (_groups("visible_to"),),
    "read": (
        _groups("readable_by"),
        _seen(Post, lambda ask: ask.talk.post),
        _seen(Post, lambda ask: ask.talk.post, "readable_by"),
        _seen(Discussion, lambda ask: ask.talk.discussion),
        _seen(Comment, lambda ask: ask.talk.comments["deep"]),
        _seen(Comment, lambda ask: ask.talk.comments["removed"]),
        _seen(Meeting, lambda ask: ask.meet.meeting),
    ),
    "post": (_groups("writable_by"),),
    "edit": (_groups("managed_by"),),
    "remove": (_seen(Post, lambda ask: ask.talk.gone),),
    "webhooks": (_seen(Webhook, lambda ask: ask.webhook),),
    "reports": (
        _seen(Report, lambda ask: ask.report),
        _seen(Report, lambda ask: ask.report, "for_moderator"),
    ),
}


def _in_group(action: Any, **fields: Any) -> Callable[[Ask], Any]:
    return lambda ask: action(actor=ask.user, group=ask.group, **fields)


def _on_person(action: Any, person: Callable[[Ask], Any], **fields: Any) -> Callable[[Ask], Any]:
    return lambda ask: action(actor=ask.user, group=ask.group, user=person(ask), **fields)


#: What is done. Each of them asks for itself; the views only pass the question on.
ACTIONS: dict[str, Callable[[Ask], Any]] = {
    "post": _in_group(talk.PublishPost, title="A matter"),
    "comment": lambda ask: talk.PostComment(actor=ask.user, place=ask.place, source="Yes."),
    "react": lambda ask: talk.React(actor=ask.user, place=ask.place, kind="support"),
    "call": lambda ask: talk.CallColleagues(
        actor=ask.user, place=ask.place, user_ids=[ask.insider.pk], text="Well?"
    ),
    "follow": lambda ask: talk.FollowDiscussion(actor=ask.user, place=ask.place),
    "report": lambda ask: FileReport(actor=ask.user, place=ask.place, reason="wrong"),
    "join": _in_group(groups.JoinGroup),
    "request": _in_group(groups.RequestToJoin, message="Please."),
    "withdraw": _in_group(groups.WithdrawRequest),
    "accept": _in_group(groups.AcceptInvitation),
    "decline": _in_group(groups.DeclineInvitation),
    "leave": _in_group(groups.LeaveGroup),
    "invite": lambda ask: groups.InviteToGroup(
        actor=ask.user, group=ask.group, user_ids=[ask.cast["employee"].pk]
    ),
    "remove": lambda ask: talk.RemovePost(actor=ask.user, post=ask.talk.post, reason="Rude."),
    "restore": lambda ask: talk.RestorePost(actor=ask.user, post=ask.talk.gone),
    "pin": lambda ask: talk.PinPost(actor=ask.user, post=ask.talk.post),
    "lock": lambda ask: talk.ChangeDiscussionState(actor=ask.user, place=ask.place, state="locked"),
    "reports": lambda ask: DecideReport(
        actor=ask.user, report=ask.report, state="dismissed", decision="It is fine."
    ),
    "edit": _in_group(groups.EditGroup, texts={"purpose": "Another."}),
    "access": lambda ask: groups.ChangeAccess(
        actor=ask.user,
        group=ask.group,
        visibility=ask.group.visibility,
        join_policy=ask.group.join_policy,
        posting="moderators",
    ),
    "archive": lambda ask: (groups.ReopenGroup if ask.group.is_archived else groups.ArchiveGroup)(
        actor=ask.user, group=ask.group
    ),
    "role": _on_person(groups.ChangeRole, lambda ask: ask.insider, role="moderator"),
    "let in": _on_person(groups.AcceptRequest, lambda ask: ask.cast["requested"]),
    "put out": _on_person(groups.RemoveMember, lambda ask: ask.insider),
    "ban": _on_person(groups.BanMember, lambda ask: ask.insider),
    "webhooks": lambda ask: PauseWebhook(actor=ask.user, group=ask.group, webhook=ask.webhook),
    "webhook": _in_group(AddWebhook, url="https://hooks.test/x", format="slack", leaves_site=True),
    "plan": _in_group(
        PlanMeeting,
        values={
            "title": "Pumps",
            "starts_at": datetime.datetime(2031, 5, 6, 8, tzinfo=datetime.UTC),
            "ends_at": datetime.datetime(2031, 5, 6, 9, tzinfo=datetime.UTC),
            "time_zone": "Europe/Amsterdam",
        },
    ),
    "organise": lambda ask: EditMeeting(
        actor=ask.user, meeting=ask.meet.meeting, values={"title": "Another."}
    ),
    "convene": lambda ask: InvitePeople(
        actor=ask.user, meeting=ask.meet.meeting, user_ids=[ask.cast["moderator"].pk]
    ),
    "attend": lambda ask: AnswerInvitation(actor=ask.user, meeting=ask.meet.meeting, answer="yes"),
    "minutes": lambda ask: SaveNote(
        actor=ask.user,
        meeting=Meeting.objects.get(pk=sitting(ask)[0]),
        item=ask.meet.item,
        text="We begin.",
        version=1,
    ),
    "propose": lambda ask: ProposeItem(actor=ask.user, meeting=ask.meet.meeting, title="Rosters"),
}


@dataclass(frozen=True)
class Address:
    """How a browser does a verb. ``arguments`` and ``data`` get the :class:`Ask`."""

    name: str
    arguments: Callable[[Ask], list[Any]]
    method: str = "post"
    data: Callable[[Ask], dict[str, Any]] = lambda ask: {}

    def sending(self, client: Any, ask: Ask) -> Callable[[], Any]:
        """Return what sends the request. What it is about is ready by then."""
        url = reverse(f"wagtail_social:{self.name}", args=self.arguments(ask))
        data = self.data(ask)
        return lambda: getattr(client, self.method)(url, data)


def _slug(ask: Ask) -> list[Any]:
    return [ask.group.slug]


def _post(ask: Ask) -> list[Any]:
    return [ask.talk.post.pk]


def _target(ask: Ask) -> list[Any]:
    return ["post", ask.talk.post.pk]


def _person(ask: Ask) -> list[Any]:
    return [ask.group.slug, ask.insider.pk]


def _meeting(ask: Ask) -> list[Any]:
    return [ask.meet.meeting.pk]


def sitting(ask: Ask) -> list[Any]:
    """Return the meeting of the group, in session."""
    Meeting.objects.filter(pk=ask.meet.meeting.pk).update(state="in_session")
    return _meeting(ask)


def planned(ask: Ask) -> dict[str, Any]:
    """Return the form of a meeting, filled in."""
    return {
        "title": "Pumps",
        "day": "2031-05-06",
        "starts_at": "10:00",
        "ends_at": "11:00",
        "time_zone": "Europe/Amsterdam",
    }


def _texts(ask: Ask) -> dict[str, Any]:
    group = ask.group
    names = ("title", "purpose", "welcome", "guidelines")
    return {name: getattr(group, name) for name in names} | {"topics": ""}


def _axes(ask: Ask) -> dict[str, Any]:
    group = ask.group
    return {
        "preset": "own",
        "visibility": group.visibility,
        "join_policy": group.join_policy,
        "posting": "moderators",
    }


#: What a browser sends.
ADDRESSES: dict[str, Address] = {
    "know": Address("group_about", _slug, "get"),
    "read": Address("post", _post, "get"),
    "post": Address("post_new", _slug, data=lambda ask: {"title": "A matter", "kind": "update"}),
    "comment": Address("comments", _target, data=lambda ask: {"source": "Yes."}),
    "react": Address("react", _target, data=lambda ask: {"kind": "support"}),
    "call": Address(
        "call", _target, data=lambda ask: {"people": f"@{ask.insider.username}", "text": "Well?"}
    ),
    "follow": Address("follow_discussion", _target, data=lambda ask: {"level": "following"}),
    "report": Address("report", _target, data=lambda ask: {"reason": "wrong"}),
    "mention": Address("suggest_group_people", _slug, "get", lambda ask: {"q": "a"}),
    "members": Address("group_members", _slug, "get"),
    "join": Address("group_join", _slug),
    "request": Address("group_request", _slug, data=lambda ask: {"message": "Please."}),
    "withdraw": Address("group_withdraw", _slug),
    "accept": Address("group_accept", _slug),
    "decline": Address("group_decline", _slug),
    "leave": Address("group_leave", _slug),
    "invite": Address("group_invite", _slug, data=lambda ask: {"people": "@employee"}),
    "remove": Address("post_remove", _post, data=lambda ask: {"reason": "Rude."}),
    "restore": Address("post_restore", lambda ask: [ask.talk.gone.pk]),
    "pin": Address("post_pin", _post),
    "lock": Address("discussion_state", _target, data=lambda ask: {"state": "locked"}),
    "reports": Address("group_reports", _slug, "get"),
    "edit": Address("group_settings", _slug, data=_texts),
    "access": Address("group_access", _slug, data=_axes),
    "archive": Address("group_archive", _slug),
    "role": Address("member_role", _person, data=lambda ask: {"role": "moderator"}),
    "let in": Address("request_accept", lambda ask: [ask.group.slug, ask.cast["requested"].pk]),
    "put out": Address("member_remove", _person),
    "ban": Address("member_ban", _person),
    "webhooks": Address("webhook_pause", lambda ask: [ask.group.slug, ask.webhook.pk]),
    "webhook": Address(
        "group_webhooks",
        _slug,
        data=lambda ask: {"url": "https://hooks.test/x", "format": "json", "leaves_site": "on"},
    ),
    "plan": Address("group_meeting_new", _slug, data=planned),
    "organise": Address("meeting_edit", _meeting, data=planned),
    "convene": Address("meeting_invite", _meeting, data=lambda ask: {"people": "@moderator"}),
    "attend": Address("meeting_answer", _meeting, data=lambda ask: {"answer": "yes"}),
    "minutes": Address(
        "meeting_note",
        sitting,
        data=lambda ask: {"item": ask.meet.item.pk, "text": "We begin.", "version": 1},
    ),
    "propose": Address(
        "agenda_propose", _meeting, data=lambda ask: {"title": "Rosters", "purpose": "decide"}
    ),
}

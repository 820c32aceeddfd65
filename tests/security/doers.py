"""One way to do each logged action, with private words in every text that it is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.meetings.sequel import PROPOSED, date_at, repeating
from wagtail_social.actions import Action
from wagtail_social.conversations import actions as talk
from wagtail_social.conversations.actions import stewardship as talk_steward
from wagtail_social.groups import actions as groups
from wagtail_social.groups.actions import stewardship as group_steward
from wagtail_social.groups.actions.joining import _InviteOne
from wagtail_social.groups.models import Membership
from wagtail_social.interchange.actions import ImportGroup, ImportMeeting
from wagtail_social.meetings.actions import (
    action_items,
    agenda,
    corrections,
    dates,
    documents,
    minutes,
    next_meeting,
    ordering,
    outcomes,
    planning,
    presence,
    progress,
    remarks,
    series,
    states,
)
from wagtail_social.meetings.actions import people as meeting_people
from wagtail_social.meetings.models import AgendaItem, Meeting
from wagtail_social.moderation.actions import DecideReport, FileReport, _KeepReport
from wagtail_social.moderation.models import Report
from wagtail_social.notifications.actions import TryMailAgain
from wagtail_social.notifications.feeds.actions import MakeFeedAddress, RevokeFeedAddress
from wagtail_social.notifications.models import FeedAddress, Mail, Webhook
from wagtail_social.notifications.webhooks import actions as webhooks
from wagtail_social.people.actions import EditProfile, PlacePerson
from wagtail_social.people.models import Profile
from wagtail_social.uploads import Document, clean_document

from ..cast_minutes import at_stage

#: A mark in every text that is passed to an action; the cast's words begin with the same sign.
PRIVATE = "zqprivate"


def _in_secret(kind: Any, actor: str = "manager", **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it in the secret group; a field may be a function of the cast."""

    def make(cast: Any) -> Any:
        texts = {name: value(cast) if callable(value) else value for name, value in fields.items()}
        return kind(actor=cast[actor], group=cast.groups["secret"], **texts)

    return make


def _person(role: str) -> Callable[[Any], Any]:
    return lambda cast: cast[role]


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


def _on_meeting(kind: Any, state: str = "open", **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it with the meeting of the secret group, in this state."""

    def make(cast: Any) -> Any:
        meeting = cast.meetings["secret"].meeting
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        return kind(actor=cast["manager"], meeting=meeting, **fields)

    return make


def _on_webhook(kind: Any, **state: Any) -> Callable[[Any], Any]:
    """Return how to do it with the webhook of the closed group; its address is private."""

    def make(cast: Any) -> Any:
        group = cast.groups["closed"]
        Webhook.objects.filter(group=group).update(**({"url": f"https://{PRIVATE}.test"} | state))
        webhook = Webhook.objects.get(group=group)
        return kind(actor=cast["manager"], group=group, webhook=webhook)

    return make


def _at_meeting(kind: Any, /, **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it at the meeting of the secret group; a field may be a function."""

    def make(cast: Any) -> Any:
        values = {name: value(cast) if callable(value) else value for name, value in fields.items()}
        return kind(actor=cast["manager"], meeting=cast.meetings["secret"].meeting, **values)

    return make


def _sitting(kind: Any, /, **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it at that meeting while it is in session."""
    make = _at_meeting(kind, **fields)

    def do(cast: Any) -> Any:
        pk = cast.meetings["secret"].meeting.pk
        Meeting.objects.filter(pk=pk).update(state="in_session")
        return make(cast)

    return do


def _written(name: str) -> Callable[[Any], Any]:
    """Return what is written in the minutes of that meeting."""
    return lambda cast: getattr(cast.meetings["secret"], name)


def _on_minutes(kind: Any, state: str, correcting: bool = False, **fields: Any) -> Any:
    """Return how to do it with the minutes of the secret group, at this stage."""

    def make(cast: Any) -> Any:
        meet = cast.meetings["secret"]
        at_stage(meet.held, state, correcting=correcting)
        about = {"remark": meet.remark} if kind is remarks.AnswerRemark else {}
        return kind(actor=cast["manager"], meeting=meet.held, **about, **fields)

    return make


def _failed_mail(cast: Any) -> Any:
    return Mail.objects.create(
        recipient=cast["hermit_secret"],
        kind="digest",
        state="failed",
        failure=PRIVATE,
        due_at=timezone.now(),
    )


def _on_agenda(kind: Any, which: str = "", state: str = "", **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it at the meeting of the secret group, with an item where one is named."""

    def make(cast: Any) -> Any:
        meet = cast.meetings["secret"]
        about = {"item": getattr(meet, which)} if which else {}
        if state:
            AgendaItem.objects.filter(pk=about["item"].pk).update(state=state)
        return kind(actor=cast["manager"], meeting=meet.meeting, **about, **fields)

    return make


def _with_paper(kind: Any, new: bool = False, **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it with the paper of that meeting."""

    def make(cast: Any) -> Any:
        meet = cast.meetings["secret"]
        about = {} if new else {"document": meet.paper}
        return kind(actor=cast["manager"], meeting=meet.meeting, **about, **fields)

    return make


def _with_action(kind: Any, **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it with the action item of the secret group."""

    def make(cast: Any) -> Any:
        values = {name: value(cast) if callable(value) else value for name, value in fields.items()}
        item = cast.meetings["secret"].action
        return kind(actor=cast["manager"], meeting=item.meeting, action_item=item, **values)

    return make


def _private_file() -> Document:
    content = PRIVATE.encode()
    return clean_document(SimpleUploadedFile(f"{PRIVATE}.txt", content))


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
    groups.EditGroup: _in_secret(groups.EditGroup, texts=_TEXTS, topics=[PRIVATE]),
    groups.ChangeAccess: _in_secret(
        groups.ChangeAccess, visibility="listed", join_policy="request", posting="members"
    ),
    groups.ArchiveGroup: _in_secret(groups.ArchiveGroup),
    groups.ReopenGroup: lambda cast: groups.ReopenGroup(actor=cast["manager"], **_archived(cast)),
    groups.JoinGroup: _in_secret(groups.JoinGroup, "invited"),
    groups.RequestToJoin: lambda cast: groups.RequestToJoin(
        actor=cast["employee"], group=cast.groups["closed"], message=PRIVATE
    ),
    groups.WithdrawRequest: lambda cast: groups.WithdrawRequest(
        actor=cast["requested"], group=cast.groups["closed"]
    ),
    groups.AcceptRequest: _in_secret(groups.AcceptRequest, user=_person("requested")),
    groups.DeclineRequest: _in_secret(groups.DeclineRequest, user=_person("requested")),
    _InviteOne: _in_secret(
        groups.InviteToGroup, user_ids=lambda cast: [cast["employee"].pk], message=PRIVATE
    ),
    groups.AcceptInvitation: _in_secret(groups.AcceptInvitation, "invited"),
    groups.DeclineInvitation: _in_secret(groups.DeclineInvitation, "invited"),
    groups.LeaveGroup: _in_secret(groups.LeaveGroup, "member"),
    groups.ChangeRole: _in_secret(groups.ChangeRole, user=_person("member"), role="moderator"),
    groups.HandOver: _in_secret(groups.HandOver, user=_person("member")),
    groups.RemoveMember: _in_secret(groups.RemoveMember, user=_person("member")),
    groups.BanMember: _in_secret(groups.BanMember, user=_person("member")),
    groups.LiftBan: _in_secret(groups.LiftBan, user=_person("banned")),
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
    meeting_people.InvitePeople: _at_meeting(
        meeting_people.InvitePeople, user_ids=lambda cast: [cast["moderator"].pk]
    ),
    meeting_people.InviteGroup: _at_meeting(meeting_people.InviteGroup),
    meeting_people.WithdrawInvitation: _at_meeting(
        meeting_people.WithdrawInvitation, user=_person("member")
    ),
    presence.MarkPresence: _sitting(
        presence.MarkPresence, attended=lambda cast: {cast["member"].pk: True}
    ),
    presence.AddWalkIn: _sitting(presence.AddWalkIn, user_ids=lambda cast: [cast["moderator"].pk]),
    outcomes.AddOutcome: _sitting(outcomes.AddOutcome, item=None, kind="decision", text=PRIVATE),
    outcomes.EditOutcome: _sitting(
        outcomes.EditOutcome, outcome=_written("outcome"), kind="decision", text=PRIVATE
    ),
    outcomes.RemoveOutcome: _sitting(outcomes.RemoveOutcome, outcome=_written("outcome")),
    action_items.AddActionItem: _sitting(
        action_items.AddActionItem,
        item=None,
        text=PRIVATE,
        owner=_person("member"),
        due_on=date(2031, 5, 6),
    ),
    action_items.EditActionItem: _sitting(
        action_items.EditActionItem,
        action_item=_written("task"),
        text=PRIVATE,
        owner=_person("member"),
        due_on=date(2031, 5, 6),
    ),
    action_items.RemoveActionItem: _sitting(
        action_items.RemoveActionItem, action_item=_written("task")
    ),
    meeting_people.ChangeDuty: _at_meeting(
        meeting_people.ChangeDuty, user=_person("member"), duty="minutes"
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
    agenda.AddItem: _on_agenda(agenda.AddItem, title=PRIVATE, text=PRIVATE),
    agenda.EditItem: _on_agenda(
        agenda.EditItem,
        "item",
        title=PRIVATE,
        text=PRIVATE,
        purpose="inform",
        presenter=None,
        minutes=5,
    ),
    agenda.MoveItem: lambda cast: agenda.MoveItem(
        actor=cast["manager"],
        meeting=cast.meetings["secret"].meeting,
        item=AgendaItem.objects.create(
            meeting=cast.meetings["secret"].meeting, title=PRIVATE, position=9
        ),
        step=-1,
    ),
    ordering.OrderAgenda: lambda cast: ordering.OrderAgenda(
        actor=cast["manager"],
        meeting=cast.meetings["secret"].meeting,
        keys=[
            AgendaItem.objects.create(
                meeting=cast.meetings["secret"].meeting, title=PRIVATE, position=9
            ).pk
        ],
    ),
    agenda.DropItem: _on_agenda(agenda.DropItem, "item"),
    agenda.RestoreItem: _on_agenda(agenda.RestoreItem, "item", "dropped"),
    agenda.TakeProposal: _on_agenda(agenda.TakeProposal, "proposal"),
    agenda.DeclineProposal: _on_agenda(agenda.DeclineProposal, "proposal"),
    agenda.ProposeItem: _on_agenda(agenda.ProposeItem, title=PRIVATE, text=PRIVATE),
    progress.UpdateActionItem: _with_action(progress.UpdateActionItem, status="done", text=PRIVATE),
    progress.RescheduleActionItem: _with_action(
        progress.RescheduleActionItem, due_on=date(2031, 5, 6), text=PRIVATE
    ),
    progress.HandOverActionItem: _with_action(
        progress.HandOverActionItem, owner=_person("member"), text=PRIVATE
    ),
    documents.AddDocument: _with_paper(
        documents.AddDocument, new=True, title=PRIVATE, file=_private_file()
    ),
    documents.ReplaceDocument: _with_paper(documents.ReplaceDocument, file=_private_file()),
    documents.RenameDocument: _with_paper(documents.RenameDocument, title=PRIVATE),
    documents.RemoveDocument: _with_paper(documents.RemoveDocument),
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
    planning.PlanMeeting: _in_secret(
        planning.PlanMeeting,
        values={
            "title": PRIVATE,
            "place": PRIVATE,
            "starts_at": timezone.now(),
            "ends_at": timezone.now() + timedelta(hours=1),
            "time_zone": "UTC",
        },
    ),
    planning.EditMeeting: _on_meeting(planning.EditMeeting, values={"title": PRIVATE}),
    planning.DeleteDraft: _on_meeting(planning.DeleteDraft, "draft"),
    states.OpenMeeting: _on_meeting(states.OpenMeeting, "draft"),
    states.StartMeeting: _on_meeting(states.StartMeeting),
    states.CancelMeeting: _on_meeting(states.CancelMeeting),
    next_meeting.PlanNext: _on_meeting(
        next_meeting.PlanNext,
        values={
            "title": PRIVATE,
            "place": PRIVATE,
            "starts_at": PROPOSED,
            "ends_at": PROPOSED + timedelta(hours=1),
            "time_zone": "UTC",
        },
    ),
    next_meeting.ChooseDate: _at_meeting(
        next_meeting.ChooseDate, proposal=lambda cast: date_at(cast.meetings["secret"].meeting)
    ),
    dates.ProposeDates: _at_meeting(
        dates.ProposeDates, times=[(PROPOSED, PROPOSED + timedelta(hours=1))], time_zone="UTC"
    ),
    dates.WithdrawDate: _at_meeting(
        dates.WithdrawDate, proposal=lambda cast: date_at(cast.meetings["secret"].meeting)
    ),
    series.RepeatMeeting: _at_meeting(series.RepeatMeeting, rhythm="weekly"),
    series.MakeMore: lambda cast: series.MakeMore(
        actor=cast["manager"], meeting=repeating(cast.meetings["secret"].meeting), made=0
    ),
    series.StopSeries: lambda cast: series.StopSeries(
        actor=cast["manager"], meeting=repeating(cast.meetings["secret"].meeting)
    ),
    minutes.DraftMinutes: _on_minutes(minutes.DraftMinutes, "in_session"),
    minutes.ApproveMinutes: _on_minutes(minutes.ApproveMinutes, "drafted"),
    minutes.CloseMeeting: _on_minutes(minutes.CloseMeeting, "approved"),
    corrections.BeginCorrection: _on_minutes(corrections.BeginCorrection, "approved"),
    corrections.PublishCorrection: _on_minutes(
        corrections.PublishCorrection, "approved", correcting=True, reason=PRIVATE
    ),
    corrections.GiveUpCorrection: _on_minutes(
        corrections.GiveUpCorrection, "closed", correcting=True
    ),
    remarks.AnswerRemark: _on_minutes(
        remarks.AnswerRemark, "drafted", changed=True, answer=PRIVATE
    ),
    MakeFeedAddress: lambda cast: MakeFeedAddress(
        actor=cast["member"], kind="group", key=cast.groups["open"].pk
    ),
    RevokeFeedAddress: lambda cast: RevokeFeedAddress(
        actor=cast["member"],
        address=FeedAddress.objects.create(user=cast["member"], kind="mine", token_hash="0" * 64),
    ),
}
